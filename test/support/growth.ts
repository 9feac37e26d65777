/** Whether reading a text takes a time that grows as the text does. */
import assert from 'node:assert/strict';

/** This process's own time, in milliseconds: other processes on the machine do not count. */
function timeOf(action: () => unknown): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Reads a text of a length and one eight times as long. Time in proportion passes by far, time by the square does not. */
export function growsWithLength(name: string, read: (length: number) => unknown, length: number): void {
  read(length);
  const small = timeOf(() => read(length));
  const large = timeOf(() => read(8 * length));
  assert.ok(large < 40 * small + 200, `${name}: ${small.toFixed(1)} ms, then ${large.toFixed(1)} ms`);
}
