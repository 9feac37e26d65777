/** Operations carried out in a workspace on disk, with a writer of this machine. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CommitPorts } from '../../src/core/commit/ports';
import { CmosError } from '../../src/core/ground/errors';
import type { Gate } from '../../src/core/ground/gate';
import type { Operation, Parameters } from '../../src/core/operations/operation';
import { Planning } from '../../src/core/operations/planning';
import { perform, type Performed, type PerformOptions } from '../../src/core/operations/perform';
import { policyFrom } from '../../src/core/operations/policy';
import { NO_GIT } from '../../src/core/ground/git';
import { nodeCommitFiles } from '../../src/node/commit-files';
import { nodeFiles, nodePorts } from '../../src/node/ports';
import type { TestWorkspace } from './workspaces';
import { commitPorts, TestWriters } from './writers';

/** Nothing is set. */
export const DEFAULT_POLICY = policyFrom(() => undefined);

export const NOW = '2025-03-14T09:00:00Z';

export class Performing {
  readonly writers = new TestWriters();

  ports(more: Partial<CommitPorts> = {}): CommitPorts {
    return commitPorts(() => this.writers.get(), { reading: nodePorts(), ...more });
  }

  run(
    workspace: TestWorkspace,
    operation: Operation,
    parameters: Parameters = {},
    options: Partial<PerformOptions> = {},
  ): Promise<Performed> {
    return perform(operation, parameters, { ...this.#options(workspace), ...options });
  }

  /** The gates that are open for an operation of which some parameters are known. */
  async openGates(workspace: TestWorkspace, operation: Operation, parameters: Parameters): Promise<readonly Gate[]> {
    const planning = new Planning(operation, parameters, this.#options(workspace));
    return planning.openGates(await workspace.workspace.refresh());
  }

  #options({ workspace }: TestWorkspace): PerformOptions {
    return {
      refresh: () => workspace.refresh(),
      ports: this.ports(),
      dryRun: false,
      agent: 'a',
      now: NOW,
      override: undefined,
      policy: DEFAULT_POLICY,
      gatherPorts: {
        files: nodeFiles,
        reading: { ports: nodePorts(), files: nodeCommitFiles },
        git: NO_GIT,
        run: undefined,
        incidents: undefined,
      },
    };
  }

  /** Fails unless the operation is refused as is said, with every file left as it was. */
  async refused(
    workspace: TestWorkspace,
    operation: Operation,
    code: string,
    pattern: RegExp,
    parameters: Parameters = {},
  ): Promise<void> {
    const before = everything(workspace);
    await assert.rejects(this.run(workspace, operation, parameters), (error) => {
      assert.ok(CmosError.is(error), String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, pattern);
      return true;
    });
    assert.deepEqual(everything(workspace), before, 'nothing was changed');
  }

  close(): Promise<void> {
    return this.writers.close();
  }
}

/** All files of a workspace but what the product keeps for itself, with their bytes. */
export function everything({ folder }: TestWorkspace): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.?cmos-operations/.test(entry.parentPath))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'latin1')]),
  );
}
