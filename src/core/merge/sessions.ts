/** Merging two session logs: a log only grows, so what either side has belongs to the result. */
import type { LogLine } from '../files/log/model';
import { parseLog } from '../files/log/parse';
import { joinLines, lineEndOf } from '../files/lines';

/**
 * The lines of both logs as one log. A line that both have stands as often as in the side that has it more often; what
 * only one side has comes in between by its time, ours first where that is the same. Ours keep their order, theirs too
 * unless both have the same lines in different orders. Nothing is ever dropped: invalid lines are lines, and what one
 * side took away the other still had. So the common ancestor is not asked.
 */
export function mergeSessions(ours: string, theirs: string): string {
  if (ours === theirs || theirs === '') return ours;
  if (ours === '') return theirs;
  const [own, other] = [parseLog(ours).lines, parseLog(theirs).lines];
  const matches = matchesOf(own, other);
  const spare = countsOf(own);
  for (const index of matches) if (index >= 0) take(spare, own[index]?.raw ?? '');

  /** For each of their lines how far of ours it may come behind: to the next line that both have. */
  const bounds: number[] = [];
  for (let index = other.length - 1, next = own.length; index >= 0; index--) {
    const match = matches[index] ?? -1;
    bounds[index] = next = match >= 0 ? match : next;
  }
  const [ownTimes, otherTimes] = [timesOf(own), timesOf(other)];
  const merged: string[] = [];
  let at = 0;
  const upTo = (stop: number): void => {
    for (; at < stop; at++) merged.push(own[at]?.text ?? '');
  };
  const lineEnd = lineEndOf(ours);
  other.forEach((line, index) => {
    const match = matches[index] ?? -1;
    if (match >= 0) {
      upTo(match + 1);
      return;
    }
    // Ours has it too, at another place.
    if (take(spare, line.raw)) return;
    const next = bounds[index] ?? own.length;
    while (at < next && (ownTimes[at] ?? 0) <= (otherTimes[index] ?? 0)) upTo(at + 1);
    merged.push(line.text.replace(/[\r\n]+$/, '') + lineEnd);
  });
  upTo(own.length);
  const text = joinLines(merged, lineEnd);
  return theirs.endsWith('\n') && !/[\r\n]$/.test(text) ? text + lineEnd : text;
}

/** For each of their lines the line of ours that it is, in rising order; -1 for one that has none behind the last match. */
function matchesOf(own: readonly LogLine[], other: readonly LogLine[]): readonly number[] {
  const places = new Map<string, number[]>();
  own.forEach(({ raw }, index) => {
    const known = places.get(raw);
    if (known === undefined) places.set(raw, [index]);
    else known.push(index);
  });
  const used = new Map<string, number>();
  let last = -1;
  return other.map(({ raw }) => {
    const list = places.get(raw) ?? [];
    let at = used.get(raw) ?? 0;
    while (at < list.length && (list[at] ?? 0) <= last) at++;
    used.set(raw, at + 1);
    const found = list[at];
    if (found === undefined) return -1;
    return (last = found);
  });
}

function countsOf(lines: readonly LogLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { raw } of lines) counts.set(raw, (counts.get(raw) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, raw: string): boolean {
  const left = counts.get(raw) ?? 0;
  if (left > 0) counts.set(raw, left - 1);
  return left > 0;
}

/** The moment of each line; one without a time goes with the line before it. */
function timesOf(lines: readonly LogLine[]): readonly number[] {
  let time = -Infinity;
  return lines.map(({ event }) => (time = event?.time ?? time));
}
