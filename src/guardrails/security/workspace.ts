/** The files of a workspace that agents load and act on: those are scanned when nobody names any. */
import { reasonOf } from '../../core/ground/errors';
import type { FileSystem } from '../../core/ground/ports';
import type { Snapshot } from '../../core/workspace/snapshot';
import { filesBelow, type RootFiles } from '../root-files';
import { readScanned } from './scanned';
import type { SecurityHit } from '../../core/scan/rule';
import { scanForRisks } from './risks';

export interface ScannedFile {
  readonly path: string;
  readonly text: string;
  readonly hits: readonly SecurityHit[];
}

interface WorkspaceScan {
  readonly files: readonly ScannedFile[];
  /** What could not be read, and why. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** Whether there are more files than are scanned. */
  readonly more: boolean;
}

/** So much is read of all files that nobody named, in UTF-16 units. */
const MOST_TEXT = 32 * 1024 * 1024;

const FOLDERS = ['missions', 'context', 'contexts', 'workers', 'templates', 'security'];
const KINDS = /\.(?:ya?ml|jsonl?|md|mdx|toml|env)$/i;

/** Scans the named files, or what agents load; for each file its hits. */
export async function scanWorkspace(
  files: FileSystem,
  { layout }: Snapshot,
  named: readonly string[] = [],
): Promise<WorkspaceScan> {
  const { root, stores } = layout;
  const rootFiles: RootFiles = { files, root };
  const paths = new Set(named);
  let more = false;
  if (named.length === 0) {
    for (const store of ['project_context', 'master_context', 'backlog', 'sessions', 'agents'] as const) {
      const { path, exists } = stores[store];
      // What lies beside the root is the project's, and not ours to read here.
      if (exists && !path.startsWith('../')) paths.add(path);
    }
    for (const folder of FOLDERS) {
      const found = await filesBelow(rootFiles, folder, (path) => KINDS.test(path));
      for (const path of found.paths) paths.add(path);
      more ||= found.more;
    }
  }
  const scanned: ScannedFile[] = [];
  const unread: { path: string; reason: string }[] = [];
  let left = MOST_TEXT;
  for (const path of paths) {
    if (left < 0 && named.length === 0) {
      more = true;
      break;
    }
    try {
      const { text } = await readScanned(rootFiles, path);
      left -= text.length;
      scanned.push({ path, text, hits: scanForRisks(text, { path }) });
    } catch (error) {
      // Whoever names a file wants to know; of those that were found the others count.
      if (named.length > 0) throw error;
      unread.push({ path, reason: reasonOf(error) });
    }
  }
  return { files: scanned, unread, more };
}
