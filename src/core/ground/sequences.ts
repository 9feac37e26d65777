/** Lists compared element by element. */
import { diffArrays } from 'diff';

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

/** A stretch in which two lists differ: elements `[oneStart, oneEnd)` of the one stand where the other's do. */
export interface Stretch {
  readonly oneStart: number;
  readonly oneEnd: number;
  readonly otherStart: number;
  readonly otherEnd: number;
}

/**
 * Where two lists differ, in order; what lies between the stretches is equal. Lists that more than `mostEdits` elements
 * which both have would have to be moved in differ altogether between their common ends: it bounds the time, which grows
 * with the square of it.
 */
export function differingStretches<Element>(
  one: readonly Element[],
  other: readonly Element[],
  mostEdits: number,
  keyOf: (element: Element) => unknown,
  equal: (one: Element, other: Element) => boolean = (a, b) => keyOf(a) === keyOf(b),
): readonly Stretch[] {
  const { head, tail } = commonEnds(one, other, equal);
  const [left, right] = [one, other].map((list) => list.slice(head, list.length - tail).map(keyOf));
  const stretches: Stretch[] = [];
  let [oneStart, otherStart] = [head, head];
  const endAt = (oneEnd: number, otherEnd: number): void => {
    if (oneEnd > oneStart || otherEnd > otherStart) stretches.push({ oneStart, oneEnd, otherStart, otherEnd });
    [oneStart, otherStart] = [oneEnd + 1, otherEnd + 1];
  };
  for (const [at, to] of commonPairs(left ?? [], right ?? [], mostEdits)) endAt(head + at, head + to);
  endAt(one.length - tail, other.length - tail);
  return stretches;
}

/**
 * The elements that two lists have in common, as pairs of indices; none where the lists are too far apart. An element that
 * only one of them has is in no pair, so that it need not be compared: two lists of other elements altogether cost nothing.
 */
function commonPairs(
  left: readonly unknown[],
  right: readonly unknown[],
  mostEdits: number,
): readonly (readonly [number, number])[] {
  const shared = (list: readonly unknown[], others: ReadonlySet<unknown>): readonly number[] =>
    list.flatMap((key, index) => (others.has(key) ? [index] : []));
  const [ones, others] = [shared(left, new Set(right)), shared(right, new Set(left))];
  const parts = diffArrays(
    ones.map((index) => left[index]),
    others.map((index) => right[index]),
    { maxEditLength: mostEdits },
  );
  const pairs: (readonly [number, number])[] = [];
  let [at, to] = [0, 0];
  for (const { added, removed, count } of parts ?? []) {
    for (let step = 0; step < count && !added && !removed; step++)
      pairs.push([ones[at + step] ?? 0, others[to + step] ?? 0]);
    if (!added) at += count;
    if (!removed) to += count;
  }
  return pairs;
}
