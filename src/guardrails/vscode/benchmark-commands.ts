/** What can be done with a benchmark of the Health view. */
import type { Commands } from '../../vscode/commands/services';
import type { HealthNode } from '../../vscode/health-view';
import { operate } from '../../vscode/operate';
import { benchmark } from '../operations/benchmark';

export const benchmarkCommands: Commands = {
  'cmos.health.updateBenchmark':
    ({ writing }) =>
    async (node: HealthNode) => {
      if (node.kind === 'row' && node.row.kind === 'benchmark')
        await operate(writing, node.controller, benchmark, { benchmark: node.row.label });
    },
};
