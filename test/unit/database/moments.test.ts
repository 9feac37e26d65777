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

/** One database at several commits, each of which changes other rows, or also adds some. */
async function versions(wal: readonly boolean[], grows = false): Promise<readonly Uint8Array[]> {
  const database = new (await nodePorts().sql()).Database();
  database.run(`PRAGMA page_size = ${PAGE}; CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)`);
  for (let row = 0; row < 8; row++) database.run('INSERT INTO t (x) VALUES (?)', ['0'.repeat(200)]);
  const all = wal.map((isWal, version) => {
    database.run('UPDATE t SET x = ? WHERE id / 3 = ?', [String(version).repeat(200), version]);
    if (grows)
      database.run(
        'INSERT INTO t (x) VALUES (?), (?), (?)',
        ['a', 'b', 'c'].map((each) => each.repeat(200)),
      );
    const bytes = database.export();
    // The library counts no commits.
    for (const place of [24, 92]) new DataView(bytes.buffer).setUint32(place, version + 1);
    if (isWal) bytes.fill(2, 18, 20);
    return bytes;
  });
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

const overwritten = (one: Uint8Array, two: Uint8Array): readonly Step[] => [
  put('-journal', hotJournal(one, PAGE)),
  written(two, 'tail'),
  written(two, 'head'),
  put('-journal', undefined),
];

/** What a writer does, by what it leads through: the versions, and the steps from the first to the last. */
const WRITERS: Readonly<Record<string, () => Promise<{ all: readonly Uint8Array[]; steps: readonly Step[] }>>> = {
  'that writes over pages': async () => {
    const all = await versions([false, false]);
    return { all, steps: overwritten(all[0]!, all[1]!) };
  },
  'that adds pages': async () => {
    const all = await versions([false, false], true);
    return { all, steps: overwritten(all[0]!, all[1]!) };
  },
  'that begins a write-ahead log': async () => {
    const all = await versions([false, true, true]);
    const [one, two, three] = [all[0]!, all[1]!, all[2]!];
    return {
      all,
      steps: [...overwritten(one, two), put('-wal', walOf([two, three], PAGE, 7, 'committed')), written(three, 'tail')],
    };
  },
  'that begins its write-ahead log anew': async () => {
    const all = await versions([true, true, true]);
    const [one, two, three] = [all[0]!, all[1]!, all[2]!];
    const steps = [
      put('-wal', walOf([one, two], PAGE, 7, 'open')),
      put('-wal', walOf([one, two], PAGE, 7, 'committed')),
      written(two, 'tail'),
      written(two, 'head'),
      put('-wal', walOf([two, three], PAGE, 8, 'open')),
      put('-wal', walOf([two, three], PAGE, 8, 'committed')),
    ];
    return { all, steps };
  },
};

for (const [what, make] of Object.entries(WRITERS))
  describe(`an image beside a writer ${what}`, function () {
    this.timeout(120_000);
    let start: ReadonlyMap<string, Uint8Array>;
    let steps: readonly Step[];
    let moments: ReadonlySet<string>;
    const nameOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

    before(async () => {
      const made = await make();
      steps = made.steps;
      start = new Map([[DATABASE, made.all[0]!]]);
      moments = new Set(made.all.map((each) => nameOf(each.slice().fill(1, 18, 20))));
      assert.equal(moments.size, made.all.length);
    });

    it('is of one moment, wherever the writer’s steps fall', async () => {
      let tried = 0;
      for (const at of spread(steps.length, full || steps.length < 6 ? 13 : 10)) {
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
