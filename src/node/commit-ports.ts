/** What a commit needs, on this machine, for a process that no editor is part of. */
import type { CommitPorts } from '../core/commit/ports';
import { part } from '../core/ground/parts';
import type { Ports } from '../core/ground/ports';
import { nodeCommitFiles } from './commit-files';
import { nodeProvenance } from './provenance';

/** How long a commit waits for another one, in milliseconds. */
const PATIENCE = 5_000;

export function nodeCommitPorts(writer: CommitPorts['writer'], reading?: Ports): CommitPorts {
  return {
    files: nodeCommitFiles,
    provenance: nodeProvenance,
    writer,
    ...(reading === undefined ? {} : { reading }),
    // Whoever types a command in a folder trusts it.
    trusted: true,
    isUnsaved: () => false,
    // Only who changes something asks these.
    holders: async (file) => (await part(import('./lock-holders'))).holdersOf(file),
    uncertainFileSystem: async (folder) => (await part(import('./file-system-kind'))).uncertainFileSystem(folder),
    now: () => Date.now(),
    patience: PATIENCE,
  };
}
