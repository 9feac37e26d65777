/** Six characters of letters and digits that keep names of two processes apart at the same moment. */
export function randomSuffix(): string {
  return Math.random().toString(36).slice(2, 8).padEnd(6, '0');
}
