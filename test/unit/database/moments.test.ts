/**
 * A writer that goes on while an image is taken: wherever its steps fall between the reader's calls, the image is of one moment,
 * before or after a commit. The clock of the files stands still: sizes and contents alone tell.
 */
import assert from 'node:assert/strict';
import { readStableImage, type StableImage } from '../../../src/core/database/image';
import type { FileStat, FileSystem, Ports } from '../../../src/core/ground/ports';
import { nodePorts } from '../../../src/node/ports';
import { full } from '../../support/effort';
import { hotJournal, walOf } from './journals';

const DATABASE = '/w/cmos.sqlite';
const PAGE = 512;
const HALF = 2 * PAGE;

type Step = (files: Map<string, Uint8Array>) => void;

/** Files in memory that a writer changes at given calls of the reader; a large file is read in two of them. */
class WatchedFiles implements Pick<FileSystem, 'stat' | 'read' | 'readPart'> {
  readonly files: Map<string, Uint8Array>;
  readonly #steps: readonly Step[];
  readonly #at: readonly number[];
  #calls = 0;
  #done = 0;

  constructor(start: ReadonlyMap<string, Uint8Array>, steps: readonly Step[] = [], at: readonly number[] = []) {
    this.files = new Map(start);
    this.#steps = steps;
    this.#at = at;
  }

  stat(path: string): Promise<FileStat | undefined> {
    const bytes = this.#now(path);
    return Promise.resolve(bytes && { kind: 'file', size: bytes.length, changed: 'same' });
  }

  read(path: string): Promise<Uint8Array> {
    const first = this.#there(path).slice(0, HALF);
    if (path !== DATABASE) return Promise.resolve(this.#there(path).slice());
    const rest = this.#there(path).slice(HALF);
    const whole = new Uint8Array(first.length + rest.length);
    whole.set(first);
    whole.set(rest, first.length);
    return Promise.resolve(whole);
  }

  readPart(path: string, start: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.#there(path).slice(start, start + length));
  }

  #there(path: string): Uint8Array {
    const bytes = this.#now(path);
    if (bytes === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
    return bytes;
  }

  #now(path: string): Uint8Array | undefined {
    const call = this.#calls++;
    while ((this.#at[this.#done] ?? Infinity) <= call) this.#steps[this.#done++]?.(this.files);
    return this.files.get(path);
  }
}

const imageOf = (files: WatchedFiles, previous?: StableImage): Promise<StableImage> =>
  readStableImage({ files, now: () => 0, sleep: () => Promise.resolve() } as unknown as Ports, DATABASE, {
    limit: Infinity,
    previous,
  });

/** Each way to spread steps over calls, in order. */
function* spread(steps: number, calls: number, from = 0): Generator<readonly number[]> {
  if (steps === 0) yield [];
  else
    for (let first = from; first < calls; first++)
      for (const rest of spread(steps - 1, calls, first)) yield [first, ...rest];
}

/** One database at several commits, each larger than the one before. */
async function versions(count: number, wal: boolean): Promise<readonly Uint8Array[]> {
  const database = new (await nodePorts().sql()).Database();
  database.run(`PRAGMA page_size = ${PAGE}; CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)`);
  const all: Uint8Array[] = [];
  for (let version = 1; version <= count; version++) {
    for (let row = 0; row < 4; row++) database.run('INSERT INTO t (x) VALUES (?)', [String(version).repeat(200)]);
    database.run('UPDATE t SET x = ?', [String(version).repeat(200)]);
    const bytes = database.export();
    // The library counts no commits.
    for (const place of [24, 92]) new DataView(bytes.buffer).setUint32(place, version);
    if (wal) bytes.fill(2, 18, 20);
    all.push(bytes);
  }
  database.close();
  return all;
}

/** Puts the pages that a version has otherwise from a page on into the main file, or up to it. */
const written =
  (version: Uint8Array, part: 'head' | 'tail'): Step =>
  (files) => {
    const old = files.get(DATABASE) ?? new Uint8Array();
    const bytes = new Uint8Array(part === 'tail' ? version.length : Math.max(old.length, version.length));
    bytes.set(old.subarray(0, bytes.length));
    if (part === 'tail') bytes.set(version.subarray(PAGE), PAGE);
    else bytes.set(version.subarray(0, PAGE));
    files.set(DATABASE, bytes);
  };

const put =
  (end: '-journal' | '-wal', bytes: Uint8Array | undefined): Step =>
  (files) => {
    if (bytes === undefined) files.delete(DATABASE + end);
    else {
      // A log is written over from its beginning: what an earlier round left behind stays.
      const old = files.get(DATABASE + end) ?? new Uint8Array();
      const whole = new Uint8Array(Math.max(old.length, bytes.length));
      whole.set(old);
      whole.set(bytes);
      files.set(DATABASE + end, whole);
    }
  };

for (const mode of ['rollback', 'wal'] as const)
  describe(`an image beside a writer with a ${mode === 'wal' ? 'write-ahead log' : 'rollback journal'}`, function () {
    this.timeout(120_000);
    let start: ReadonlyMap<string, Uint8Array>;
    let steps: readonly Step[];
    let moments: ReadonlySet<string>;
    const nameOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

    before(async () => {
      const all = await versions(3, mode === 'wal');
      const [one, two, three] = [all[0]!, all[1]!, all[2]!];
      start = new Map([[DATABASE, one]]);
      steps =
        mode === 'rollback'
          ? [
              put('-journal', hotJournal(one, PAGE)),
              written(two, 'tail'),
              written(two, 'head'),
              put('-journal', undefined),
            ]
          : [
              put('-wal', walOf(two, PAGE, 7, 'open')),
              put('-wal', walOf(two, PAGE, 7, 'committed')),
              written(two, 'tail'),
              written(two, 'head'),
              put('-wal', walOf(three, PAGE, 8, 'open')),
              put('-wal', walOf(three, PAGE, 8, 'committed')),
            ];
      moments = new Set((mode === 'rollback' ? [one, two] : all).map((each) => nameOf(each.slice().fill(1, 18, 20))));
    });

    it('is of one moment, wherever the writer’s steps fall', async () => {
      let tried = 0;
      for (const at of spread(steps.length, mode === 'rollback' ? 13 : full ? 13 : 10)) {
        const files = new WatchedFiles(start, steps, at);
        const { bytes } = await imageOf(files);
        assert.ok(moments.has(nameOf(bytes)), `steps at calls ${at.join(', ')}`);
        tried++;
      }
      assert.ok(tried > 1000);
    });

    it('is taken anew after each step that shows, and is the same object while nothing happens', async () => {
      const files = new WatchedFiles(start);
      let image = await imageOf(files);
      assert.equal(await imageOf(files, image), image);
      for (const [index, step] of steps.entries()) {
        step(files.files);
        const fresh = await imageOf(files);
        const next = await imageOf(files, image);
        assert.equal(nameOf(next.bytes), nameOf(fresh.bytes), `step ${index + 1}`);
        image = next;
      }
    });
  });
