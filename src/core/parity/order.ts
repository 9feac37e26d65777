/** Telling what moved between two orders of the same things. */

/**
 * The indices of a longest run of ascending values, not necessarily neighbours: what is not in it has moved.
 * O(n log n); for a sequence that ascends already, O(n).
 */
export function longestIncreasing(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: number[] = [];
  values.forEach((value, index) => {
    let low = 0;
    let high = tails.length;
    if (high > 0 && value > (values[tails[high - 1] ?? 0] ?? 0)) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const result = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) result.add(at);
  return result;
}
