/** Timing: tasks in turn, and their medians. */
import { performance } from 'node:perf_hooks';

/** `prepare` is called before each run, and not timed. */
export type Task = readonly [name: string, rounds: number, run: () => unknown, prepare?: () => void];

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Runs tasks in turn, so that whatever the machine does meanwhile meets them all alike; answers medians in milliseconds. */
export async function interleaved(tasks: readonly Task[]): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number[]>();
  const rounds = Math.max(...tasks.map(([, count]) => count));
  for (let round = 0; round < rounds; round++) {
    for (const [name, count, run, prepare] of tasks) {
      if (round >= count) continue;
      prepare?.();
      const started = performance.now();
      await run();
      times.set(name, [...(times.get(name) ?? []), performance.now() - started]);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

/** Milliseconds for a table. */
export const shown = (time: number): string => time.toFixed(time < 10 ? 2 : 0);
