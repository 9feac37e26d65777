/**
 * A disk that loses at a power cut what was not synced: the content of files that no `fsync` followed, and the names that
 * were made, moved and removed in a folder that was not synced. It stands between Node's file system calls and the real
 * disk, so a call of `fsync` that is missing anywhere is seen. Databases are left out: SQLite syncs its own files.
 */
import nodeFs, { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Faults } from './faults';

/** What the cut takes of what was not synced: contents, names, both, or nothing; a file's content and a folder's names each. */
export const LOSSES = ['contents', 'names', 'contents and names', 'half of the names'] as const;
export type Loss = (typeof LOSSES)[number];

/** A file, whatever its names are. */
interface Inode {
  /** What is on the disk for good. */
  synced: Uint8Array;
  /** What was written to it last, synced or not; known from when it lost a name. */
  written?: Uint8Array;
}

/** The names of a folder: those on the disk for good, and what was done to them since, in order. */
interface Folder {
  readonly synced: Map<string, Inode | Folder>;
  readonly current: Map<string, Inode | Folder>;
  pending: ((names: Map<string, Inode | Folder>) => void)[];
}

const isFolder = (entry: Inode | Folder | undefined): entry is Folder => entry !== undefined && 'pending' in entry;
const isDatabase = (name: string): boolean => name.startsWith('cmos.sqlite');

export class LosingDisk {
  readonly #root: string;
  readonly #top: Folder;
  readonly #real = { ...fs };
  readonly #realNow = { renameSync: nodeFs.renameSync, rmSync: nodeFs.rmSync, truncateSync: nodeFs.truncateSync };
  readonly #faults: Faults;

  /** From now on each call that changes something below `root` is noted, and counts as one of `faults`. */
  constructor(root: string, faults: Faults) {
    this.#root = root;
    this.#faults = faults;
    this.#top = this.#scan(root);
    this.#interpose();
  }

  /** The power is cut: what is lost is gone from the real disk, and calls reach it again as they are. */
  cut(loss: Loss): void {
    this.release();
    const remember = (folder: string, { current }: Folder): void => {
      for (const [name, entry] of current) {
        const file = path.join(folder, name);
        if (isFolder(entry)) remember(file, entry);
        else entry.written = readFileSync(file);
      }
    };
    remember(this.#root, this.#top);
    this.#restore(this.#root, this.#top, loss);
  }

  /** Nothing is noted any more, and nothing is lost. */
  release(): void {
    Object.assign(fs, this.#real);
    Object.assign(nodeFs, this.#realNow);
  }

  #interpose(): void {
    const real = this.#real;
    const within = (file: unknown): file is string => typeof file === 'string' && this.#placeOf(file) !== undefined;
    /** A call that changes names: done on the real disk, then noted. */
    const noted = <Result>(act: () => Promise<Result>, note: () => void): Promise<Result> =>
      this.#faults.call(async () => {
        const result = await act();
        note();
        return result;
      });
    Object.assign(fs, {
      open: async (file: string, ...rest: [string?, number?]) => {
        if (!within(file) || isDatabase(path.basename(file))) return real.open(file, ...rest);
        const isNew = !existsSync(file);
        const open = (): Promise<fs.FileHandle> => real.open(file, ...rest);
        const handle = isNew
          ? await noted(open, () => {
              this.#put(file, { synced: new Uint8Array() });
            })
          : await open();
        return this.#wrap(handle, file);
      },
      rename: (from: string, to: string) =>
        noted(
          () => {
            this.#remember(to);
            return real.rename(from, to);
          },
          () => {
            this.#move(from, to);
          },
        ),
      link: (file: string, name: string) =>
        noted(
          () => real.link(file, name),
          () => {
            const entry = this.#at(file);
            if (entry !== undefined) this.#put(name, entry);
          },
        ),
      rmdir: (folder: string) =>
        noted(
          () => real.rmdir(folder),
          () => {
            this.#change(folder, (names) => names.delete(path.basename(folder)));
          },
        ),
      mkdir: (folder: string, options?: object) => {
        const made: string[] = [];
        for (let at = folder; !existsSync(at); at = path.dirname(at)) made.unshift(at);
        if (made.length === 0) return real.mkdir(folder, options);
        return noted(
          () => real.mkdir(folder, options),
          () => {
            for (const each of made) this.#put(each, { synced: new Map(), current: new Map(), pending: [] });
          },
        );
      },
    });
    const now = this.#realNow;
    Object.assign(nodeFs, {
      renameSync: (from: string, to: string) => {
        if (!within(to)) {
          now.renameSync(from, to);
          return;
        }
        this.#faults.callNow(() => {
          this.#remember(to);
          now.renameSync(from, to);
          this.#move(from, to);
        });
      },
      rmSync: (file: string, options?: object) => {
        if (!within(file)) {
          now.rmSync(file, options);
          return;
        }
        this.#faults.callNow(() => {
          this.#remember(file);
          now.rmSync(file, options);
          this.#change(file, (names) => names.delete(path.basename(file)));
        });
      },
      truncateSync: (file: string, length: number) => {
        this.#faults.callNow(() => {
          now.truncateSync(file, length);
        });
      },
    });
  }

  #wrap(handle: fs.FileHandle, file: string): fs.FileHandle {
    const entry = this.#at(file);
    const counted = ['writeFile', 'appendFile', 'write', 'truncate'];
    return new Proxy(handle, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        const act = (...args: unknown[]): Promise<unknown> => Reflect.apply(value, target, args) as Promise<unknown>;
        if (name === 'sync' || name === 'datasync')
          return () =>
            this.#faults.call(async () => {
              await act();
              if (isFolder(entry)) {
                for (const step of entry.pending) step(entry.synced);
                entry.pending = [];
              } else if (entry !== undefined) entry.synced = readFileSync(file);
            });
        return counted.includes(String(name)) ? (...args: unknown[]) => this.#faults.call(() => act(...args)) : act;
      },
    });
  }

  /** A name is about to go: what its file holds can be read by it for the last time. */
  #remember(file: string): void {
    const entry = this.#at(file);
    if (entry !== undefined && !isFolder(entry) && existsSync(file)) entry.written = readFileSync(file);
  }

  #scan(folder: string): Folder {
    const names = new Map<string, Inode | Folder>();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) names.set(entry.name, this.#scan(file));
      else if (!isDatabase(entry.name)) names.set(entry.name, { synced: readFileSync(file) });
    }
    return { synced: new Map(names), current: names, pending: [] };
  }

  #placeOf(file: string): readonly string[] | undefined {
    const relative = path.relative(this.#root, file);
    if (relative === '') return [];
    return relative.startsWith('..') || path.isAbsolute(relative) ? undefined : relative.split(path.sep);
  }

  #at(file: string): Inode | Folder | undefined {
    let at: Inode | Folder | undefined = this.#top;
    for (const name of this.#placeOf(file) ?? ['..']) at = isFolder(at) ? at.current.get(name) : undefined;
    return at;
  }

  #move(from: string, to: string): void {
    const entry = this.#at(from);
    if (entry === undefined) return;
    this.#change(to, (names) => names.set(path.basename(to), entry).delete(path.basename(from)));
  }

  #put(file: string, entry: Inode | Folder): void {
    this.#change(file, (names) => names.set(path.basename(file), entry));
  }

  #change(file: string, step: (names: Map<string, Inode | Folder>) => unknown): void {
    const folder = this.#at(path.dirname(file));
    if (!isFolder(folder)) return;
    step(folder.current);
    folder.pending.push(step);
  }

  /** Makes a real folder hold what survives. Contents are read before any name is changed. */
  #restore(folder: string, tree: Folder, loss: Loss): void {
    const wanted = this.#survivors(folder, tree, loss);
    const clear = (at: string): void => {
      for (const name of readdirSync(at)) {
        const file = path.join(at, name);
        if (lstatSync(file).isDirectory()) {
          clear(file);
          if (!wanted.has(file) && readdirSync(file).length === 0) rmSync(file, { recursive: true });
        } else if (!isDatabase(name)) rmSync(file);
      }
    };
    clear(folder);
    for (const [file, bytes] of wanted) {
      if (bytes === undefined) mkdirSync(file, { recursive: true });
      else writeFileSync(file, bytes);
    }
  }

  /** What is there afterwards: folders (undefined) and files with their bytes, parents first. */
  #survivors(folder: string, tree: Folder, loss: Loss): Map<string, Uint8Array | undefined> {
    const files = new Map<string, Uint8Array | undefined>();
    const names = new Map(tree.synced);
    const kept =
      loss === 'contents' ? tree.pending.length : loss === 'half of the names' ? tree.pending.length >> 1 : 0;
    for (const step of tree.pending.slice(0, kept)) step(names);
    for (const [name, entry] of names) {
      const file = path.join(folder, name);
      if (isFolder(entry)) {
        files.set(file, undefined);
        for (const [below, bytes] of this.#survivors(file, entry, loss)) files.set(below, bytes);
      } else
        files.set(
          file,
          loss === 'names' || loss === 'half of the names' ? (entry.written ?? entry.synced) : entry.synced,
        );
    }
    return files;
  }
}
