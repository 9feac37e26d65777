/** What two databases differ in, for people. */
import { t } from '@vscode/l10n';
import { oneLine } from '../ground/printable';
import type { Row } from '../changes/change-set';
import type { DatabaseDifference, TableDifference } from './compare';

/** A line a row, table by table; `name` is the snapshot's. */
export function differenceText(difference: DatabaseDifference, name: string): string {
  return [
    ...difference.tables.flatMap(tableText),
    ...difference.tablesOnlyHere.map((each) => t('{0}: only the database has this table', each)),
    ...difference.tablesOnlyThere.map((each) => t('{0}: only {1} has this table', each, name)),
    ...difference.columnsOnlyThere.map(({ table: each, column }) =>
      t('{0}: only {1} has the column {2}', each, name, column),
    ),
    ...difference.leftOut.map((each) => t('{0}: not compared; its rows are those of other tables', each)),
  ].join('\n');
}

/** A line a row: `+` only the database has it, `-` only the snapshot, `~` it differs in the named columns. */
function tableText({ table: name, onlyHere, onlyThere, changed, moved }: TableDifference): readonly string[] {
  return [
    t(
      '{0}: {1} only in the database, {2} only in the snapshot, {3} differ',
      name,
      onlyHere.length,
      onlyThere.length,
      changed.length,
    ),
    ...onlyHere.map(({ key }) => `  + ${keyText(key)}`),
    ...onlyThere.map(({ key }) => `  - ${keyText(key)}`),
    ...changed.map(({ key, here }) => `  ~ ${keyText(key)}: ${oneLine(Object.keys(here).join(', '))}`),
    ...(moved.length === 0
      ? []
      : [`  ${t('in another place among the rows: {0}', moved.map(({ key }) => keyText(key)).join(', '))}`]),
  ];
}

function keyText(key: Row): string {
  return oneLine(
    Object.values(key)
      .map((value) => (value === null ? 'NULL' : typeof value === 'object' ? `x'${value.blob}'` : String(value)))
      .join(' → '),
  );
}
