/**
 * Virtual tables: their rows are other tables', and reading one takes its module, which SQLite may have been built
 * without (https://sqlite.org/vtab.html). Nothing of CMOS is kept in one, so they and the tables behind them are left out.
 */

/** What the tables behind a virtual table are called after its name: full-text search, and r-trees. */
const SHADOWS = [
  'data',
  'idx',
  'content',
  'docsize',
  'config',
  'segments',
  'segdir',
  'stat',
  'node',
  'rowid',
  'parent',
];

/** The module of a virtual table, from the SQL that made it; undefined for any other table. */
export function moduleOf(sql: string): string | undefined {
  if (!/^\s*CREATE\s+VIRTUAL\s/i.test(sql)) return undefined;
  return /\bUSING\s+["'`[]?([^\s"'`\](;]+)/i.exec(sql)?.[1] ?? '';
}

/** Of tables and the SQL that made each, the names of the virtual ones and of those behind them. */
export function virtualTables(tables: readonly (readonly [name: string, sql: string])[]): ReadonlySet<string> {
  const virtual = tables.filter(([, sql]) => moduleOf(sql) !== undefined).map(([name]) => name);
  return new Set(virtual.flatMap((name) => [name, ...SHADOWS.map((part) => `${name}_${part}`)]));
}
