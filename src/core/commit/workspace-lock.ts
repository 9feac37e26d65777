/** The lock of a workspace that has no database to lock: nobody recovers what another is in the middle of. */
import { WriterError } from '../changes/writer';
import { confined } from '../ground/boundary';
import { JOURNAL_FOLDER } from '../ground/own-folder';
import { Journal } from './journal';
import type { CommitPorts } from './ports';
import { databaseRefusal, hostRefusal, workspaceLocked } from './refusals';

/**
 * Holds it while something is done; rejected with a refusal where it cannot be had. Where the host has no writer nothing is
 * locked: a commit sees by its journal entry that it was rolled back meanwhile.
 */
export async function underWorkspaceLock<Result>(
  ports: Pick<CommitPorts, 'files' | 'provenance' | 'writer' | 'patience'>,
  root: string,
  act: () => Promise<Result>,
): Promise<Result> {
  const writer = await ports.writer();
  if (writer === undefined) return act();
  const lock = await new Journal(confined(ports.files, root), root, ports.provenance)
    .lockFile()
    .catch((error: unknown) => {
      throw hostRefusal(error, JOURNAL_FOLDER);
    });
  let isHeld = false as boolean;
  try {
    return await writer.locked(lock, ports.patience, () => {
      isHeld = true;
      return act();
    });
  } catch (error) {
    if (isHeld || !(error instanceof WriterError)) throw error;
    throw error.failure === 'locked' ? workspaceLocked(error) : databaseRefusal(error, [], JOURNAL_FOLDER, []);
  }
}
