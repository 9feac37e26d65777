/** Values of a row as SQLite stores them in its record (https://sqlite.org/fileformat.html#record_format). */
import type { SqlValue } from 'sql.js';
import { Unusual, varint } from './pages';

// Bytes that are no UTF-8 are made into different text by different readers, as is a mark of byte order: SQLite decides.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const BYTE_ORDER_MARK = 0xfeff;

/**
 * The values of those columns that `wanted` names by their places in the record, in its order; undefined for a place that the
 * record does not reach, as in rows that are older than the column.
 * @throws Unusual where SQLite is to be asked.
 */
export function valuesOf(record: Uint8Array, wanted: readonly number[]): (SqlValue | undefined)[] {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const types: number[] = [];
  const starts: number[] = [];
  const header = varint(view, 0);
  let at = header.next;
  let start = header.value;
  while (at < header.value) {
    const type = varint(view, at);
    at = type.next;
    types.push(type.value);
    starts.push(start);
    start += sizeOf(type.value);
  }
  if (at !== header.value || start !== record.length) throw new Unusual();
  return wanted.map((place) => {
    const type = types[place];
    return type === undefined ? undefined : valueAt(record, view, type, starts[place] ?? 0);
  });
}

/** How many bytes a value of a type takes. */
function sizeOf(type: number): number {
  if (type >= 12) return (type - 12) >> 1;
  if (type < 5) return type;
  if (type === 5) return 6;
  return type < 8 ? 8 : 0;
}

function valueAt(record: Uint8Array, view: DataView, type: number, at: number): SqlValue {
  if (type >= 12) {
    const bytes = record.subarray(at, at + sizeOf(type));
    return type % 2 === 0 ? bytes.slice() : textOf(bytes);
  }
  switch (type) {
    case 0:
      return null;
    case 1:
      return view.getInt8(at);
    case 2:
      return view.getInt16(at);
    case 3:
      return view.getInt16(at) * 0x1_00 + view.getUint8(at + 2);
    case 4:
      return view.getInt32(at);
    case 5:
      return view.getInt16(at) * 0x1_0000_0000 + view.getUint32(at + 2);
    case 6:
      return Number(view.getBigInt64(at));
    case 7: {
      const number = view.getFloat64(at);
      return Number.isNaN(number) ? null : number;
    }
    case 8:
    case 9:
      return type - 8;
    default:
      throw new Unusual();
  }
}

/** Text, but for what its readers disagree on: sql.js ends a text at its first NUL. */
function textOf(bytes: Uint8Array): string {
  const text = decoded(bytes);
  if (text.charCodeAt(0) === BYTE_ORDER_MARK || text.includes('\0')) throw new Unusual();
  return text;
}

function decoded(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Unusual();
  }
}
