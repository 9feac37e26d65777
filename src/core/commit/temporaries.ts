/** What a commit and a recovery put beside a file for a while: named for the journal entry that they belong to. */
import { join, nameOf, parentOf } from '../ground/paths';
import type { ConfinedFiles } from '../ground/boundary';
import type { Journal } from './journal';

interface TemporaryPaths {
  /** The new content, until it takes the file's name. */
  readonly fresh: string;
  /** A second name of the old content. */
  readonly old: string;
  /** What recovery puts in the file's place. */
  readonly rolled: string;
}

export function temporaryPaths(path: string, id: string): TemporaryPaths {
  return { fresh: `${path}.cmos-${id}.new`, old: `${path}.cmos-${id}.old`, rolled: `${path}.cmos-${id}-roll.new` };
}

/** Names of the paths above: the journal entry's id. */
const TEMPORARY = /\.cmos-(\d{8,15}-[a-z0-9]+)(?:-roll)?\.(?:new|old)$/;

/** Takes away what a commit put beside the files. */
export async function removeTemporaries(files: ConfinedFiles, paths: readonly string[], id: string): Promise<void> {
  for (const path of paths)
    for (const temporary of Object.values(temporaryPaths(path, id)) as string[]) await files.remove(temporary);
}

/**
 * Takes away what lies beside files (absolute paths) although its journal entry is not open: a power cut brought it back, or
 * it could not be removed. What belongs to an open entry is its commit's, or recovery's.
 */
export async function sweepTemporaries(
  files: ConfinedFiles,
  journal: Journal,
  paths: readonly string[],
): Promise<void> {
  const names = new Set(paths.map(nameOf));
  const left: { readonly path: string; readonly id: string }[] = [];
  for (const folder of new Set(paths.map(parentOf)))
    for (const name of await files.list(folder)) {
      const [end, id] = TEMPORARY.exec(name) ?? [];
      if (id !== undefined && end !== undefined && names.has(name.slice(0, -end.length)))
        left.push({ path: join(folder, name), id });
    }
  if (left.length === 0) return;
  // Looked at after the names: what is made meanwhile belongs to an entry that is open by now.
  const open = await journal.openIds();
  for (const { path, id } of left) if (!open.has(id)) await files.remove(path);
}
