/** What can be done with a benchmark of the Health view. */
import type { Commands } from '../../vscode/commands/services';
import { operate } from '../../vscode/operate';
import type { Shown } from '../../vscode/tree';
import { benchmark } from '../operations/benchmark';

export const benchmarkCommands: Commands = {
  'cmos.health.updateBenchmark':
    ({ writing }) =>
    async ({ kind, controller, label }: Shown) => {
      if (kind === 'benchmark') await operate(writing, controller, benchmark, { benchmark: label });
    },
};
