/** What the SQL that made a table says of its columns (https://sqlite.org/lang_createtable.html), as far as tables are commonly made. */
import type { ColumnInfo } from './model';

/** A table by its SQL. */
interface TableDefinition {
  readonly columns: readonly ColumnInfo[];
  /** Which of the columns is the rowid by another name, and is not stored; -1 where none is. */
  readonly alias: number;
}

/** A piece of SQL; what stands in parentheses is one piece. */
interface Token {
  readonly kind: 'word' | 'quoted' | 'group' | 'other';
  readonly text: string;
  /** A word in capitals; empty for all else. */
  readonly word: string;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[^]*?\*\/)|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*')|(?<word>[a-z_\x80-\uffff][\w$\x80-\uffff]*)|[\d.]+|[^"'`[]/iy;

const OF_TABLES: ReadonlySet<string> = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);

const OF_COLUMNS: ReadonlySet<string> = new Set([
  ...['CONSTRAINT', 'PRIMARY', 'NOT', 'NULL', 'UNIQUE', 'CHECK', 'DEFAULT', 'COLLATE', 'REFERENCES'],
  ...['GENERATED', 'AS'],
]);

/** Names that stand for the rowid wherever no column has them. */
const ROWIDS = /^(?:rowid|oid|_rowid_)$/i;

/**
 * Reads a statement as `sqlite_master` keeps it; undefined for what only SQLite can tell: computed columns, options such as
 * WITHOUT ROWID, keys whose column may or may not be the rowid, SQL that is not understood.
 */
export function definitionOf(sql: string): TableDefinition | undefined {
  const [create, table, name, group, ...rest] = grouped(tokensOf(sql)) ?? [];
  if (create?.word !== 'CREATE' || table?.word !== 'TABLE' || name === undefined) return undefined;
  if (group?.kind !== 'group' || rest.length > 0) return undefined;
  const columns: ColumnInfo[] = [];
  let alias = -1;
  for (const part of split(tokensOf(group.text))) {
    const tokens = grouped(part);
    const [first] = tokens ?? [];
    if (tokens === undefined || first === undefined) return undefined;
    if (OF_TABLES.has(first.word)) {
      if (hasKeyOfOne(tokens)) return undefined;
      continue;
    }
    const column = columnOf(first, tokens.slice(1));
    if (column === undefined || ROWIDS.test(column.info.name)) return undefined;
    if (column.isRowid) alias = columns.length;
    columns.push(column.info);
  }
  return { columns, alias };
}

/** Whether a key of the table has one column, which could be the rowid. */
function hasKeyOfOne(tokens: readonly Token[]): boolean {
  const key = tokens.findIndex(({ word }) => word === 'PRIMARY');
  return key >= 0 && !(tokens[key + 2]?.text.includes(',') ?? false);
}

function columnOf(name: Token, rest: readonly Token[]): { info: ColumnInfo; isRowid: boolean } | undefined {
  if (name.kind !== 'word' && name.kind !== 'quoted') return undefined;
  const first = rest.findIndex(({ word }) => OF_COLUMNS.has(word));
  const type = first < 0 ? rest : rest.slice(0, first);
  const words = first < 0 ? [] : rest.slice(first).map(({ word }) => word);
  if (type.some(({ kind }) => kind === 'quoted') || words.includes('GENERATED') || words.includes('AS'))
    return undefined;
  let notNull = false;
  let hasDefault = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === 'NOT' && words[at + 1] === 'NULL') notNull = true;
    if (word === 'DEFAULT') hasDefault = true;
    // What stands behind these is a value, or what is done when a key goes.
    if (word === 'DEFAULT' || word === 'SET') at++;
  }
  const isRowid = type.length === 1 && type[0]?.word === 'INTEGER' && words.includes('PRIMARY');
  // Where DESC stands decides whether it is one.
  if (isRowid && words.includes('DESC')) return undefined;
  return { info: { name: unquoted(name), notNull, hasDefault }, isRowid };
}

/** Undefined where a character is none of SQL. */
function tokensOf(sql: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < sql.length) {
    const found = TOKEN.exec(sql);
    if (found === null) return undefined;
    const { space, quoted, word } = found.groups ?? {};
    if (space !== undefined) continue;
    const kind = quoted !== undefined ? 'quoted' : word !== undefined ? 'word' : 'other';
    tokens.push({ kind, text: found[0], word: word?.toUpperCase() ?? '' });
  }
  return tokens;
}

/** The tokens with those between parentheses made one, without the parentheses; undefined where they are not in pairs. */
function grouped(tokens: readonly Token[] | undefined): readonly Token[] | undefined {
  if (tokens === undefined) return undefined;
  const outer: Token[] = [];
  let inner: string[] = [];
  let depth = 0;
  for (const token of tokens) {
    const opens = token.text === '(';
    const closes = token.text === ')';
    if (closes && --depth < 0) return undefined;
    if (depth === 0 && closes) outer.push({ kind: 'group', text: inner.join(' '), word: '' });
    else if (depth > 0) inner.push(token.text);
    else if (!opens) outer.push(token);
    if (opens && depth++ === 0) inner = [];
  }
  return depth === 0 ? outer : undefined;
}

/** Tokens between commas that stand outside parentheses. */
function split(tokens: readonly Token[] | undefined): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens ?? []) {
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    if (depth === 0 && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** A name without its quotes. */
function unquoted({ kind, text }: Token): string {
  if (kind !== 'quoted') return text;
  const quote = text.startsWith('[') ? ']' : text.charAt(0);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
