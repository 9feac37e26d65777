/** A process that keeps incidents as fast as it can: root, a name, how many. */
import { Incidents } from '../../src/core/escalation/incidents';
import { nodeCommitFiles } from '../../src/node/commit-files';
import { nodeFiles } from '../../src/node/ports';

const [root = '', name = '', count = '0'] = process.argv.slice(2);

async function main(): Promise<void> {
  const incidents = new Incidents(nodeFiles, nodeCommitFiles, root, () => Date.now());
  for (let at = 0; at < Number(count); at++)
    await incidents.record({
      id: `${name}${at}`,
      at: new Date().toISOString(),
      operation: 'start',
      agent: name,
      tier: 4,
      code: 'commit/locked',
      reason: 'locked '.repeat(250),
      attempts: [],
      fallbacks: [],
    });
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
