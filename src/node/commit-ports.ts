/** What a commit needs, on this machine, for a process that no editor is part of. */
import type { CommitPorts } from '../core/commit/ports';
import type { Ports } from '../core/ground/ports';
import { nodeCommitFiles } from './commit-files';
import { uncertainFileSystem } from './file-system-kind';
import { holdersOf } from './lock-holders';
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
    holders: holdersOf,
    uncertainFileSystem,
    now: () => Date.now(),
    patience: PATIENCE,
  };
}
