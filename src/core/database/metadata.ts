/** The `metadata` column of a mission: JSON by intention, and whatever tools have made of it (field guide, section 2). */
import { isObject } from '../ground/values';
import { parseContext, jsonValue } from '../files/context/parse';
import { plainJson } from '../files/json';
import type { MissionRow } from './model';

interface MissionMetadata {
  /** All members; those of a nested `metadata` count as the mission's own, an outer one before an inner of the same name. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the column holds something that could not be read. What it holds is kept all the same. */
  readonly unreadable: boolean;
}

/** How deep `metadata` is found inside `metadata`, in a row as in an entry; the outermost counts. */
export const DEEPEST = 6;

const EMPTY: MissionMetadata = { fields: {}, unreadable: false };

const known = new WeakMap<MissionRow, MissionMetadata>();

/** What a row's metadata says; read once a row. */
export function metadataOf(row: MissionRow): MissionMetadata {
  if (row.metadata === null || row.metadata.trim() === '') return EMPTY;
  const before = known.get(row);
  if (before !== undefined) return before;
  const result = readMetadata(row.metadata);
  known.set(row, result);
  return result;
}

/** What the column's text says. */
export function readMetadata(text: string): MissionMetadata {
  const value = plainJson(text) ?? parsePythonRepr(text);
  return isObject(value) ? { fields: flatten(value), unreadable: false } : { fields: {}, unreadable: true };
}

/** A text member, or undefined where there is none or it is no text. */
export function metadataText(row: MissionRow, key: string): string | undefined {
  const value = metadataOf(row).fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function flatten(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  let level: unknown = value;
  for (let depth = 0; depth < DEEPEST && isObject(level); depth++) {
    for (const [key, member] of Object.entries(level)) {
      if (!(key === 'metadata' && isObject(member)) && !fields.has(key)) fields.set(key, member);
    }
    const inner: unknown = level['metadata'];
    // Some tools stored the column's text in itself.
    level = typeof inner === 'string' ? plainJson(inner) : inner;
  }
  return Object.fromEntries(fields);
}

/** A dictionary as Python's `repr()` prints it, where it holds nothing but plain values: read as the JSON it nearly is. */
function parsePythonRepr(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  const json = jsonOf(text);
  if (json === undefined) return undefined;
  const { root, problems } = parseContext(json);
  return root === undefined || problems.length > 0 ? undefined : jsonValue(root);
}

const WORDS: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' };

/** The `repr()` with JSON's quotes and words; undefined where a quote is not closed, so that none is looked for twice. */
function jsonOf(text: string): string | undefined {
  const parts: string[] = [];
  let at = 0;
  for (const mark = /['"]|\b(?:None|True|False)\b/g; ;) {
    mark.lastIndex = at;
    const found = mark.exec(text);
    if (found === null) break;
    const [word] = found;
    parts.push(text.slice(at, found.index));
    at = found.index + word.length;
    if (word.length > 1) parts.push(WORDS[word] ?? 'null');
    else {
      const close = closingQuote(text, at, word);
      if (close < 0) return undefined;
      const inner = text.slice(at, close);
      parts.push(JSON.stringify(inner.replaceAll(/\\(['"\\])/g, '$1').replaceAll('\\n', '\n')));
      at = close + 1;
    }
  }
  return parts.join('') + text.slice(at);
}

function closingQuote(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === quote) return at;
    if (text.charAt(at) === '\\') at++;
  }
  return -1;
}
