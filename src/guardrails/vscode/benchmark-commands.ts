/** What can be done with a benchmark of the Health view. */
import { onRow } from '../../vscode/commands/operations';
import type { Commands } from '../../vscode/commands/services';
import { benchmark } from '../operations/benchmark';

export const benchmarkCommands: Commands = { 'cmos.health.updateBenchmark': onRow(benchmark) };
