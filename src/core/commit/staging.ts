/** The files of one commit: looked at, made beside their places, put there, and checked. */
import { sameBytes } from '../database/image';
import { applyEdits } from '../files/edits';
import { appendedText } from '../files/lines';
import { foldersOf, join, nameOf, parentOf } from '../ground/paths';
import type { FileChange } from '../changes/change-set';
import { type ConfinedFiles, placeInside } from '../ground/boundary';
import type { Stamp } from '../ground/commit-files';
import { utf8Bytes } from '../ground/utf8';
import { bytesOf, digestOf, unitsOf } from '../changes/byte-text';
import { hunksOf } from '../changes/hunks';
import type { FileRecord } from './record';
import { badBytes, fileChanged, hardLinked, hostRefusal, readOnly } from './refusals';
import { temporaryPaths } from './temporaries';

/** A file as it was found, and what is to become of it. */
export interface StagedFile {
  readonly change: FileChange;
  /** Where it really is, symbolic links followed. */
  readonly path: string;
  /** What it was when `before` was read. */
  readonly seen: Stamp;
  readonly before: Uint8Array | undefined;
  /** All of it afterwards; of an appended file the added part alone; undefined for one that goes. */
  readonly after: Uint8Array | undefined;
  readonly record: FileRecord;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Looks at each file: it must be what the plan saw. Throws a refusal; touches nothing. */
export async function inspectFiles(
  files: ConfinedFiles,
  root: string,
  changes: readonly FileChange[],
): Promise<readonly StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const change of changes) {
    try {
      staged.push(await inspect(files, root, change));
    } catch (error) {
      throw hostRefusal(error, change.path);
    }
  }
  return staged;
}

async function inspect(files: ConfinedFiles, root: string, change: FileChange): Promise<StagedFile> {
  const path = await placeInside(files, root, change.path);
  const seen = await files.stamp(path);
  const before = await files.read(path);
  if (!(await files.writable(path)) || (change.kind !== 'append' && !(await files.writable(parentOf(path)))))
    throw readOnly(change.path);
  switch (change.kind) {
    case 'edit': {
      const encoded = (text: string): Uint8Array => (change.units === true ? bytesOf(text) : utf8Bytes(text));
      const known = asPlanned(before, encoded(change.before), change.path);
      const after = encoded(applyEdits(change.before, change.edits));
      const record: FileRecord = {
        kind: 'edit',
        path: change.path,
        hunks: hunksOf(change.before, change.edits),
        ...(change.units === true ? { units: true } : {}),
        before: await digestOf(known),
        after: await digestOf(after),
      };
      return { change, path, seen, before, after, record };
    }
    case 'remove':
      asPlanned(before, utf8Bytes(change.before), change.path);
      return {
        change,
        path,
        seen,
        before,
        after: undefined,
        record: { kind: 'remove', path: change.path, text: change.before },
      };
    case 'create':
      if (before !== undefined) throw fileChanged(change.path);
      return {
        change,
        path,
        seen,
        before,
        after: utf8Bytes(change.text),
        record: {
          kind: 'create',
          path: change.path,
          text: change.text,
          ...(await foldersFor(files, root, change.path)),
        },
      };
    case 'append': {
      const known = before ?? new Uint8Array();
      const last = unitsOf(known.subarray(-1));
      const text = appendedText(
        change.lines,
        unitsOf(known.subarray(0, known.indexOf(10) + 1)),
        last === '' ? undefined : last,
      );
      const record: FileRecord = {
        kind: 'append',
        path: change.path,
        size: before === undefined ? null : before.length,
        before: before === undefined ? null : await digestOf(before),
        text,
      };
      return { change, path, seen, before, after: utf8Bytes(text), record };
    }
  }
}

/** The bytes of a file, if they are those that the plan was made on. */
function asPlanned(before: Uint8Array | undefined, planned: Uint8Array, path: string): Uint8Array {
  if (before !== undefined && sameBytes(before, planned)) return before;
  throw before === undefined || isText(before) ? fileChanged(path) : badBytes(path);
}

/** The folders that have to be made for a file. */
async function foldersFor(
  files: ConfinedFiles,
  root: string,
  path: string,
): Promise<{ readonly folders?: readonly string[] }> {
  const folders = foldersOf(path);
  for (const [index, folder] of folders.entries()) {
    const full = join(root, folder);
    if (!(await files.list(parentOf(full))).includes(nameOf(full))) return { folders: folders.slice(index) };
  }
  return {};
}

/**
 * Throws where a file has further names. Replacing it would leave them behind, with the old content; appending to it would
 * change a file that may lie outside of the workspace. To be asked under the lock: another commit gives second names too.
 */
export async function requireSingleNames(files: ConfinedFiles, staged: readonly StagedFile[]): Promise<void> {
  for (const { change, path } of staged) {
    const names = await files.names(path);
    if (names > 1) throw hardLinked(change.path, names);
  }
}

/** Puts the new files beside the old ones, so that a full disk is noticed before anything can be seen. */
export async function writeTemporaries(files: ConfinedFiles, staged: readonly StagedFile[], id: string): Promise<void> {
  for (const { change, path, before, after } of staged) {
    if (after === undefined) continue;
    try {
      if (before === undefined) await files.makeFolder(parentOf(path));
      if (change.kind === 'append') continue;
      await files.writeNew(temporaryPaths(path, id).fresh, after, { like: path });
    } catch (error) {
      throw hostRefusal(error, change.path);
    }
  }
}

/**
 * Gives the new files the names of the old ones; what is appended comes last. Takes from `untouched` the path of each
 * file from the moment on when it may have changed.
 */
export async function putInPlace(
  files: ConfinedFiles,
  staged: readonly StagedFile[],
  id: string,
  untouched: Set<string>,
): Promise<void> {
  const order = [...staged].sort((a, b) => Number(a.change.kind === 'append') - Number(b.change.kind === 'append'));
  for (const each of order) {
    try {
      await putOne(files, each, id, untouched);
    } catch (error) {
      throw hostRefusal(error, each.change.path);
    }
  }
}

async function putOne(
  files: ConfinedFiles,
  { change, path, seen, before, after }: StagedFile,
  id: string,
  untouched: Set<string>,
): Promise<void> {
  const { fresh, old } = temporaryPaths(path, id);
  switch (change.kind) {
    case 'append':
      untouched.delete(change.path);
      await files.append(path, after ?? new Uint8Array());
      return;
    case 'create':
      // By a second name, not by renaming: that fails where somebody made the file meanwhile.
      await files.link(fresh, path).catch((error: unknown) => {
        if ((error as { code?: unknown }).code === 'EEXIST') throw fileChanged(change.path);
        untouched.delete(change.path);
        throw error;
      });
      untouched.delete(change.path);
      await files.remove(fresh);
      break;
    case 'edit':
    case 'remove':
      await files.link(path, old);
      untouched.delete(change.path);
      if (!(await (change.kind === 'edit' ? files.replace(fresh, path, seen) : files.remove(path, seen)))) {
        untouched.add(change.path);
        throw fileChanged(change.path);
      }
      // Somebody without locks may have written the file between our look and now: its new content wins.
      if (!sameBytes((await files.read(old)) ?? new Uint8Array(), before ?? new Uint8Array())) {
        await files.rename(old, path);
        untouched.add(change.path);
        throw fileChanged(change.path);
      }
  }
  await files.syncFolder(parentOf(path));
}

/** Looks once more: each file must hold what was meant. Throws a refusal where somebody wrote over it. */
export async function checkInPlace(files: ConfinedFiles, staged: readonly StagedFile[]): Promise<void> {
  for (const { change, path, before, after } of staged) {
    try {
      const now = await files.read(path);
      const good =
        change.kind === 'append'
          ? now !== undefined && after !== undefined && hasBytes(now, after, before?.length ?? 0)
          : change.kind === 'remove'
            ? now === undefined
            : now !== undefined && after !== undefined && sameBytes(now, after);
      if (!good) throw fileChanged(change.path);
    } catch (error) {
      throw hostRefusal(error, change.path);
    }
  }
}

/** Whether bytes stand somewhere at or after an offset: others may have appended between our look and our append. */
function hasBytes(all: Uint8Array, wanted: Uint8Array, from: number): boolean {
  for (let at = from; at + wanted.length <= all.length; at++)
    if (sameBytes(all.subarray(at, at + wanted.length), wanted)) return true;
  return false;
}

function isText(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
