/**
 * Which rows can differ between two images of one database: told by comparing the leaf pages of a table's b-tree byte
 * by byte, so that after a small change only a few rows are read again (https://sqlite.org/fileformat.html#b_tree_pages).
 */
import { sameBytes, type StableImage } from './image';

/** A leaf's rowids, first to last, and whether its rows may differ from before. */
interface LeafRange {
  readonly first: number;
  readonly last: number;
  readonly changed: boolean;
}

/** The leaves of the newer table in rowid order. */
export type TableChange = readonly LeafRange[];

const LEAF = 0x0d;
const INTERIOR = 0x05;

/** Deeper b-trees than this do not occur in a sound file. */
const DEEPEST = 20;

/** Something about the pages is not as it should be: the table is read as a whole then, by SQLite. */
class Unusual extends Error {}

/** What changed in the table whose b-tree begins at `rootPage` in both images; undefined where that cannot be told. */
export function changedLeaves(
  before: StableImage,
  after: StableImage,
  rootPage: number,
): TableChange | 'same' | undefined {
  try {
    const old = new Set(new Pages(before).leaves(rootPage));
    const pages = new Pages(after);
    const earlier = new Pages(before);
    const leaves = pages.leaves(rootPage);
    let same = leaves.length === old.size;
    const ranges = leaves.map((page): LeafRange => {
      const unchanged = old.has(page) && pages.sameAs(earlier, page);
      if (!unchanged) same = false;
      return { ...pages.rowids(page), changed: !unchanged };
    });
    return same ? 'same' : ranges.filter(({ first, last }) => first <= last);
  } catch (error) {
    if (error instanceof Unusual || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The pages of an image. Numbers begin at 1. */
class Pages {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #size: number;
  readonly #usable: number;

  constructor({ bytes, header }: StableImage) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#size = header.pageSize;
    this.#usable = header.pageSize - header.reserved;
  }

  /** The leaf pages of a table, in rowid order. */
  leaves(root: number): number[] {
    const found: number[] = [];
    this.#descend(root, found, 0);
    return found;
  }

  #descend(page: number, found: number[], depth: number): void {
    const at = this.#header(page);
    const kind = this.#view.getUint8(at);
    if (kind === LEAF) found.push(page);
    else if (kind === INTERIOR && depth < DEEPEST) {
      const cells = this.#view.getUint16(at + 3);
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

  /** The first and last rowid of a leaf; an empty leaf has none, told by a first greater than the last. */
  rowids(page: number): { first: number; last: number } {
    const at = this.#header(page);
    const cells = this.#view.getUint16(at + 3);
    if (cells === 0) return { first: 1, last: 0 };
    return { first: this.#rowid(page, at, 0), last: this.#rowid(page, at, cells - 1) };
  }

  /** Whether a leaf and all that its rows overflow to are the same in another image. */
  sameAs(other: Pages, page: number): boolean {
    if (!this.#samePage(other, page)) return false;
    const at = this.#header(page);
    const cells = this.#view.getUint16(at + 3);
    for (let cell = 0; cell < cells; cell++) {
      for (let next = this.#overflow(page, at, cell); next !== 0; next = this.#view.getUint32(this.#start(next))) {
        if (!this.#samePage(other, next)) return false;
      }
    }
    return true;
  }

  #samePage(other: Pages, page: number): boolean {
    // The first hundred bytes of page 1 are the file's header, and no row's.
    const from = page === 1 ? 100 : this.#start(page);
    const to = page * this.#size;
    return sameBytes(this.#bytes.subarray(from, to), other.#bytes.subarray(from, to));
  }

  #start(page: number): number {
    const start = (page - 1) * this.#size;
    if (page < 1 || start + this.#size > this.#bytes.length) throw new Unusual();
    return start;
  }

  #header(page: number): number {
    return page === 1 ? 100 : this.#start(page);
  }

  #cell(page: number, header: number, cell: number): number {
    return this.#start(page) + this.#view.getUint16(header + 8 + 2 * cell);
  }

  #rowid(page: number, header: number, cell: number): number {
    const payload = this.#varint(this.#cell(page, header, cell));
    return this.#varint(payload.next).value;
  }

  /** The first overflow page of a cell, 0 where its row fits on the leaf. */
  #overflow(page: number, header: number, cell: number): number {
    const payload = this.#varint(this.#cell(page, header, cell));
    const most = this.#usable - 35;
    if (payload.value <= most) return 0;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const kept = least + ((payload.value - least) % (this.#usable - 4));
    return this.#view.getUint32(this.#varint(payload.next).next + (kept <= most ? kept : least));
  }

  /** SQLite's variable-length integer: seven bits a byte, all eight of a ninth one. */
  #varint(at: number): { readonly value: number; readonly next: number } {
    let value = 0;
    for (let index = 0; index < 8; index++) {
      const byte = this.#view.getUint8(at + index);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return { value, next: at + index + 1 };
    }
    // Nine bytes: a negative or a huge number, which no rowid of ours is.
    throw new Unusual();
  }
}
