/** What can be done with a benchmark of the Health view. */
import { onRow } from '../../vscode/commands/operations';
import { type EditorCommand, TRUSTED } from '../../vscode/commands/services';
import { benchmark } from '../operations/benchmark';

export const benchmarkCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.health.updateBenchmark',
    title: 'Update Benchmark',
    icon: 'edit',
    enablement: TRUSTED,
    palette: false,
    menus: [{ view: 'cmos.health', rows: ['benchmark'], when: TRUSTED, inline: 1 }],
    run: onRow(benchmark),
  },
];
