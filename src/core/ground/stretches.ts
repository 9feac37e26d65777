/** Where two lists differ. */
import { diffArrays } from 'diff/lib/diff/array.js';
import { commonEnds } from './sequences';

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
