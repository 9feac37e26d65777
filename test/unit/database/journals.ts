/** Journals and logs of SQLite by hand, for tests that need them in a state that no writer leaves on demand. */

const MAGIC = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
const SECTOR = 512;

/** A rollback journal with pages of a database as they are, all of them once unless told (https://sqlite.org/fileformat.html#the_rollback_journal). */
export function hotJournal(
  before: Uint8Array,
  pageSize: number,
  more: readonly (readonly [page: number, data: Uint8Array])[] = [],
): Uint8Array {
  const pages = before.length / pageSize;
  const all = [...Array(pages).keys()].map(
    (page) => [page + 1, before.subarray(page * pageSize, (page + 1) * pageSize)] as const,
  );
  const records = [...all, ...more];
  const bytes = new Uint8Array(SECTOR + records.length * (pageSize + 8));
  const view = new DataView(bytes.buffer);
  const nonce = 99;
  bytes.set(MAGIC);
  [records.length, nonce, pages, SECTOR, pageSize].forEach((value, index) => {
    view.setUint32(8 + 4 * index, value);
  });
  for (const [index, [page, data]] of records.entries()) {
    const at = SECTOR + index * (pageSize + 8);
    view.setUint32(at, page);
    bytes.set(data, at + 4);
    let sum = nonce;
    for (let byte = pageSize - 200; byte > 0; byte -= 200) sum += data[byte] ?? 0;
    view.setUint32(at + 4 + pageSize, sum);
  }
  return bytes;
}

/**
 * A write-ahead log of transactions that lead from one version of a database to the others, each with the pages that it changed;
 * `open`: the last one is not committed (https://sqlite.org/fileformat.html#walformat).
 */
export function walOf(
  versions: readonly Uint8Array[],
  pageSize: number,
  salt: number,
  end: 'open' | 'committed' = 'committed',
): Uint8Array {
  const pageOf = (bytes: Uint8Array, page: number): Uint8Array =>
    bytes.subarray(page * pageSize, (page + 1) * pageSize);
  const frames = versions.slice(1).flatMap((after, at) => {
    const before = versions[at] ?? new Uint8Array();
    const changed = [...Array(after.length / pageSize).keys()].filter(
      (page) => !Buffer.from(pageOf(before, page)).equals(pageOf(after, page)),
    );
    const isOpen = end === 'open' && at === versions.length - 2;
    return changed.map((page, index) => ({
      page,
      data: pageOf(after, page),
      size: index === changed.length - 1 && !isOpen ? after.length / pageSize : 0,
    }));
  });
  const bytes = new Uint8Array(32 + frames.length * (24 + pageSize));
  const view = new DataView(bytes.buffer);
  let [first, second] = [0, 0];
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += 8) {
      first = (first + view.getUint32(at) + second) >>> 0;
      second = (second + view.getUint32(at + 4) + first) >>> 0;
    }
  };
  const sum = (at: number): void => {
    view.setUint32(at, first);
    view.setUint32(at + 4, second);
  };
  // The last bit says that the sums are of big-endian words.
  [0x377f0683, 3007000, pageSize, 0, salt, salt].forEach((value, index) => {
    view.setUint32(4 * index, value);
  });
  add(0, 24);
  sum(24);
  for (const [index, { page, data, size }] of frames.entries()) {
    const at = 32 + index * (24 + pageSize);
    [page + 1, size, salt, salt].forEach((value, word) => {
      view.setUint32(at + 4 * word, value);
    });
    bytes.set(data, at + 24);
    add(at, at + 8);
    add(at + 24, at + 24 + pageSize);
    sum(at + 16);
  }
  return bytes;
}
