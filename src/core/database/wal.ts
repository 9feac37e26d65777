/** SQLite's write-ahead log: the committed pages that are not in the main file yet (https://sqlite.org/fileformat2.html#walformat). */

/** In bytes. */
export const WAL_HEADER_SIZE = 32;
export const FRAME_HEADER_SIZE = 24;

const MAGIC = 0x377f0682;

interface AppliedWal {
  readonly bytes: Uint8Array;
  /** Where the last committed frame ends in the log, in bytes: a next one would begin here. */
  readonly end: number;
}

/**
 * The main file's bytes with all committed frames of the log in their places. Frames of an older round of the log
 * (other salts), torn ones (wrong checksum) and those after the last commit are left out, as SQLite does.
 */
export function applyWal(main: Uint8Array, wal: Uint8Array): AppliedWal {
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  if (wal.length < WAL_HEADER_SIZE || (view.getUint32(0) & 0xfffffffe) >>> 0 !== MAGIC) return { bytes: main, end: 0 };
  const little = (view.getUint32(0) & 1) === 0;
  const pageSize = view.getUint32(8);
  const salts = [view.getUint32(16), view.getUint32(20)] as const;
  const sums = new Checksum(view, little);
  sums.add(0, 24);
  const sound = sums.equals(view.getUint32(24), view.getUint32(28));
  if (!sound || pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return { bytes: main, end: 0 };

  const frameSize = FRAME_HEADER_SIZE + pageSize;
  /** Where each page's newest frame is, of the transaction that is being read. */
  let pending = new Map<number, number>();
  const committed = new Map<number, number>();
  let pages = 0;
  let end = WAL_HEADER_SIZE;
  for (let at = WAL_HEADER_SIZE; at + frameSize <= wal.length; at += frameSize) {
    const page = view.getUint32(at);
    const size = view.getUint32(at + 4);
    if (page === 0 || view.getUint32(at + 8) !== salts[0] || view.getUint32(at + 12) !== salts[1]) break;
    sums.add(at, 8);
    sums.add(at + FRAME_HEADER_SIZE, pageSize);
    if (!sums.equals(view.getUint32(at + 16), view.getUint32(at + 20))) break;
    pending.set(page, at + FRAME_HEADER_SIZE);
    if (size === 0) continue;
    for (const [each, from] of pending) committed.set(each, from);
    pending = new Map();
    pages = size;
    end = at + frameSize;
  }
  if (pages === 0) return { bytes: main, end };

  const bytes = new Uint8Array(pages * pageSize);
  bytes.set(main.subarray(0, bytes.length));
  for (const [page, from] of committed) {
    if (page <= pages) bytes.set(wal.subarray(from, from + pageSize), (page - 1) * pageSize);
  }
  return { bytes, end };
}

/** The log's running checksum: two sums over pairs of 32-bit words. */
class Checksum {
  readonly #view: DataView;
  readonly #little: boolean;
  #first = 0;
  #second = 0;

  constructor(view: DataView, little: boolean) {
    this.#view = view;
    this.#little = little;
  }

  /** `length` is a multiple of 8. */
  add(start: number, length: number): void {
    let first = this.#first;
    let second = this.#second;
    for (let at = start; at < start + length; at += 8) {
      first = (first + this.#view.getUint32(at, this.#little) + second) >>> 0;
      second = (second + this.#view.getUint32(at + 4, this.#little) + first) >>> 0;
    }
    this.#first = first;
    this.#second = second;
  }

  equals(first: number, second: number): boolean {
    return this.#first === first && this.#second === second;
  }
}
