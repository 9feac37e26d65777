/** Lists compared element by element. */

/** Whether two lists have the same elements in the same order. A plain loop: this is asked for every mission at every keystroke. */
export function sameElements(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** How many elements two lists share at their start, and how many of the others at their end. */
export function commonEnds<One, Other>(
  one: readonly One[],
  other: readonly Other[],
  equal: (one: One, other: Other) => boolean,
): { readonly head: number; readonly tail: number } {
  const shorter = Math.min(one.length, other.length);
  const equalAt = (left: number, right: number): boolean => equal(one[left] as One, other[right] as Other);
  let head = 0;
  while (head < shorter && equalAt(head, head)) head++;
  let tail = 0;
  while (tail < shorter - head && equalAt(one.length - 1 - tail, other.length - 1 - tail)) tail++;
  return { head, tail };
}
