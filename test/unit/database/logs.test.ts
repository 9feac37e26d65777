/** What is taken of a write-ahead log and of a rollback journal, byte for byte. */
import assert from 'node:assert/strict';
import { readStableImage } from '../../../src/core/database/image';
import { rollBack } from '../../../src/core/database/journal';
import { applyWal } from '../../../src/core/database/wal';
import type { Ports } from '../../../src/core/ground/ports';
import { CmosError } from '../../../src/core/ground/errors';
import { MemoryFiles } from '../../support/memory-files';
import { hotJournal, walOf } from './journals';

const PAGE = 512;
/** A file of pages, each of one letter. */
const pages = (letters: string): Uint8Array => {
  const bytes = new Uint8Array(letters.length * PAGE);
  [...letters].forEach((letter, at) => bytes.fill(letter.charCodeAt(0), at * PAGE, (at + 1) * PAGE));
  return bytes;
};
const lettersOf = (bytes: Uint8Array): string => {
  const letters = [...Array(bytes.length / PAGE).keys()].map((page) => String.fromCharCode(bytes[page * PAGE] ?? 0));
  assert.deepEqual(Buffer.from(bytes), Buffer.from(pages(letters.join(''))));
  return letters.join('');
};
const applied = (main: string, wal: Uint8Array): string => lettersOf(applyWal(pages(main), wal).bytes);
const wal = (versions: readonly string[], end?: 'open'): Uint8Array => walOf(versions.map(pages), PAGE, 7, end);
const changed = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describe('a write-ahead log', () => {
  it('is applied up to its last commit, whatever sizes the database had', () => {
    assert.equal(applied('abc', wal(['abc', 'xbc'])), 'xbc');
    assert.equal(applied('abc', wal(['abc', 'xbcd', 'xyc'])), 'xyc');
    assert.equal(applied('abc', wal(['abc', 'xbcde', 'xz'])), 'xz');
    assert.equal(applied('abc', wal(['abc', 'xbc', 'yyy'], 'open')), 'xbc');
  });

  it('ends at a frame that is torn, or of another round', () => {
    const log = wal(['abc', 'xbc', 'xyc']);
    const second = 32 + 24 + PAGE;
    assert.equal(applied('abc', changed(log, second + 24 + 100)), 'xbc');
    assert.equal(applied('abc', changed(log, second + 8)), 'xbc');
    assert.equal(applied('abc', changed(log, second + 12)), 'xbc');
    assert.equal(applied('abc', log.subarray(0, log.length - 1)), 'xbc');
    assert.equal(applied('abc', changed(log, 20)), 'abc');
  });
});

describe('a rollback journal', () => {
  const rolledBack = (main: string, journal: Uint8Array): string => lettersOf(rollBack(pages(main), journal, PAGE));

  it('gives each page its first content, and the file its size', () => {
    assert.equal(rolledBack('xyz', hotJournal(pages('abc'), PAGE)), 'abc');
    assert.equal(rolledBack('xyzde', hotJournal(pages('abc'), PAGE)), 'abc');
    assert.equal(rolledBack('x', hotJournal(pages('abc'), PAGE)), 'abc');
    assert.equal(rolledBack('xyz', hotJournal(pages('abc'), PAGE, [[2, pages('q')]])), 'abc');
  });

  it('ends at a record that is torn, and goes on behind a further header', () => {
    const journal = hotJournal(pages('abc'), PAGE);
    const last = 512 + 2 * (PAGE + 8);
    assert.equal(rolledBack('xyz', changed(journal, last + 4 + PAGE + 3)), 'abz');
    assert.equal(rolledBack('xyz', journal.subarray(0, journal.length - 1)), 'abz');
    // The records of the first header, up to a whole sector, then those of a second one.
    const parts = [hotJournal(pages('a'), PAGE), hotJournal(pages('abc'), PAGE)];
    const start = Math.ceil(parts[0]!.length / 512) * 512;
    const both = new Uint8Array(start + parts[1]!.length);
    both.set(parts[0]!);
    both.set(parts[1]!, start);
    // The first header alone says how large the file was.
    new DataView(both.buffer).setUint32(16, 3);
    assert.equal(rolledBack('xyz', both), 'abc');
  });
});

describe('a database that may not be read', () => {
  it('says who can change that', async () => {
    const files = new MemoryFiles({ '/w/cmos.sqlite': pages('a') });
    files.failing.set('/w/cmos.sqlite', 'EACCES');
    const ports = { files, now: () => 0, sleep: () => Promise.resolve() } as unknown as Ports;
    await assert.rejects(
      readStableImage(ports, '/w/cmos.sqlite', { limit: Infinity }),
      (error) => CmosError.is(error, 'database/no-permission') && error.advice !== undefined,
    );
  });
});
