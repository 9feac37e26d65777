/** The `metadata` column of a mission: JSON by intention, and whatever tools have made of it (field guide, section 2). */
import { parseContext, plain } from '../files/context/parse';
import { type MissionRow } from './model';

export interface MissionMetadata {
  /** All members; those of a nested `metadata` count as the mission's own, an outer one before an inner of the same name. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the column holds something that could not be read. What it holds is kept all the same. */
  readonly unreadable: boolean;
}

/** How deep `metadata` is found inside `metadata`. */
const DEEPEST = 6;

const EMPTY: MissionMetadata = { fields: {}, unreadable: false };

const known = new WeakMap<MissionRow, MissionMetadata>();

/** What a row's metadata says; read once a row. */
export function metadataOf(row: MissionRow): MissionMetadata {
  if (row.metadata === null || row.metadata.trim() === '') return EMPTY;
  const before = known.get(row);
  if (before !== undefined) return before;
  const value = parseJson(row.metadata) ?? parsePythonRepr(row.metadata);
  const result = isObject(value) ? { fields: flatten(value), unreadable: false } : { fields: {}, unreadable: true };
  known.set(row, result);
  return result;
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
    level = typeof inner === 'string' ? parseJson(inner) : inner;
  }
  return Object.fromEntries(fields);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A dictionary as Python's `repr()` prints it, where it holds nothing but plain values: read as the JSON it nearly is. */
function parsePythonRepr(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  const json = text.replaceAll(
    /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(None|True|False)\b/g,
    (_, single?: string, double?: string, word?: string) => {
      if (word !== undefined) return { None: 'null', True: 'true', False: 'false' }[word] ?? 'null';
      return JSON.stringify((single ?? double ?? '').replaceAll(/\\(['"\\])/g, '$1').replaceAll('\\n', '\n'));
    },
  );
  const { root, problems } = parseContext(json);
  return root === undefined || problems.length > 0 ? undefined : plain(root);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
