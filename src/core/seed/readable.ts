/** Whether the files may be taken for what they say: what cannot be read must not count as absent. */
import { t } from '@vscode/l10n';
import { badBytes } from '../commit/refusals';
import { CmosError } from '../errors';
import { check, locate } from '../findings/check';
import { type FindingCode } from '../findings/codes';
import { MIRRORS } from '../workspace/settings';
import { type Snapshot } from '../workspace/snapshot';

/** What keeps a whole file from being read as it is meant. */
const BROKEN: ReadonlySet<FindingCode> = new Set([
  'backlog/syntax',
  'backlog/merge-marker',
  'context/syntax',
  'context/merge-marker',
  'context/not-an-object',
]);

/** What concerns one record alone: it is left out, or the last of its kind counts. */
const LEFT_OUT: ReadonlySet<FindingCode> = new Set([
  'backlog/duplicate-id',
  'backlog/duplicate-sprint',
  'backlog/missing-id',
  'backlog/shape',
  'log/invalid-line',
  'log/merge-marker',
]);

/** So many findings are told in full. */
const MOST = 50;

/** Throws the refusal of a file or database that cannot be read. */
export function requireReadable(snapshot: Snapshot): void {
  for (const store of ['database', ...MIRRORS] as const) {
    const reading = snapshot[store];
    if (reading.state === 'unreadable') throw reading.error;
    if (reading.state === 'read' && reading.invalidBytesAt !== undefined)
      throw badBytes(snapshot.layout.stores[store].path);
  }
  const broken = check(snapshot).findings.find(({ code }) => BROKEN.has(code));
  if (broken === undefined) return;
  const { file, message, range } = locate(snapshot, broken);
  const place = range === undefined ? file : `${file}:${range.start.line + 1}`;
  throw new CmosError(
    'operation/refused',
    `${t('{0} cannot be read as it is meant: {1}', place, message)} ${t('Nothing was changed.')}`,
    { file, advice: t('Mend the file first: what cannot be read must not be taken for absent.') },
  );
}

/** What is left out of single records, a sentence each. */
export function leftOut(snapshot: Snapshot): readonly string[] {
  const all = check(snapshot).findings.filter(({ code }) => LEFT_OUT.has(code));
  const told = all.slice(0, MOST).map((finding) => {
    const { file, message, range } = locate(snapshot, finding);
    return `${file}${range === undefined ? '' : `:${range.start.line + 1}`}: ${message}`;
  });
  return all.length > MOST ? [...told, t('And {0} more of this kind.', all.length - MOST)] : told;
}
