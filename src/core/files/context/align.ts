/** Lays two lists of JSON values side by side, so that one inserted element does not make all that follow look changed. */
import { same, valueKey } from './equal';
import { type JsonNode } from './model';

/** A stretch in which two lists differ: elements of the one from `oneStart` to `oneEnd` stand where the other's do. */
export interface Stretch {
  readonly oneStart: number;
  readonly oneEnd: number;
  readonly otherStart: number;
  readonly otherEnd: number;
}

/** Beyond this many pairs of elements, lists are compared index by index: it bounds the time and the memory. */
const MAX_PAIRS = 4_000_000;

/** Where two lists differ, in order; what lies between the stretches is equal. */
export function differingStretches(one: readonly JsonNode[], other: readonly JsonNode[]): readonly Stretch[] {
  const shorter = Math.min(one.length, other.length);
  const equalAt = (left: number, right: number): boolean => {
    const [a, b] = [one[left], other[right]];
    return a !== undefined && b !== undefined && same(a, b);
  };
  let head = 0;
  while (head < shorter && equalAt(head, head)) head++;
  let tail = 0;
  while (tail < shorter - head && equalAt(one.length - 1 - tail, other.length - 1 - tail)) tail++;
  const whole = { oneStart: head, oneEnd: one.length - tail, otherStart: head, otherEnd: other.length - tail };
  const rows = whole.oneEnd - head;
  const columns = whole.otherEnd - head;
  if (rows === 0 && columns === 0) return [];
  if (rows <= 1 && columns <= 1) return [whole];
  if (rows * columns === 0 || rows * columns > MAX_PAIRS) return [whole];
  return between(whole, commonSubsequence(numbered(one.slice(head, whole.oneEnd), other.slice(head, whole.otherEnd))));
}

/** What lies between the pairs of equal elements. */
function between(whole: Stretch, pairs: readonly (readonly [number, number])[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let { oneStart, otherStart } = whole;
  const endAt = (oneEnd: number, otherEnd: number): void => {
    if (oneEnd > oneStart || otherEnd > otherStart) stretches.push({ oneStart, oneEnd, otherStart, otherEnd });
    oneStart = oneEnd + 1;
    otherStart = otherEnd + 1;
  };
  for (const [row, column] of pairs) endAt(whole.oneStart + row, whole.otherStart + column);
  endAt(whole.oneEnd, whole.otherEnd);
  return stretches;
}

/** Both lists with each value replaced by a number that equal values share. */
function numbered(one: readonly JsonNode[], other: readonly JsonNode[]): readonly [Uint32Array, Uint32Array] {
  const numbers = new Map<string, number>();
  const number = (node: JsonNode): number => {
    const key = valueKey(node);
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  };
  return [Uint32Array.from(one, number), Uint32Array.from(other, number)];
}

/** The longest common subsequence, as pairs of indices. */
function commonSubsequence([one, other]: readonly [Uint32Array, Uint32Array]): readonly (readonly [number, number])[] {
  const width = other.length + 1;
  // `lengths[row * width + column]` is the longest for what starts there; at most 2,000, since the product is bounded.
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let row = one.length - 1; row >= 0; row--) {
    for (let column = other.length - 1; column >= 0; column--) {
      const at = row * width + column;
      lengths[at] =
        one[row] === other[column]
          ? (lengths[at + width + 1] ?? 0) + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let row = 0;
  let column = 0;
  while (row < one.length && column < other.length) {
    const at = row * width + column;
    if (one[row] === other[column]) pairs.push([row++, column++]);
    else if ((lengths[at + width] ?? 0) >= (lengths[at + 1] ?? 0)) row++;
    else column++;
  }
  return pairs;
}
