/** SQLite's rollback journal: the pages as they were before a transaction that has not ended (https://sqlite.org/fileformat.html#the_rollback_journal). */

/** In bytes. */
export const JOURNAL_HEADER_SIZE = 28;

const MAGIC = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/** Whether a journal's first bytes are those of a transaction that has not ended. An ended one's are zeros, or gone. */
export function isHot(header: Uint8Array): boolean {
  return header.length >= JOURNAL_HEADER_SIZE && hasMagic(header, 0);
}

/**
 * The file that a journal names as that of a transaction over several databases (the section "The super-journal" of SQLite's
 * pager.c: its name, then 4 bytes of length, 4 of checksum and the magic number); undefined where it names none.
 */
export function superJournalOf(journal: Uint8Array): string | undefined {
  const end = journal.length - MAGIC.length;
  if (end < 8 || !hasMagic(journal, end)) return undefined;
  const length = new DataView(journal.buffer, journal.byteOffset, journal.byteLength).getUint32(end - 8);
  if (length === 0 || length > end - 8) return undefined;
  return new TextDecoder().decode(journal.subarray(end - 8 - length, end - 8));
}

function hasMagic(bytes: Uint8Array, at: number): boolean {
  return MAGIC.every((byte, index) => bytes[at + index] === byte);
}

/**
 * The main file's bytes as they were before the journal's transaction. A record that is not wholly written (its
 * checksum is wrong) ends the journal: what it would undo was never written to the main file.
 */
export function rollBack(main: Uint8Array, journal: Uint8Array, statedPageSize: number): Uint8Array {
  const view = new DataView(journal.buffer, journal.byteOffset, journal.byteLength);
  const restored = new Set<number>();
  let bytes: Uint8Array | undefined;
  let pageSize = statedPageSize;
  let pages = 0;
  let sectorSize = 512;
  let at = 0;
  while (at + JOURNAL_HEADER_SIZE <= journal.length && hasMagic(journal, at)) {
    const stated = view.getUint32(at + 8);
    const nonce = view.getUint32(at + 12);
    if (bytes === undefined) {
      pages = view.getUint32(at + 16);
      sectorSize = view.getUint32(at + 20) || 512;
      pageSize = view.getUint32(at + 24) || statedPageSize;
      bytes = new Uint8Array(Math.max(main.length, pages * pageSize));
      bytes.set(main);
    }
    const record = 4 + pageSize + 4;
    let from = at + sectorSize;
    // A count of -1 means as many as there are; 0 that none was made safe, and so none of them was written over.
    const count = stated === 0xffffffff ? Math.floor((journal.length - from) / record) : stated;
    for (let index = 0; index < count; index++, from += record) {
      if (from + record > journal.length) return finish(bytes, pages, pageSize);
      const page = view.getUint32(from);
      const data = journal.subarray(from + 4, from + 4 + pageSize);
      if (page === 0 || checksum(data, nonce) !== view.getUint32(from + 4 + pageSize))
        return finish(bytes, pages, pageSize);
      if (page <= pages && !restored.has(page)) bytes.set(data, (page - 1) * pageSize);
      restored.add(page);
    }
    const next = Math.ceil(from / sectorSize) * sectorSize;
    if (count === 0 || next <= at) break;
    at = next;
  }
  return bytes === undefined ? main : finish(bytes, pages, pageSize);
}

function finish(bytes: Uint8Array, pages: number, pageSize: number): Uint8Array {
  return bytes.subarray(0, pages * pageSize);
}

/** The nonce plus every 200th byte, from the page's end. */
function checksum(data: Uint8Array, nonce: number): number {
  let sum = nonce;
  for (let at = data.length - 200; at > 0; at -= 200) sum = (sum + (data[at] ?? 0)) >>> 0;
  return sum;
}
