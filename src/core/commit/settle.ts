/**
 * Brings the files of an interrupted commit to one side: all as before, or all as after. What others did to them since
 * stays. Used after a crash, and in the same way when a commit fails while it runs.
 */
import { applyEdits } from '../files/edits';
import { join, parentOf } from '../workspace/paths';
import { type CommitFiles } from './commit-files';
import { editsFrom } from './hunks';
import { type FileRecord, type JournalRecord } from './journal';
import { besides, removeBesides } from './staging';

export type Side = 'before' | 'after';

/** A file that is neither as before nor as after; nothing was touched. */
export class SettleConflict extends Error {
  override readonly name = 'SettleConflict';
  readonly file: string;

  constructor(file: string) {
    super(`${file} was changed by someone else.`);
    this.file = file;
  }
}

/** Does what brings one file to a side. */
type Action = () => Promise<void>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Brings all files of a record to one side. Throws a `SettleConflict` before anything is touched. May be repeated.
 * `untouched` holds the paths (relative to the root) of files that are known not to have been changed.
 */
export async function settleFiles(
  files: CommitFiles,
  root: string,
  record: JournalRecord,
  side: Side,
  untouched: ReadonlySet<string> = new Set(),
): Promise<void> {
  const actions: Action[] = [];
  const paths: string[] = [];
  for (const each of record.files) {
    const path = await files.resolve(join(root, each.path));
    paths.push(path);
    if (untouched.has(each.path)) continue;
    const action = await actionFor(files, path, each, record.id, side);
    if (action !== undefined) actions.push(action);
  }
  for (const action of actions) await action();
  await removeBesides(files, paths, record.id);
  for (const folder of new Set(paths.map(parentOf)))
    if ((await files.list(folder)).length > 0) await files.syncFolder(folder);
  if (side === 'after') return;
  const made = record.files.flatMap((each) => (each.kind === 'create' ? (each.folders ?? []) : []));
  for (const folder of [...new Set(made)].sort().reverse()) await files.removeFolder(join(root, folder));
}

async function actionFor(
  files: CommitFiles,
  path: string,
  record: FileRecord,
  id: string,
  side: Side,
): Promise<Action | undefined> {
  const bytes = await files.read(path);
  const text = bytes === undefined ? undefined : decoder.decode(bytes);
  switch (record.kind) {
    case 'edit': {
      const edits = text === undefined ? undefined : editsFrom(text, record.hunks, side);
      if (text === undefined || edits === undefined) throw new SettleConflict(record.path);
      return edits.length === 0 ? undefined : () => replace(files, path, applyEdits(text, edits), id);
    }
    case 'create':
      return presence(files, path, text, record, id, side === 'after');
    case 'remove':
      return presence(files, path, text, record, id, side === 'before');
    case 'append':
      return appended(files, path, bytes, record, side);
  }
}

/** A whole file that is to be there with its text, or not to be there. */
function presence(
  files: CommitFiles,
  path: string,
  text: string | undefined,
  record: Extract<FileRecord, { kind: 'create' | 'remove' }>,
  id: string,
  wanted: boolean,
): Action | undefined {
  if (text !== undefined && text !== record.text) throw new SettleConflict(record.path);
  if (wanted) return text === undefined ? () => replace(files, path, record.text, id) : undefined;
  return text === undefined ? undefined : () => files.remove(path);
}

function appended(
  files: CommitFiles,
  path: string,
  bytes: Uint8Array | undefined,
  record: Extract<FileRecord, { kind: 'append' }>,
  side: Side,
): Action | undefined {
  const wanted = encoder.encode(record.text);
  const all = bytes ?? new Uint8Array();
  const from = record.size ?? 0;
  if (all.length < from) throw new SettleConflict(record.path);
  const tail = all.subarray(from);
  const { at, length } = partOf(tail, wanted);
  if (length === wanted.length) {
    if (side === 'after') return undefined;
    const own = from + at;
    // Lines that others added after ours stay.
    if (own + length < all.length) {
      const rest = new Uint8Array([...all.subarray(0, own), ...all.subarray(own + length)]);
      return () => replace(files, path, decoder.decode(rest), 'log');
    }
    return record.size === null && own === 0 ? () => files.remove(path) : () => files.truncate(path, own);
  }
  if (side === 'after') return () => files.append(path, wanted.subarray(length));
  if (length === 0) return record.size === null && bytes?.length === 0 ? () => files.remove(path) : undefined;
  return record.size === null && at === 0 ? () => files.remove(path) : () => files.truncate(path, from + at);
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

/** Puts a text in the place of a file in one step. */
async function replace(files: CommitFiles, path: string, text: string, id: string): Promise<void> {
  const { fresh } = besides(path, `${id}-settle`);
  await files.makeFolder(parentOf(path));
  await files.remove(fresh);
  await files.writeNew(fresh, encoder.encode(text), path);
  await files.rename(fresh, path);
  await files.syncFolder(parentOf(path));
}
