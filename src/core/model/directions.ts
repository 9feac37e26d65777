/**
 * Which end of a dependency comes first. The words do not settle it: projects write `Requires` both ways. So each type
 * has a meaning by default, what the workspace itself shows counts against it, and a setting overrides both (field
 * guide, section 4).
 */
import { t } from '@vscode/l10n';
import { parseTime } from '../files/log/time';
import type { Direction } from '../workspace/direction';
import type { Declared, Dependency } from './dependencies';
import { missionValue } from './mission-value';
import type { Mission } from './missions';

export interface TypeDirection {
  readonly type: string;
  readonly direction: Direction;
  /** Why, in sentences; the strongest reason first. */
  readonly evidence: readonly string[];
  readonly overridden: boolean;
  /** Where what the workspace shows contradicts itself: both sides, in one sentence. */
  readonly conflict: string | undefined;
}

/** What the words mean by default, by `wordOf`. A map: a type may be any word, `constructor` too. */
const DEFAULTS: ReadonlyMap<string, Direction> = new Map<string, Direction>([
  ['blocks', 'from-first'],
  ['enables', 'from-first'],
  ['requires', 'to-first'],
  ['dependson', 'to-first'],
  ['sequential', 'to-first'],
  ['relates', 'soft'],
  ['informs', 'soft'],
  ['informedby', 'soft'],
  ['researchinformsbuild', 'soft'],
]);

/** The key by which a follow-up names the mission that waits for it. */
export const FOLLOW_UP_OF = 'follow_up_of';

/** A type's word without case or separators: `depends_on`, `Depends on` and `dependsOn` mean the same by default. */
export function wordOf(type: string): string {
  return type.toLowerCase().replaceAll(/[\s_-]+/g, '');
}

/** How a type is read that no dependency of the workspace has yet. */
export function usualDirection(type: string, overrides: Readonly<Record<string, Direction>>): Direction {
  return (Object.hasOwn(overrides, type) ? overrides[type] : undefined) ?? DEFAULTS.get(wordOf(type)) ?? FROM_FIRST;
}

/** What an unknown word stands for where nothing else is known. */
const FROM_FIRST = 'from-first';

/** How much a piece of evidence counts, one dependency each; what a mission declares counts most. */
const WEIGHTS = { declared: 4, completed: 1, ids: 0.25, rows: 0.25 } as const;

/** What the meaning of a known word counts: four dependencies in the order of ids and rows outweigh it, three do not. */
const WORD = 1.5;

/** An unknown word means nothing: anything else there is decides. */
const UNKNOWN_WORD = 0.1;

/** What the order of ids and of rows can count together, however many dependencies agree in it: it is only how people number. */
const MOST_ORDER = 4;

interface Tally {
  fromFirst: number;
  toFirst: number;
}

/** The direction of each type that occurs; types are told apart by their exact spelling. */
export function directionsOf(
  dependencies: readonly Dependency[],
  declared: readonly Declared[],
  missions: ReadonlyMap<string, Mission>,
  order: ReadonlyMap<string, number>,
  overrides: Readonly<Record<string, Direction>>,
): ReadonlyMap<string, TypeDirection> {
  const byType = new Map<string, Dependency[]>();
  for (const dependency of dependencies) {
    const same = byType.get(dependency.type);
    if (same === undefined) byType.set(dependency.type, [dependency]);
    else same.push(dependency);
  }
  const said = new Set(declared.map(({ before, after }) => pairKey(before, after)));
  return new Map(
    [...byType].map(([type, some]) => [
      type,
      directionOf(type, some, said, missions, order, Object.hasOwn(overrides, type) ? overrides[type] : undefined),
    ]),
  );
}

function directionOf(
  type: string,
  dependencies: readonly Dependency[],
  said: ReadonlySet<string>,
  missions: ReadonlyMap<string, Mission>,
  order: ReadonlyMap<string, number>,
  override: Direction | undefined,
): TypeDirection {
  if (override !== undefined) {
    return { type, direction: override, evidence: [t('A setting says so.')], overridden: true, conflict: undefined };
  }
  const word = DEFAULTS.get(wordOf(type));
  if (word === 'soft') {
    return {
      type,
      direction: 'soft',
      evidence: [t('“{0}” names a relation, not an order.', type)],
      overridden: false,
      conflict: undefined,
    };
  }
  const declared: Tally = { fromFirst: 0, toFirst: 0 };
  const completed: Tally = { fromFirst: 0, toFirst: 0 };
  const ids: Tally = { fromFirst: 0, toFirst: 0 };
  const rows: Tally = { fromFirst: 0, toFirst: 0 };
  for (const { from, to } of dependencies) {
    if (said.size > 0) {
      if (said.has(pairKey(from, to))) declared.fromFirst++;
      if (said.has(pairKey(to, from))) declared.toFirst++;
    }
    // A follow-up is numbered and placed behind the mission that waits for it.
    count(declared, lineageOrder(missions.get(from), missions.get(to)));
    count(completed, completionOrder(missions.get(from), missions.get(to)));
    count(ids, naturalOrder(from, to));
    const [fromRow, toRow] = [order.get(from), order.get(to)];
    if (fromRow !== undefined && toRow !== undefined) count(rows, toRow - fromRow);
  }
  const standard = word ?? FROM_FIRST;
  const strength = word === undefined ? UNKNOWN_WORD : WORD;
  const placed = WEIGHTS.ids * margin(ids) + WEIGHTS.rows * margin(rows);
  const score =
    WEIGHTS.declared * margin(declared) +
    WEIGHTS.completed * margin(completed) +
    Math.max(-MOST_ORDER, Math.min(MOST_ORDER, placed)) +
    (standard === 'from-first' ? strength : -strength);
  const direction = score > 0 ? 'from-first' : score < 0 ? 'to-first' : standard;
  return {
    type,
    direction,
    evidence: [...tallies({ declared, completed, ids, rows }), meaningOf(type, word, direction)],
    overridden: false,
    conflict: conflictIn(declared, completed),
  };
}

/** One key for an ordered pair of ids, whatever letters they have. */
function pairKey(before: string, after: string): string {
  return JSON.stringify([before, after]);
}

function margin({ fromFirst, toFirst }: Tally): number {
  return fromFirst - toFirst;
}

function count(tally: Tally, sign: number): void {
  if (sign > 0) tally.fromFirst++;
  else if (sign < 0) tally.toFirst++;
}

/** Positive where `from` was added to clear the way for `to`, negative where it is the other way round, 0 where neither was. */
function lineageOrder(from: Mission | undefined, to: Mission | undefined): number {
  if (from === undefined || to === undefined) return 0;
  return Number(missionValue(from, FOLLOW_UP_OF) === to.id) - Number(missionValue(to, FOLLOW_UP_OF) === from.id);
}

/** Positive where `from` was done first, negative where `to` was, 0 where that cannot be told. */
function completionOrder(from: Mission | undefined, to: Mission | undefined): number {
  if (from === undefined || to === undefined) return 0;
  const done = [from.kind === 'done', to.kind === 'done'] as const;
  if (done[0] !== done[1]) return done[0] ? 1 : -1;
  return done[0] ? timeOrder(from.completedAt, to.completedAt) : 0;
}

/** Positive where the first time is the earlier one. Where one is a bare date, days are all that can be compared. */
function timeOrder(first: string | undefined, second: string | undefined): number {
  if (first === undefined || second === undefined) return 0;
  const days = first.length === DATE || second.length === DATE;
  const [a, b] = days ? [first.slice(0, DATE), second.slice(0, DATE)] : [first, second];
  return (parseTime(b) ?? NaN) - (parseTime(a) ?? NaN) || 0;
}

/** The length of `2025-11-04`. */
const DATE = 10;

const collator = new Intl.Collator('en', { numeric: true });

/** Positive where the first id comes first as people count: `B1.2` before `B1.10`. */
function naturalOrder(from: string, to: string): number {
  return -collator.compare(from, to);
}

/** Each kind of evidence that there is, in a sentence. */
function tallies({ declared, completed, ids, rows }: Readonly<Record<keyof typeof WEIGHTS, Tally>>): string[] {
  const lines: string[] = [];
  const tell = (tally: Tally, text: (first: number, second: number) => string): void => {
    if (tally.fromFirst + tally.toFirst > 0) lines.push(text(tally.fromFirst, tally.toFirst));
  };
  tell(declared, (a, b) => t('The missions’ own metadata says “from first” {0} times, “to first” {1} times.', a, b));
  tell(completed, (a, b) => t('By completion “from” was done first {0}×, “to” {1}×.', a, b));
  tell(ids, (a, b) => t('By ids “from” comes first {0}×, “to” {1}×.', a, b));
  tell(rows, (a, b) => t('By rows “from” stands first {0}×, “to” {1}×.', a, b));
  return lines;
}

function meaningOf(type: string, word: Direction | undefined, direction: Direction): string {
  if (word === undefined) return t('“{0}” is not a known type: what else there is decides.', type);
  const meaning = word === 'from-first' ? t('from is done first') : t('to is done first');
  return word === direction
    ? t('The word “{0}” mostly means: {1}.', type, meaning)
    : t('The word “{0}” mostly means: {1}; here it does not.', type, meaning);
}

/** A contradiction is strong evidence on both sides: at least two of each kind of it, and a quarter of the whole. */
function conflictIn(declared: Tally, completed: Tally): string | undefined {
  const from = declared.fromFirst * 2 + completed.fromFirst;
  const to = declared.toFirst * 2 + completed.toFirst;
  if (Math.min(from, to) < 2 || Math.min(from, to) * 4 < from + to) return undefined;
  return t(
    '“from” comes first by metadata {0} times and by completion {1} times, “to” {2} and {3} times.',
    declared.fromFirst,
    completed.fromFirst,
    declared.toFirst,
    completed.toFirst,
  );
}
