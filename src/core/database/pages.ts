/**
 * The pages of a database's image, and the b-trees of tables in them (https://sqlite.org/fileformat.html#b_tree_pages).
 * Nothing here repairs or guesses: whatever is not as SQLite writes it is `Unusual`, and SQLite is asked then.
 */
import { sameBytes, type StableImage } from './image';

const LEAF = 0x0d;
const INTERIOR = 0x05;

/** Deeper b-trees than this do not occur in a sound file. */
const DEEPEST = 20;

/** Something about the pages is not as it should be, or not known here: SQLite reads it then. */
export class Unusual extends Error {}

/** Whether reading pages met what it leaves to SQLite; places outside the image count as that. */
export const isUnusual = (error: unknown): boolean => error instanceof Unusual || error instanceof RangeError;

/** A row as it is stored: its rowid, and the record of its values. */
interface StoredRow {
  readonly rowid: number;
  readonly record: Uint8Array;
}

/** The pages of an image. Numbers begin at 1. */
export class Pages {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #size: number;
  readonly #usable: number;
  /** In bytes: where pages end that the header counts. */
  readonly #end: number;

  constructor({ bytes, header }: StableImage) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#size = header.pageSize;
    this.#usable = header.pageSize - header.reserved;
    this.#end = header.pageCount === 0 ? bytes.length : header.pageCount * header.pageSize;
  }

  /** The leaf pages of a table, in rowid order. */
  leaves(root: number): number[] {
    const found: number[] = [];
    this.#descend(root, found, 0);
    if (new Set(found).size < found.length) throw new Unusual();
    return found;
  }

  #descend(page: number, found: number[], depth: number): void {
    const at = this.#header(page);
    const kind = this.#view.getUint8(at);
    if (kind === LEAF) found.push(page);
    else if (kind === INTERIOR && depth < DEEPEST) {
      const cells = this.#cells(at);
      for (let cell = 0; cell < cells; cell++) {
        this.#descend(
          this.#view.getUint32(this.#start(page) + this.#view.getUint16(at + 12 + 2 * cell)),
          found,
          depth + 1,
        );
      }
      this.#descend(this.#view.getUint32(at + 8), found, depth + 1);
    } else throw new Unusual();
  }

  /** The rows of a leaf, in its order. */
  *rows(page: number): Generator<StoredRow> {
    const at = this.#header(page);
    const cells = this.#cells(at);
    for (let cell = 0; cell < cells; cell++) {
      const { rowid, length, from, kept } = this.#payload(page, at, cell);
      const local = this.#bytes.subarray(from, from + kept);
      yield { rowid, record: kept === length ? local : this.#withOverflow(local, length, from + kept) };
    }
  }

  /** The first and last rowid of a leaf; an empty leaf has none, told by a first greater than the last. */
  rowids(page: number): { first: number; last: number } {
    const at = this.#header(page);
    const cells = this.#cells(at);
    if (cells === 0) return { first: 1, last: 0 };
    return { first: this.#payload(page, at, 0).rowid, last: this.#payload(page, at, cells - 1).rowid };
  }

  /** Whether a leaf and all that its rows overflow to are the same in another image. */
  sameAs(other: Pages, page: number): boolean {
    if (!this.#samePage(other, page)) return false;
    const at = this.#header(page);
    const cells = this.#cells(at);
    for (let cell = 0; cell < cells; cell++) {
      const { length, from, kept } = this.#payload(page, at, cell);
      if (kept === length) continue;
      for (const next of this.#overflow(length - kept, from + kept)) if (!this.#samePage(other, next)) return false;
    }
    return true;
  }

  #samePage(other: Pages, page: number): boolean {
    // The first hundred bytes of page 1 are the file's header, and no row's.
    const from = page === 1 ? 100 : this.#start(page);
    const to = page * this.#size;
    return sameBytes(this.#bytes.subarray(from, to), other.#bytes.subarray(from, to));
  }

  /** A page's first byte in the image. */
  #start(page: number): number {
    const start = (page - 1) * this.#size;
    if (page < 1 || start + this.#size > this.#end) throw new Unusual();
    return start;
  }

  #header(page: number): number {
    return page === 1 ? 100 : this.#start(page);
  }

  /** How many cells the page has whose header begins at a place: never more than fit. */
  #cells(header: number): number {
    const cells = this.#view.getUint16(header + 3);
    if (cells > (this.#size - 8) / 6) throw new Unusual();
    return cells;
  }

  /** A leaf's cell: how long its record is, and where the part of it begins that the leaf keeps. All in bytes. */
  #payload(page: number, header: number, cell: number): { rowid: number; length: number; from: number; kept: number } {
    const start = this.#start(page);
    const length = varint(this.#view, start + this.#view.getUint16(header + 8 + 2 * cell));
    const rowid = varint(this.#view, length.next);
    const kept = this.#kept(length.value);
    if (length.value > this.#bytes.length || rowid.next + kept > start + this.#usable) throw new Unusual();
    return { rowid: rowid.value, length: length.value, from: rowid.next, kept };
  }

  /** How many bytes of a record stay on its leaf. */
  #kept(length: number): number {
    const most = this.#usable - 35;
    if (length <= most) return length;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const kept = least + ((length - least) % (this.#usable - 4));
    return kept <= most ? kept : least;
  }

  /** A record whose first part is `local`; the number of the page where it goes on stands at `pointer`. */
  #withOverflow(local: Uint8Array, length: number, pointer: number): Uint8Array {
    const record = new Uint8Array(length);
    record.set(local);
    let filled = local.length;
    for (const page of this.#overflow(length - filled, pointer)) {
      const from = this.#start(page) + 4;
      const part = this.#bytes.subarray(from, from + Math.min(this.#usable - 4, length - filled));
      record.set(part, filled);
      filled += part.length;
    }
    return record;
  }

  /** The pages that hold `length` bytes, of which the number of the first stands at `pointer`. */
  *#overflow(length: number, pointer: number): Generator<number> {
    let at = pointer;
    for (let left = length; left > 0; left -= this.#usable - 4) {
      const page = this.#view.getUint32(at);
      at = this.#start(page);
      yield page;
    }
  }
}

/** SQLite's variable-length integer: seven bits a byte, all eight of a ninth one. */
export function varint(view: DataView, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = view.getUint8(at + index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  // Nine bytes: a negative or a huge number, which no rowid of ours is.
  throw new Unusual();
}
