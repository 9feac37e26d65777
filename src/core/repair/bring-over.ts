/**
 * A seed or an export: a repair that takes one side for everything it says. What the other side alone has stays there, and so
 * does what it changed since both agreed.
 */
import { t } from '@vscode/l10n';
import { columnValue } from '../columns/rows';
import { type FieldColumn, MISSION_FIELDS, SPRINT_FIELDS } from '../database/tables';
import { differences } from '../findings/parity';
import type { Finding } from '../findings/finding';
import { compareContexts } from '../files/context/compare';
import { joined } from '../files/context/join';
import { asFarAsKnown, movedOf, ofValue } from '../findings/moved';
import { otherSide, type Side } from '../ground/side';
import { indexOf } from '../parity/backlog-index';
import { NEW_DATABASE } from '../workspace/snapshot-after';
import type { Mirror } from '../workspace/settings';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { countsText } from './counts';
import { isEvent } from './fixes';
import { differenceOf, recordOf } from './items';
import { unread } from './left-out';
import { isOn, type MovedValue, movedValue, takeMoved, valuesText } from './moved-values';
import { type Join, planRepair, type RepairPlan } from './plan';

interface BroughtOver extends Pick<RepairPlan, 'rows' | 'files'> {
  /** What is put in, changed, kept and left out, in sentences; none where both sides say the same. */
  readonly notices: readonly string[];
  /** What a reason for something else would overwrite as well; empty where that is nothing. */
  readonly warning: string;
}

/** What becomes of a difference. */
type Fate =
  /** The one side's value takes the other's place. */
  | 'taken'
  /** The other side alone has it, and keeps it. */
  | 'kept'
  /** The other side changed it since both agreed. */
  | 'moved'
  /** Both say the same in their own way, or in another order. */
  | 'alike';

/** The snapshot as if all of these mirrors were promised to say what the database says, whether or not it is there yet. */
export function mirrored(snapshot: Snapshot, mirrors: ReadonlySet<Mirror>): Snapshot {
  return {
    ...snapshot,
    mirrors,
    profile: { name: 'mirrored', evidence: [], overridden: false },
    database: snapshot.database.state === 'absent' ? { state: 'read', document: NEW_DATABASE } : snapshot.database,
  };
}

/** Brings over what one side says. `overridden`: also where the other side changed it. `now` is ISO 8601. Pure. */
export function bringOver(snapshot: Snapshot, from: Side, overridden: boolean, now: string): BroughtOver {
  const to = otherSide(from);
  const fates = fatesOf(snapshot, from);
  const plan = planRepair(
    snapshot,
    (_, finding) => {
      const fate = fates.get(finding);
      return fate === 'taken' || (overridden && fate === 'moved') ? from : undefined;
    },
    now,
    joinTo(snapshot, to, overridden),
  );
  const remaining = new Set(plan.remaining.map(differenceOf));
  const remains = (finding: Finding): boolean => remaining.has(differenceOf(finding));
  const of = (...wanted: readonly Fate[]): readonly Finding[] =>
    [...fates].flatMap(([finding, fate]) => (wanted.includes(fate) ? [finding] : []));
  const mended = of('taken', 'moved').filter((finding) => !remains(finding));
  // One that came over with another, as a sprint does with its mission, is not named.
  const moved = of('moved')
    .filter((finding) => overridden || remains(finding))
    .flatMap((finding) => movedValue(snapshot, finding) ?? []);
  const named = new Set(of('moved').map(differenceOf));
  const kept = plan.remaining.filter((each) => saysNothing(each, from) && !named.has(differenceOf(each)));
  const left = [...plan.left, ...unread(snapshot)];
  const isQuiet = plan.rows.length + plan.files.length + left.length + moved.length === 0;
  return {
    rows: plan.rows,
    files: plan.files,
    notices: [
      ...(isQuiet ? [sameText(to)] : []),
      ...told(countsText(mended.filter(isMissing)), (text) => t('Inserted: {0}.', text)),
      ...told(countsText(mended.filter((finding) => !isMissing(finding))), (text) => t('Changed: {0}.', text)),
      ...told(countsText(kept, true), (text) => keptText(to, text)),
      ...(overridden ? overwrittenText(to, moved) : stayedText(to, moved)),
      ...left,
    ],
    warning: warningText(to, moved).join(' '),
  };
}

/** What becomes of each difference. */
function fatesOf(snapshot: Snapshot, from: Side): ReadonlyMap<Finding, Fate> {
  const fates = new Map(differences(snapshot).map((finding) => [finding, fateOf(snapshot, finding, from)]));
  const statuses = new Map([...fates].flatMap(([each, fate]) => (isOf(each, 'status') ? [[each.mission, fate]] : [])));
  // A time of completion goes with the status that it belongs to.
  for (const [finding, fate] of fates)
    if (fate === 'kept' && isOf(finding, 'completed_at')) fates.set(finding, statuses.get(finding.mission) ?? fate);
  return fates;
}

/** Contexts are joined: a value that the side has alone, or changed, stays; and so does every element of its lists. */
function joinTo(snapshot: Snapshot, to: Side, overridden: boolean): Join {
  return (id, stored, file) => {
    const known = snapshot.agreed?.contexts[id];
    const own = to === 'database' ? stored : file;
    const wanted = joined(own, to === 'database' ? file : stored, (path, mine, other) => {
      if (known === undefined || overridden) return false;
      const sides = to === 'database' ? { database: mine, file: other } : { database: other, file: mine };
      return isOn(asFarAsKnown(snapshot, ofValue(known, { path, ...sides })), to);
    });
    return to === 'database'
      ? { database: compareContexts(stored, wanted), files: [] }
      : { database: [], files: compareContexts(wanted, file) };
  };
}

function fateOf(snapshot: Snapshot, finding: Finding, from: Side): Fate {
  if (finding.item === undefined || finding.item.kind === 'session-order') return 'alike';
  if (saysNothing(finding, from)) return 'kept';
  if (isAlike(snapshot, finding)) return 'alike';
  return !isEvent(finding) && isOn(movedOf(snapshot, finding), otherSide(from)) ? 'moved' : 'taken';
}

function isOf({ item }: Finding, field: string): boolean {
  return item?.kind === 'mission' && item.field === field;
}

function isMissing({ lacks }: Finding): boolean {
  return lacks !== undefined;
}

/** Whether a side has nothing of it. In a column an empty text is nothing. */
function saysNothing(finding: Finding, side: Side): boolean {
  if (isMissing(finding)) return finding.lacks === side;
  if (isWholeContext(finding)) return false;
  const value = side === 'files' ? finding.fileValue : finding.databaseValue;
  return value === undefined || (value === '' && columnOf(finding) !== undefined);
}

/** Whether a column says what its field does, which the file only spells as another type, such as a date without quotes. */
function isAlike({ backlog }: Snapshot, finding: Finding): boolean {
  const column = columnOf(finding);
  const document = documentOf(backlog);
  if (column === undefined || document === undefined) return false;
  const { missions, sprints } = indexOf(document);
  const entry = (finding.item?.kind === 'sprint' ? sprints : missions).get(recordOf(finding) ?? '');
  const value = columnValue(column, entry?.fields.get(column.field));
  return value !== undefined && String(value ?? '') === (finding.databaseValue ?? '');
}

function columnOf({ item }: Finding): FieldColumn<never> | undefined {
  if (item?.kind !== 'mission' && item?.kind !== 'sprint') return undefined;
  const columns: readonly FieldColumn<never>[] = item.kind === 'mission' ? MISSION_FIELDS : SPRINT_FIELDS;
  return columns.find(({ field }) => field === item.field);
}

/** A context that cannot be read in the database. */
function isWholeContext({ item }: Finding): boolean {
  return item?.kind === 'context' && item.path === undefined;
}

function told(text: string, sentence: (text: string) => string): readonly string[] {
  return text === '' ? [] : [sentence(text)];
}

/** What was left alone, since the side that is written changed it. */
function stayedText(to: Side, moved: readonly MovedValue[]): readonly string[] {
  const [both, unclear] = (['both', 'unclear'] as const).map((how) =>
    valuesText(moved.filter((each) => each.moved === how)),
  );
  const alone = valuesText(moved.filter((each) => each.moved !== 'both' && each.moved !== 'unclear'));
  return [
    ...told(alone, (text) =>
      to === 'database'
        ? t('Kept, because the database changed since both agreed: {0}.', text)
        : t('Kept, because the files changed since both agreed: {0}.', text),
    ),
    ...told(unclear ?? '', (text) => t('Kept, because it is not known which side changed: {0}.', text)),
    ...told(both ?? '', (text) => t('Kept, because both changed since they agreed: {0}.', text)),
    ...(moved.length === 0 ? [] : [takeMoved()]),
  ];
}

function sameText(to: Side): string {
  return to === 'database'
    ? t('The database says all that the files say.')
    : t('The files say all that the database says.');
}

function keptText(to: Side, text: string): string {
  return to === 'database'
    ? t('Only the database has, and keeps: {0}.', text)
    : t('Only the files have, and keep: {0}.', text);
}

function overwrittenText(to: Side, moved: readonly MovedValue[]): readonly string[] {
  const [known, unclear] = byKnowledge(moved);
  return [
    ...told(known, (text) =>
      to === 'database'
        ? t('Overwritten, although the database changed since both agreed: {0}.', text)
        : t('Overwritten, although the files changed since both agreed: {0}.', text),
    ),
    ...told(unclear, (text) => t('Overwritten, although it is not known which side changed: {0}.', text)),
  ];
}

function warningText(to: Side, moved: readonly MovedValue[]): readonly string[] {
  const [known, unclear] = byKnowledge(moved);
  return [
    ...told(known, (text) =>
      to === 'database'
        ? t('With a reason it also overwrites what the database changed since both agreed: {0}.', text)
        : t('With a reason it also overwrites what the files changed since both agreed: {0}.', text),
    ),
    ...told(unclear, (text) =>
      t('With a reason it also overwrites values of which it is not known which side changed: {0}.', text),
    ),
  ];
}

/** The values of which it is known who changed them, and the others. */
function byKnowledge(moved: readonly MovedValue[]): readonly [known: string, unclear: string] {
  const unclear = moved.filter((each) => each.moved === 'unclear');
  return [valuesText(moved.filter((each) => !unclear.includes(each))), valuesText(unclear)];
}
