/** What front ends need of findings without running a rule: where each is, whether it is drift, how many there are. */
import { t } from '@vscode/l10n';
import { type ChunkedText, positionInChunk, type Range } from '../files/text';
import { documentOf, type Reading, type Snapshot } from '../workspace/snapshot';
import type { Finding, Place } from './finding';

/** Whether a finding says that database and mirrors disagree. A line that is no event is in no database. */
export function isDrift({ code, kind, severity }: Finding): boolean {
  return kind.drift === true || (code.startsWith('drift/') && (severity === 'error' || severity === 'warning'));
}

/** Whether a finding says why a store could not be read as a whole, so that parity cannot be determined. */
export function isFault({ kind, severity }: Finding): boolean {
  return severity === 'error' && kind.hinders === true;
}

/** Whether a finding belongs to the question of parity: a disagreement, or what keeps it from being answered. */
export function concernsParity(finding: Finding): boolean {
  return finding.code.startsWith('drift/') || isDrift(finding) || finding.kind.hinders === true;
}

/** What findings stand for: one that is the last of its kind stands for all that follow. */
export function countOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { count = 1 }) => sum + count, 0);
}

/** In how many places database and files differ. */
export function driftCount({ findings }: { readonly findings: readonly Finding[] }): number {
  return countOf(findings.filter(isDrift));
}

/** That database and files differ in so many places. */
export function driftText(count: number): string {
  return count === 1
    ? t('Database and files differ in one place.')
    : t('Database and files differ in {0} places.', count);
}

/** The file that a place is in, relative to the cmos root. */
export function fileOf({ layout }: Pick<Snapshot, 'layout'>, { store, path = '' }: Place): string {
  return store === 'document' || store === 'telemetry' ? path : layout.stores[store].path;
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Where a place is now; undefined where its store has no text. */
export function rangeOf(snapshot: Snapshot, { store, path = '', at }: Place): Range | undefined {
  if (store === 'document')
    return at && { start: positionInChunk(at.chunk, at.start), end: positionInChunk(at.chunk, at.end) };
  if (store === 'database' || store === 'agents') return undefined;
  const reading: Reading<{ readonly text: ChunkedText }> | undefined =
    store === 'telemetry' ? snapshot.telemetry.get(path) : snapshot[store];
  if (reading?.state === 'unreadable' && reading.encoding !== undefined) return START;
  const text = reading === undefined ? undefined : documentOf(reading)?.text;
  if (text === undefined) return undefined;
  return at === undefined ? START : (text.rangeOf(at) ?? START);
}
