/** Values that one side changed since both agreed, and what a person is told of them. */
import { t } from '@vscode/l10n';
import { differences } from '../findings/parity';
import type { Finding } from '../findings/finding';
import { type Moved, movedOf } from '../findings/moved';
import type { Snapshot } from '../workspace/snapshot';
import { brief } from '../findings/values';
import { isEvent } from './fixes';
import { itemOf, recordOf } from './items';
import { otherSide, type Side } from '../ground/side';

/** A value that one side changed since both agreed, or both did, or nobody knows which; and what either says now. */
export interface MovedValue {
  /** What it is, for a person: `B1.2 status`. */
  readonly name: string;
  readonly database: string | undefined;
  readonly file: string | undefined;
  readonly moved: Exclude<Moved, undefined>;
}

/** The differences that a side came to by a change of its own since both agreed. Events are none: they are only ever added. */
export function movedOn(snapshot: Snapshot, side: Side): readonly Finding[] {
  if (snapshot.agreed === undefined) return [];
  return differences(snapshot).filter(
    (finding) => itemOf(finding) !== undefined && !isEvent(finding) && isOn(movedOf(snapshot, finding), side),
  );
}

/** Whether a side moved, alone or beside the other, or may have. */
export function isOn(moved: Moved, side: Side): moved is Exclude<Moved, undefined> {
  return moved !== undefined && moved !== otherSide(side);
}

/** Undefined where neither side is known to have changed it. */
export function movedValue(snapshot: Snapshot, finding: Finding): MovedValue | undefined {
  const moved = movedOf(snapshot, finding);
  const { databaseValue: database, fileValue: file } = finding;
  return moved && { name: nameFor(finding), database, file, moved };
}

function nameFor(finding: Finding): string {
  const { item, field } = finding;
  if (item?.kind === 'dependency') return `${item.from} → ${item.to}`;
  const record = item?.kind === 'sprint' ? t('sprint {0}', item.id) : (recordOf(finding) ?? '');
  return field === undefined ? record : `${record} ${field}`;
}

/** So many values are named. */
const MOST = 10;

/** The values with what either side says of each, as part of a sentence. */
export function valuesText(values: readonly MovedValue[]): string {
  const said = (text: string | undefined): string => (text === undefined ? t('nothing') : `“${brief(text)}”`);
  const named = values
    .slice(0, MOST)
    .map(({ name, database, file }) => t('{0} (database {1}, file {2})', name, said(database), said(file)));
  return [...named, ...(values.length > MOST ? [t('and {0} more', values.length - MOST)] : [])].join('; ');
}

/** The way to have each side's values, where one side's would be lost. */
export function takeMoved(): string {
  return t(
    'Repair Drift (cmos repair --take moved) takes each value from the side that changed it; --only decides single ones.',
  );
}
