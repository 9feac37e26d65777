/**
 * Which end of a dependency comes first. The words do not settle it: projects write `Requires` both ways. So each type
 * has a meaning by default, what the workspace itself shows counts against it, and a setting overrides both (field
 * guide, section 4).
 */
import { t } from '@vscode/l10n';
import { type Declared, type Dependency } from './dependencies';
import { type Mission } from './missions';

/** `from-first`: `from` is done before `to`. `soft`: shown, never a gate. */
export type Direction = 'from-first' | 'to-first' | 'soft';

export interface TypeDirection {
  readonly type: string;
  readonly direction: Direction;
  /** Why, in sentences; the strongest reason first. */
  readonly evidence: readonly string[];
  readonly overridden: boolean;
  /** Where what the workspace shows contradicts itself: both sides, in one sentence. */
  readonly conflict: string | undefined;
}

const DEFAULTS: Readonly<Record<string, Direction>> = {
  blocks: 'from-first',
  enables: 'from-first',
  requires: 'to-first',
  depends_on: 'to-first',
  'depends on': 'to-first',
  sequential: 'to-first',
  relates: 'soft',
  informs: 'soft',
  informedby: 'soft',
  'research informs build': 'soft',
};

/** How much a kind of evidence counts; what a mission declares counts most. */
const WEIGHTS = { declared: 4, completed: 1 } as const;

/** What the meaning of the word counts. */
const WORD = 1.5;

/** What the order of ids and of rows can count together, however many dependencies agree in it. */
const ORDER = 1;

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
  const said = new Set(declared.map(({ before, after }) => JSON.stringify([before, after])));
  return new Map(
    [...byType].map(([type, some]) => [type, directionOf(type, some, said, missions, order, overrides[type])]),
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
  const word = DEFAULTS[type.trim().toLowerCase()];
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
  const placed: Tally = { fromFirst: 0, toFirst: 0 };
  for (const { from, to } of dependencies) {
    if (said.has(JSON.stringify([from, to]))) declared.fromFirst++;
    if (said.has(JSON.stringify([to, from]))) declared.toFirst++;
    count(completed, completionOrder(missions.get(from), missions.get(to)));
    count(placed, Math.sign((order.get(to) ?? 0) - (order.get(from) ?? 0)));
    count(placed, Math.sign(naturalOrder(from, to)));
  }
  const places = placed.fromFirst + placed.toFirst;
  const standard = word ?? 'from-first';
  const score =
    WEIGHTS.declared * (declared.fromFirst - declared.toFirst) +
    WEIGHTS.completed * (completed.fromFirst - completed.toFirst) +
    (places === 0 ? 0 : (ORDER * (placed.fromFirst - placed.toFirst)) / places) +
    (standard === 'from-first' ? WORD : -WORD);
  return {
    type,
    direction: score >= 0 ? 'from-first' : 'to-first',
    evidence: sentences(type, standard, word !== undefined, declared, completed, placed),
    overridden: false,
    conflict: conflictIn(declared, completed),
  };
}

function count(tally: Tally, sign: number): void {
  if (sign > 0) tally.fromFirst++;
  else if (sign < 0) tally.toFirst++;
}

/** Positive where `from` was done first, negative where `to` was, 0 where that cannot be told. */
function completionOrder(from: Mission | undefined, to: Mission | undefined): number {
  if (from === undefined || to === undefined) return 0;
  const done = [from.kind === 'done', to.kind === 'done'] as const;
  if (done[0] !== done[1]) return done[0] ? 1 : -1;
  if (!done[0] || from.completedAt === undefined || to.completedAt === undefined) return 0;
  return from.completedAt < to.completedAt ? 1 : from.completedAt > to.completedAt ? -1 : 0;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Positive where the first id comes first as people count: `B1.2` before `B1.10`. */
function naturalOrder(from: string, to: string): number {
  return -collator.compare(from, to);
}

function sentences(
  type: string,
  standard: Direction,
  known: boolean,
  declared: Tally,
  completed: Tally,
  placed: Tally,
): string[] {
  const lines: string[] = [];
  const tell = (tally: Tally, text: (first: number, second: number) => string): void => {
    if (tally.fromFirst + tally.toFirst > 0) lines.push(text(tally.fromFirst, tally.toFirst));
  };
  tell(declared, (a, b) => t('The missions’ own metadata says “from first” {0} times, “to first” {1} times.', a, b));
  tell(completed, (a, b) => t('By completion “from” was done first {0} times, “to” {1} times.', a, b));
  tell(placed, (a, b) => t('By ids and rows “from” stands first {0} times, “to” {1} times.', a, b));
  const meaning = standard === 'from-first' ? t('from is done first') : t('to is done first');
  lines.push(
    known
      ? t('The word “{0}” mostly means: {1}.', type, meaning)
      : t('“{0}” is not a known type; taken to mean: {1}.', type, meaning),
  );
  return lines;
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
