/**
 * Brings the files of an interrupted commit to one side: all as before, or all as after. What others did to them since
 * stays. Used after a crash, and in the same way when a commit fails while it runs.
 */
import { applyEdits } from '../files/edits';
import { join, parentOf } from '../ground/paths';
import type { ConfinedFiles } from '../ground/boundary';
import type { Stamp } from '../ground/commit-files';
import { utf8Bytes } from '../ground/utf8';
import { bytesOf, digestOf, unitsOf, utf8Units } from '../changes/byte-text';
import { editsFrom, inUnits } from '../changes/hunks';
import type { FileRecord, JournalRecord } from './record';
import { removeTemporaries, temporaryPaths } from './temporaries';

export type TargetState = 'before' | 'after';

/** A file that is neither as before nor as after; nothing was touched. */
export class RollConflict extends Error {
  override readonly name = 'SettleConflict';
  readonly file: string;

  constructor(file: string) {
    super(`${file} was changed by someone else.`);
    this.file = file;
  }
}

interface RollOptions {
  /** The paths (relative to the root) of files that are known not to have been changed. */
  readonly untouched?: ReadonlySet<string>;
  readonly certainty?: Certainty;
}

/** Does what brings one file to a side; false where somebody changed the file since it was looked at, and nothing was done. */
type Action = () => Promise<unknown>;

/** How sure the place of a change must be: in a file that others have edited since, or in the very file that it was made on. */
export type Certainty = 'place' | 'file';

/**
 * Brings all files of a record to one side. Throws a `SettleConflict` before anything is touched. May be repeated.
 */
export async function rollFiles(
  files: ConfinedFiles,
  root: string,
  record: JournalRecord,
  side: TargetState,
  { untouched = new Set(), certainty = 'place' }: RollOptions = {},
): Promise<void> {
  const paths: string[] = [];
  const looks: (() => Promise<Action | undefined>)[] = [];
  for (const each of record.files) {
    const path = await files.resolve(join(root, each.path));
    paths.push(path);
    if (untouched.has(each.path)) continue;
    looks.push(async () => {
      const seen = await files.stamp(path);
      const bytes = await files.read(path);
      if (certainty === 'file' && !(await isOfRecord(bytes, each))) throw new RollConflict(each.path);
      return actionFor({ files, path, seen, bytes }, each, record.id, side);
    });
  }
  // All are looked at before one is touched; one that somebody saves in between is looked at again.
  const actions: (Action | undefined)[] = [];
  for (const look of looks) actions.push(await look());
  for (const [index, look] of looks.entries())
    for (let action = actions[index]; action !== undefined && (await action()) === false;) action = await look();
  await removeTemporaries(files, paths, record.id);
  for (const folder of new Set(paths.map(parentOf)))
    if ((await files.list(folder)).length > 0) await files.syncFolder(folder);
  if (side === 'after') return;
  const made = record.files.flatMap((each) => (each.kind === 'create' ? (each.folders ?? []) : []));
  for (const folder of [...new Set(made)].sort().reverse()) await files.removeFolder(join(root, folder));
}

/** Whether a file is just as a record says that it was before or after, or its added part was cut off in the middle. */
async function isOfRecord(bytes: Uint8Array | undefined, record: FileRecord): Promise<boolean> {
  switch (record.kind) {
    case 'edit': {
      const digest = bytes === undefined ? undefined : await digestOf(bytes);
      return digest === record.before || digest === record.after;
    }
    case 'append': {
      if (bytes === undefined || record.size === null) return bytes === undefined && record.size === null;
      if ((await digestOf(bytes.subarray(0, record.size))) !== record.before) return false;
      return utf8Units(record.text).startsWith(unitsOf(bytes.subarray(record.size)));
    }
    case 'create':
    case 'remove':
      return bytes === undefined || unitsOf(bytes) === utf8Units(record.text);
  }
}

/** A file as it was when it was looked at. */
interface Seen {
  readonly files: ConfinedFiles;
  readonly path: string;
  readonly seen: Stamp;
  readonly bytes: Uint8Array | undefined;
}

function actionFor(file: Seen, record: FileRecord, id: string, side: TargetState): Action | undefined {
  const { bytes } = file;
  switch (record.kind) {
    case 'edit': {
      // Bytes are spliced: what is no UTF-8 elsewhere in the file stays as it is.
      const units = bytes === undefined ? undefined : unitsOf(bytes);
      const hunks = record.units === true ? record.hunks : record.hunks.map(inUnits);
      const edits = units === undefined ? undefined : editsFrom(units, hunks, side);
      if (units === undefined || edits === undefined) throw new RollConflict(record.path);
      return edits.length === 0 ? undefined : () => replace(file, bytesOf(applyEdits(units, edits)), id);
    }
    case 'create':
      return wholeFileAction(file, record, id, side === 'after');
    case 'remove':
      return wholeFileAction(file, record, id, side === 'before');
    case 'append':
      return appendAction(file, record, id, side);
  }
}

/** A whole file that is to be there with its text, or not to be there. */
function wholeFileAction(
  file: Seen,
  record: Extract<FileRecord, { kind: 'create' | 'remove' }>,
  id: string,
  wanted: boolean,
): Action | undefined {
  const { files, path, seen, bytes } = file;
  if (bytes !== undefined && unitsOf(bytes) !== utf8Units(record.text)) throw new RollConflict(record.path);
  if (wanted) return bytes === undefined ? () => replace(file, utf8Bytes(record.text), id) : undefined;
  return bytes === undefined ? undefined : () => files.remove(path, seen);
}

function appendAction(
  file: Seen,
  record: Extract<FileRecord, { kind: 'append' }>,
  id: string,
  side: TargetState,
): Action | undefined {
  const { files, path, seen, bytes } = file;
  const wanted = utf8Bytes(record.text);
  const all = bytes ?? new Uint8Array();
  const from = record.size ?? 0;
  if (all.length < from) throw new RollConflict(record.path);
  const tail = all.subarray(from);
  const { at, length } = partOf(tail, wanted);
  if (length === wanted.length) {
    if (side === 'after') return undefined;
    const own = from + at;
    // Lines that others added after ours stay.
    if (own + length < all.length) {
      const rest = new Uint8Array([...all.subarray(0, own), ...all.subarray(own + length)]);
      return () => replace(file, rest, id);
    }
    return record.size === null && own === 0 ? () => files.remove(path, seen) : () => files.truncate(path, own, seen);
  }
  if (side === 'after') return () => files.append(path, wanted.subarray(length));
  if (length === 0) return record.size === null && bytes?.length === 0 ? () => files.remove(path, seen) : undefined;
  return record.size === null && at === 0
    ? () => files.remove(path, seen)
    : () => files.truncate(path, from + at, seen);
}

/** Where the whole of `wanted` stands, else the part of it that the end of `tail` was cut off in. */
function partOf(tail: Uint8Array, wanted: Uint8Array): { at: number; length: number } {
  const starts = (at: number): number => {
    let length = 0;
    while (length < wanted.length && at + length < tail.length && tail[at + length] === wanted[length]) length++;
    return length;
  };
  let cut = { at: 0, length: 0 };
  for (let at = 0; at < tail.length; at++) {
    // Ours begins where a line of the others ended, or where the file ended.
    if (at > 0 && tail[at - 1] !== 10) continue;
    const length = starts(at);
    if (length === wanted.length) return { at, length };
    if (at + length === tail.length) cut = { at, length };
  }
  return cut;
}

/** Puts bytes in the place of a file in one step; its folder is synced once all files are done. */
async function replace({ files, path, seen }: Seen, bytes: Uint8Array, id: string): Promise<boolean> {
  const { rolled } = temporaryPaths(path, id);
  await files.makeFolder(parentOf(path));
  await files.remove(rolled);
  await files.writeNew(rolled, bytes, { like: path });
  const done = await files.replace(rolled, path, seen);
  if (!done) await files.remove(rolled);
  return done;
}
