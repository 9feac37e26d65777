/** Everything there is to say about a snapshot. */
import { t } from '@vscode/l10n';
import { isOfStatus, movedOf } from './moved';
import { type ChunkedText, positionInChunk, type Range } from '../files/text';
import { rememberedBy } from '../ground/memo';
import type { Breather } from '../ground/ports';
import { databaseFault, isDatabaseMissing } from '../workspace/database-fault';
import { fileFault } from '../workspace/readable';
import { MIRRORS } from '../workspace/settings';
import { documentOf, type Reading, type Snapshot } from '../workspace/snapshot';
import { type Finding, type LocatedFinding, messageOf, type Place } from './finding';
import { RULES } from './rules';

type Verdict = 'in-sync' | 'drift' | 'no-database' | 'unknown';

export interface Report {
  /**
   * Whether database and mirrors say the same, as far as the profile promises it; unknown where one is missing or cannot be
   * read as a whole, `no-database` in a workspace that never had one.
   */
  readonly verdict: Verdict;
  /** All findings, rule by rule. A finding is the same object as in the last report where nothing it rests on changed. */
  readonly findings: readonly Finding[];
}

const reports = new WeakMap<Snapshot, Report>();

/** Does the long part of a snapshot's first check beforehand, letting others run in between. */
export async function prepareCheck(snapshot: Snapshot, breather: Breather): Promise<void> {
  for (const { prepare } of RULES) await prepare?.(snapshot, breather);
}

/** What database and mirrors say differently, mirror by mirror: a part of what `check` finds. */
export const differences = rememberedBy((snapshot: Snapshot): readonly Finding[] => {
  const mirrors: readonly string[] = MIRRORS;
  return RULES.filter(({ compares }) => compares === true)
    .flatMap((rule) => [...rule.check(snapshot)])
    .toSorted((a, b) => mirrors.indexOf(a.place.store) - mirrors.indexOf(b.place.store));
});

/** Runs every rule. Pure; remembers by the snapshot's parts, so a second call after a small change costs little. */
export function check(snapshot: Snapshot): Report {
  const known = reports.get(snapshot);
  if (known !== undefined) return known;
  const findings = faultsFirst(RULES.flatMap((rule) => [...rule.check(snapshot)]));
  const report = { verdict: verdictOf(snapshot, findings), findings };
  reports.set(snapshot, report);
  return report;
}

/** What keeps a store from being read as a whole comes first: much of what else is found may follow from it. */
function faultsFirst(findings: readonly Finding[]): readonly Finding[] {
  const faults = findings.filter(isFault);
  return faults.length === 0 ? findings : [...faults, ...findings.filter((finding) => !isFault(finding))];
}

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

function verdictOf(snapshot: Snapshot, findings: readonly Finding[]): Verdict {
  if (snapshot.database.state === 'absent') return isDatabaseMissing(snapshot) ? 'unknown' : 'no-database';
  if (databaseFault(snapshot) !== undefined && snapshot.profile.name !== 'mirrored') return 'unknown';
  if (snapshot.database.state === 'unreadable') return 'unknown';
  if (snapshot.profile.name !== 'mirrored') return 'in-sync';
  const mirrors: ReadonlySet<string> = snapshot.mirrors;
  const counted = findings.filter(({ place }) => place.store === 'database' || mirrors.has(place.store));
  // A disagreement is certain even where another store cannot be read; that all is well is not. Of a log with bytes in
  // another encoding nobody knows which lines are none.
  const logIsWhole = fileFault(snapshot, 'sessions') === undefined;
  if (counted.some((finding) => isDrift(finding) && (logIsWhole || finding.place.store !== 'sessions'))) return 'drift';
  return counted.some(isFault) ? 'unknown' : 'in-sync';
}

/** A finding's message and place, as of a snapshot. */
export function locate(snapshot: Snapshot, finding: Finding): LocatedFinding {
  return {
    finding,
    message: [messageOf(finding), movedText(snapshot, finding)].filter((each) => each !== '').join(' '),
    file: fileOf(snapshot, finding.place),
    range: rangeOf(snapshot, finding.place),
  };
}

/** In how many places database and files differ. */
export function driftText(count: number): string {
  return count === 1
    ? t('Database and files differ in one place.')
    : t('Database and files differ in {0} places.', count);
}

/** So many reasons are told; the findings have all. */
const MOST_REASONS = 3;

/** That parity could not be determined, and why. */
export function unknownText(snapshot: Snapshot): string {
  const faults = check(snapshot).findings.filter(isFault).slice(0, MOST_REASONS);
  const reasons = faults.map((finding) => {
    const { file, message, range } = locate(snapshot, finding);
    return range === undefined || message.includes(file) ? message : `${file}:${range.start.line + 1}: ${message}`;
  });
  return [t('Parity could not be determined.'), ...reasons].join(' ');
}

/** Which side a difference came from, in a sentence; empty where nobody knows. */
function movedText(snapshot: Snapshot, finding: Finding): string {
  switch (movedOf(snapshot, finding)) {
    case 'database':
      return t('The database changed since both agreed.');
    case 'files':
      return t('The file changed since both agreed.');
    case 'both':
      return isOfStatus(finding)
        ? t('Both changed its status, times or notes since they agreed.')
        : t('Both changed since they agreed.');
    case 'unclear':
      return t('Which side changed is not known: the last agreed state is out of date.');
    case undefined:
      return '';
  }
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
