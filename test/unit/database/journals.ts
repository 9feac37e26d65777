/** Journals and logs of SQLite by hand, for tests that need them in a state that no writer leaves on demand. */

const MAGIC = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
const SECTOR = 512;

/** A rollback journal that holds all pages of a database as they are (https://sqlite.org/fileformat.html#the_rollback_journal). */
export function hotJournal(before: Uint8Array, pageSize: number): Uint8Array {
  const pages = before.length / pageSize;
  const bytes = new Uint8Array(SECTOR + pages * (pageSize + 8));
  const view = new DataView(bytes.buffer);
  const nonce = 99;
  bytes.set(MAGIC);
  [pages, nonce, pages, SECTOR, pageSize].forEach((value, index) => {
    view.setUint32(8 + 4 * index, value);
  });
  for (let page = 0; page < pages; page++) {
    const data = before.subarray(page * pageSize, (page + 1) * pageSize);
    const at = SECTOR + page * (pageSize + 8);
    view.setUint32(at, page + 1);
    bytes.set(data, at + 4);
    let sum = nonce;
    for (let byte = pageSize - 200; byte > 0; byte -= 200) sum += data[byte] ?? 0;
    view.setUint32(at + 4 + pageSize, sum);
  }
  return bytes;
}

/** A write-ahead log of one transaction with all pages of a database; `open`: not committed (https://sqlite.org/fileformat.html#walformat). */
export function walOf(after: Uint8Array, pageSize: number, salt: number, end: 'open' | 'committed'): Uint8Array {
  const pages = after.length / pageSize;
  const bytes = new Uint8Array(32 + pages * (24 + pageSize));
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
  for (let page = 0; page < pages; page++) {
    const at = 32 + page * (24 + pageSize);
    view.setUint32(at, page + 1);
    view.setUint32(at + 4, end === 'committed' && page === pages - 1 ? pages : 0);
    view.setUint32(at + 8, salt);
    view.setUint32(at + 12, salt);
    bytes.set(after.subarray(page * pageSize, (page + 1) * pageSize), at + 24);
    add(at, at + 8);
    add(at + 24, at + 24 + pageSize);
    sum(at + 16);
  }
  return bytes;
}
