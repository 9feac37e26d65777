/** Commits one change after another until it is killed. Arguments: the root, then how to start a writer, as JSON. */
import type { ChangeSet } from '../../src/core/changes/change-set';
import { CmosError } from '../../src/core/ground/errors';
import { transact } from '../../src/core/operations/transact';
import { documentOf } from '../../src/core/workspace/snapshot';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodeCommitPorts } from '../../src/node/commit-ports';
import { nodePorts } from '../../src/node/ports';
import { type WriterCommand, WriterProcess } from '../../src/node/writer-process';
import { step } from '../support/step';

async function main(): Promise<void> {
  const [root = '', start = '{}', mission = 'A', most = '1000000'] = process.argv.slice(2);
  const writer = await WriterProcess.start(JSON.parse(start) as WriterCommand);
  const ports = nodeCommitPorts(() => Promise.resolve(writer));
  const workspace = new Workspace(nodePorts(), root, DEFAULT_SETTINGS);
  let done = 0;
  for (let turn = 0; done < Number(most); turn++) {
    try {
      await transact<ChangeSet>(
        { ports, refresh: () => workspace.refresh() },
        {
          plan: (snapshot) => {
            const row = documentOf(snapshot.database)?.missions.find(({ id }) => id === mission);
            const status = row?.status === 'Queued' ? 'Current' : 'Queued';
            return Promise.resolve(step(snapshot, mission, status, `${process.pid} ${turn}`));
          },
          changeSetOf: (changeSet) => changeSet,
        },
      );
      done++;
      if (done === 1) process.stdout.write('at work\n');
    } catch (error) {
      // Another writer was faster, or is between its own commit and its files: plan again on what is there now.
      if (!CmosError.is(error, 'commit/changed', 'commit/drift', 'commit/locked', 'commit/interrupted')) throw error;
    }
  }
  await writer.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
