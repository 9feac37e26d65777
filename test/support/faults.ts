/** A machine on which one call fails: for tests of what is left then. */
import type { CommitFiles } from '../../src/core/ground/commit-files';
import { type DatabaseWriter, type HeldLock, WriterError } from '../../src/core/changes/writer';
import { nodeCommitFiles } from '../../src/node/commit-files';

/** How a call fails: before it does anything, after half of it, after all of it; or the process ends there. */
export const FAULTS = [
  'EIO',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EBUSY',
  'half',
  'late',
  'end-before',
  'end-half',
  'end-after',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Of a call that only reads these make a difference: there is no half of it, and nothing is done when it fails late. */
const FAULTS_OF_READING: readonly Fault[] = ['EIO', 'EACCES', 'end-before'];

/** The faults of one call of a run that was counted. */
export function faultsAt({ reads }: Faults, at: number): readonly Fault[] {
  return reads[at] === true ? FAULTS_OF_READING : FAULTS;
}

/** The process is gone: nothing that it would have done after that happens. */
export class Ended extends Error {}

export class Faults {
  calls = 0;
  /** Whether each call so far only reads. */
  readonly reads: boolean[] = [];
  ended = false;
  /** The call that fails; those before and after it work. */
  readonly at: number;
  readonly fault: Fault | undefined;

  constructor(at: number, fault: Fault | undefined) {
    this.at = at;
    this.fault = fault;
  }

  /** Runs a call, or fails it. `half` does a part of it, where it has parts. */
  async call<Result>(whole: () => Promise<Result>, half?: () => Promise<unknown>, reads = false): Promise<Result> {
    const mine = this.#next(reads);
    if (!mine || this.fault === undefined) return whole();
    const error = Object.assign(new Error(`made to fail (${this.fault})`), {
      code: this.fault.startsWith('E') ? this.fault : 'EIO',
    });
    if (this.fault.startsWith('end')) this.ended = true;
    if (this.fault === 'half' || this.fault === 'end-half') await (half ?? whole)();
    if (this.fault === 'late' || this.fault === 'end-after') await whole();
    throw this.ended ? new Ended() : error;
  }

  /** Runs a call that is done when it returns, unless the process ends before. */
  callNow<Result>(whole: () => Result): Result {
    if (this.#next(false) && this.fault === 'end-before') {
      this.ended = true;
      throw new Ended();
    }
    return whole();
  }

  /** Counts a call; whether it is the one that fails. */
  #next(reads: boolean): boolean {
    if (this.ended) throw new Ended();
    this.reads.push(reads);
    return this.calls++ === this.at;
  }
}

export function faultyFiles(faults: Faults): CommitFiles {
  const real = nodeCommitFiles;
  const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);
  return {
    read: (file) => faults.call(() => real.read(file), undefined, true),
    writeNew: (file, bytes, options) =>
      faults.call(
        () => real.writeNew(file, bytes, options),
        () => real.writeNew(file, cut(bytes), options),
      ),
    rename: (from, to) => faults.call(() => real.rename(from, to)),
    stamp: (file) => faults.call(() => real.stamp(file), undefined, true),
    replace: (from, to, seen) => faults.call(() => real.replace(from, to, seen)),
    link: (file, name) => faults.call(() => real.link(file, name)),
    append: (file, bytes) =>
      faults.call(
        () => real.append(file, bytes),
        () => real.append(file, cut(bytes)),
      ),
    truncate: (file, length, seen) => faults.call(() => real.truncate(file, length, seen)),
    remove: (file, seen) => faults.call(() => real.remove(file, seen)),
    makeFolder: (folder, options) => faults.call(() => real.makeFolder(folder, options)),
    removeFolder: (folder) => faults.call(() => real.removeFolder(folder)),
    syncFolder: (folder) => faults.call(() => real.syncFolder(folder)),
    list: (folder) => faults.call(() => real.list(folder), undefined, true),
    resolve: (file) => faults.call(() => real.resolve(file), undefined, true),
    names: (file) => faults.call(() => real.names(file), undefined, true),
    writable: (file) => faults.call(() => real.writable(file), undefined, true),
  };
}

export function faultyWriter(faults: Faults, real: DatabaseWriter): DatabaseWriter {
  const asWriterError = (error: unknown): never => {
    if (error instanceof Ended || error instanceof WriterError) throw error;
    throw new WriterError('failed', (error as Error).message);
  };
  /** Three calls: taking the lock, what is done under it, and letting go. Where one fails, the real transaction is rolled back. */
  const held = async <Prepared extends HeldLock, Result>(
    hold: (work: (prepared: Prepared) => Promise<Result>) => Promise<Result>,
    work: (prepared: Prepared) => Promise<Result>,
  ): Promise<Result> => {
    let end: (result: Result | Promise<never>) => void = () => undefined;
    const ended = new Promise<Result>((resolve) => (end = resolve));
    let begin: (prepared: Prepared) => void = () => undefined;
    const begun = new Promise<Prepared>((resolve) => (begin = resolve));
    const real = hold((prepared) => {
      begin(prepared);
      return ended;
    });
    for (const each of [real, ended]) each.catch(() => undefined);
    const rollBack = async (error: unknown): Promise<never> => {
      end(Promise.reject(error instanceof Error ? error : new Error(String(error))));
      await real.catch(() => undefined);
      throw error;
    };
    const prepared = await faults
      .call(() => Promise.race([begun, real.then(() => begun)]))
      .catch(asWriterError)
      .catch(rollBack);
    let result: Result;
    try {
      result = await work({ ...prepared, read: (keys) => faults.call(() => prepared.read(keys)).catch(asWriterError) });
    } catch (error) {
      await faults.call(() => Promise.resolve()).catch(() => undefined);
      return rollBack(error);
    }
    return faults
      .call(() => {
        end(result);
        return real;
      })
      .catch(asWriterError)
      .catch(rollBack);
  };
  return {
    engine: real.engine,
    transaction: (database, changes, timeout, work) =>
      held((act) => real.transaction(database, changes, timeout, act), work),
    locked: (database, timeout, work) => held((act) => real.locked(database, timeout, act), work),
    read: (database, keys) => faults.call(() => real.read(database, keys)).catch(asWriterError),
    backup: (database, target, timeout) =>
      faults.call(() => real.backup(database, target, timeout)).catch(asWriterError),
    close: () => Promise.resolve(),
  };
}
