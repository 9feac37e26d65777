/** A change set for people: unified diffs for files, a table for rows. */
import { shortened } from '../ground/printable';
import { t } from '@vscode/l10n';
import { createTwoFilesPatch } from 'diff/lib/patch/create.js';
import { editedTexts } from './byte-text';
import { type ChangeSet, type FileChange, insertedKey, type Row, type RowChange, type SqlValue } from './change-set';

/** A long value is cut to so many UTF-16 units in the table of rows; files are always shown whole. */
const LONGEST = 120;

/** All of a change set as text, without a line end at its end. */
export function renderChangeSet({ rows, files }: Pick<ChangeSet, 'rows' | 'files'>): string {
  return [...(rows.length === 0 ? [] : [renderRows(rows)]), ...files.map(renderFile)].join('\n\n');
}

/** A line a changed value, in three columns: the row, the column, what it was and becomes. */
function renderRows(rows: readonly RowChange[]): string {
  const moved = movedRows(rows);
  const lines = rows.flatMap((change): (readonly [string, string, string])[] => {
    const key = change.kind === 'insert' ? newKey(change) : Object.values(change.key).map(shown).join(' → ');
    const name = `${change.table} ${key}`;
    if (moved.has(change)) return [];
    switch (change.kind) {
      case 'insert':
        return Object.entries(change.row)
          .filter(([, value]) => value !== null)
          .map(([column, value]) => [`+ ${name}`, column, shown(value)]);
      case 'delete':
        return [[`- ${name}`, '', '']];
      case 'update':
        return Object.entries(change.after).map(([column, value]) => [
          `~ ${name}`,
          column,
          `${shown(change.before[column] ?? null)} → ${shown(value)}`,
        ]);
    }
  });
  // A change may have tens of thousands of lines.
  const width = (index: 0 | 1): number => lines.reduce((most, line) => Math.max(most, line[index].length), 0);
  const [first, second] = [width(0), width(1)];
  return [
    ...lines.map(([name, column, value]) => `${name.padEnd(first)}  ${column.padEnd(second)}  ${value}`.trimEnd()),
    ...movedTexts(moved),
  ].join('\n');
}

/** Rows that go and come back as they are, at another place: those that go, and by them those that come. */
function movedRows(rows: readonly RowChange[]): ReadonlySet<RowChange> {
  const contentOf = (table: string, row: Row, key: Row): string =>
    JSON.stringify([table, ...Object.entries(row).filter(([column]) => !Object.hasOwn(key, column))]);
  const going = new Map<string, RowChange[]>();
  for (const change of rows) {
    if (change.kind !== 'delete') continue;
    const content = contentOf(change.table, change.before, change.key);
    const same = going.get(content);
    if (same === undefined) going.set(content, [change]);
    else same.push(change);
  }
  const moved = new Set<RowChange>();
  for (const change of going.size === 0 ? [] : rows) {
    if (change.kind !== 'insert') continue;
    const gone = going.get(contentOf(change.table, change.row, change.key ?? {}))?.shift();
    if (gone !== undefined) moved.add(gone).add(change);
  }
  return moved;
}

/** A line a table of which rows move. */
function movedTexts(moved: ReadonlySet<RowChange>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { kind, table } of moved) if (kind === 'insert') counts.set(table, (counts.get(table) ?? 0) + 1);
  return [...counts].map(([table, count]) =>
    count === 1
      ? t('> {0}: one row moves behind the others, as it is', table)
      : t('> {0}: {1} rows move behind the others, as they are', table, count),
  );
}

/** A file's change as a unified diff with three lines of surroundings. */
function renderFile(change: FileChange): string {
  const [before, after] = fileSides(change);
  const patch = createTwoFilesPatch(change.path, change.path, before, after, '', '', { context: 3 });
  return patch.replace(/^(?:Index: [^\n]*\n)?=+\n/, '').trimEnd();
}

/** A file before and after; of one that is only appended to, what is added alone. */
export function fileSides(change: FileChange): readonly [before: string, after: string] {
  switch (change.kind) {
    case 'edit':
      return editedTexts(change);
    case 'append':
      return ['', change.lines.map((line) => `${line}\n`).join('')];
    case 'create':
      return ['', change.text];
    case 'remove':
      return [change.before, ''];
  }
}

function newKey({ row, key: known }: Extract<RowChange, { kind: 'insert' }>): string {
  if (known !== undefined) return Object.values(known).map(shown).join(' → ');
  const key = row['id'] ?? row['key'] ?? row['from_id'];
  return key === undefined ? '' : shown(key);
}

function shown(value: SqlValue): string {
  if (value === null) return 'NULL';
  const text = typeof value === 'object' ? `x'${value.blob}'` : JSON.stringify(value);
  return shortened(text, LONGEST);
}

/** What a change set touches, as `--format json` lists it: a row of the database, or a file with what is done to it. */
type Changed =
  | { readonly store: 'database'; readonly table: string; readonly key: Row; readonly change: RowChange['kind'] }
  | { readonly store: string; readonly file: string; readonly change: FileChange['kind'] };

export function changedStores({ rows, files }: Pick<ChangeSet, 'rows' | 'files'>): readonly Changed[] {
  return [
    ...rows.map((change): Changed => ({
      store: 'database',
      table: change.table,
      key: change.kind === 'insert' ? insertedKey(change) : change.key,
      change: change.kind,
    })),
    ...files.map((change): Changed => ({ store: change.store ?? 'file', file: change.path, change: change.kind })),
  ];
}

/** Rows before and after as two texts that a diff can stand beside each other: a line a value. */
export function rowTexts(rows: readonly RowChange[]): readonly [before: string, after: string] {
  const moved = movedRows(rows);
  const text = (side: 'before' | 'after'): string =>
    rows
      .flatMap((change) => {
        const row = moved.has(change) ? undefined : sideOf(change, side);
        if (row === undefined) return [];
        const key = change.kind === 'insert' ? newKey(change) : Object.values(change.key).map(shown).join(' → ');
        const values = Object.entries(row).map(
          ([column, value]) => `  ${column}: ${value === null ? 'NULL' : valueText(value)}`,
        );
        return [`${change.table} ${key}`, ...values, ''].join('\n');
      })
      .join('\n');
  return [text('before'), [text('after'), ...movedTexts(moved)].filter((each) => each !== '').join('\n')];
}

function sideOf(change: RowChange, side: 'before' | 'after'): Row | undefined {
  if (change.kind === 'insert') return side === 'after' ? change.row : undefined;
  if (change.kind === 'delete') return side === 'before' ? change.before : undefined;
  return change[side];
}

function valueText(value: Exclude<SqlValue, null>): string {
  return typeof value === 'object' ? `x'${value.blob}'` : String(value).replaceAll('\n', '\n    ');
}
