/** Mending fields of missions and sprints that have a column. */
import { t } from '@vscode/l10n';
import { columnValue } from '../columns/rows';
import { type FieldColumn, MISSION_FIELDS, SPRINT_FIELDS } from '../database/tables';
import { removeField, setField } from '../files/backlog/write/set';
import type { Side } from '../ground/side';
import type { RepairWork } from './work';

const FIELDS: Readonly<Record<'missions' | 'sprints', readonly FieldColumn<never>[]>> = {
  missions: MISSION_FIELDS,
  sprints: SPRINT_FIELDS,
};

export function mendField(
  work: RepairWork,
  table: 'missions' | 'sprints',
  id: string,
  field: string,
  take: Side,
): void {
  const row = work[table].get(id) as Readonly<Record<string, unknown>> | undefined;
  const entry = work.index?.[table].get(id);
  const column = FIELDS[table].find((each) => each.field === field);
  if (row === undefined || entry === undefined || column === undefined) return;
  const known = row[column.property] as string | number | null;
  const setInFile = (value: string | number | null): void => {
    work.editField(`${table} ${id}`, (document, index) => {
      const target = index[table].get(id) ?? entry;
      return (value ?? '') === '' ? removeField(document, target, field) : setField(document, target, field, value);
    });
  };
  if (take === 'database') {
    setInFile(known);
    return;
  }
  const said = entry.fields.get(field);
  const value = columnValue(column, said);
  if (value === undefined) {
    work.leaveOut([field], table === 'sprints' ? t('sprint {0}', id) : id);
    return;
  }
  work.rows.set(table, { id }, column.name, known, value);
  // A column holds text. A date or a number that YAML reads from the file equals none: it gets its quotes there.
  if (table === 'missions' && (value ?? '') !== '' && said?.value.kind === 'scalar' && said.value.value.type !== 'str')
    setInFile(value);
}
