/** The next free id of a mission, in the scheme of its sprint: `B2.6` after `B2.5`, `s09-m09` after `s09-m08`. */
import { foldedId, idsByFolded } from '../model/mission-ids';
import { FOLLOW_UP_OF } from '../model/directions';
import { missionValue } from '../model/mission-value';
import { type Mission, modelOf, type Sprint } from '../model/missions';
import { SPLIT_FROM } from '../model/splits';
import type { Snapshot } from '../workspace/snapshot';

/** An id as its numbers and what stands around them. */
interface Parts {
  /** One more than there are numbers; the last one, which may be a description, is not part of the scheme. */
  readonly texts: readonly string[];
  /** As they are written: `09`. */
  readonly numbers: readonly string[];
}

/** Ids that differ in nothing but one number, which counts the missions. */
interface Scheme {
  readonly last: Parts;
  /** Which of the numbers counts. */
  readonly at: number;
}

/** What counts where no mission has a number in its id: the way in which the reference numbers its own. */
const FIRST: Scheme = { last: { texts: ['B', '.', ''], numbers: ['1', '0'] }, at: 1 };

/**
 * The next free id in a sprint. Gaps stay: what had such an id may be named elsewhere. A sprint without missions goes by the one
 * before it, whose own number it replaces by its own.
 */
export function nextMissionId(snapshot: Snapshot, sprint: string): string {
  const model = modelOf(snapshot);
  const taken = idsByFolded(model);
  const at = model.sprints.findIndex(({ id }) => id === sprint);
  const own = schemeOf(model.sprints[at]?.missions ?? []);
  const before = model.sprints.slice(0, at).toReversed();
  let next = own === undefined ? firstOf(before, sprint) : counted(own);
  while (taken.has(foldedId(idOf(next.last)))) next = counted(next);
  return idOf(next.last);
}

/** The scheme that most of some missions' ids have; of several the one that came last. Parts and follow-ups have their parents'. */
function schemeOf(missions: readonly Mission[]): Scheme | undefined {
  const ids = missions.flatMap((mission) => {
    const added = missionValue(mission, SPLIT_FROM) ?? missionValue(mission, FOLLOW_UP_OF);
    return added === undefined ? (partsOf(mission.id) ?? []) : [];
  });
  const alike = largestGroup(ids, ({ texts }) => JSON.stringify(texts.slice(0, -1)));
  const [first] = alike;
  if (first === undefined) return undefined;
  const differs = (index: number): boolean => new Set(alike.map(({ numbers }) => Number(numbers[index]))).size > 1;
  const all = first.numbers.map((_, index) => index);
  const at = all.findLast(differs) ?? all.length - 1;
  // Missions that were moved here have another sprint's number.
  const own = largestGroup(alike, ({ numbers }) => JSON.stringify(numbers.slice(0, at).map(Number)));
  const highest = own.reduce((one, other) => (Number(other.numbers[at]) > Number(one.numbers[at]) ? other : one));
  const tails = new Set(own.map(({ texts }) => texts.at(-1)));
  const tail = own.length > 1 && tails.size === 1 ? (highest.texts.at(-1) ?? '') : '';
  return { last: { ...highest, texts: [...highest.texts.slice(0, -1), tail] }, at };
}

/** The most that have one key in common; of groups of one size the one that got its last member last. */
function largestGroup<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const groups = new Map<string, readonly Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = [...(groups.get(key) ?? []), item];
    groups.delete(key);
    groups.set(key, group);
  }
  return [...groups.values()].reduce((one, other) => (other.length >= one.length ? other : one), []);
}

/** The first id of a sprint that has no missions, by the nearest sprint before it. */
function firstOf(before: readonly Sprint[], sprint: string): Scheme {
  const number = sprint.match(/\d+/g)?.at(-1);
  for (const { id, missions } of before) {
    const scheme = schemeOf(missions);
    if (scheme === undefined) continue;
    const { last, at } = scheme;
    const theirs = id?.match(/\d+/g)?.at(-1);
    const place = last.numbers.findIndex((each, index) => index !== at && Number(each) === Number(theirs));
    // Numbered throughout, from sprint to sprint.
    if (number === undefined || theirs === undefined || place < 0) return counted(scheme);
    const numbers = last.numbers.map((each, index) => {
      if (index === place) return String(Number(number)).padStart(each.length, '0');
      return index === at ? '1'.padStart(each.length, '0') : each;
    });
    return { last: { ...last, numbers }, at };
  }
  return counted({ ...FIRST, last: { ...FIRST.last, numbers: [String(Number(number ?? '1')), '0'] } });
}

/** One more, as wide as it was: `09` is followed by `10`, `9` too. */
function counted({ last, at }: Scheme): Scheme {
  const numbers = last.numbers.map((each, index) =>
    index === at ? String(BigInt(each) + 1n).padStart(each.length, '0') : each,
  );
  return { last: { ...last, numbers }, at };
}

function partsOf(id: string): Parts | undefined {
  const numbers = id.match(/\d+/g);
  return numbers === null ? undefined : { texts: id.split(/\d+/), numbers };
}

function idOf({ texts, numbers }: Parts): string {
  return texts.map((text, index) => `${text}${numbers[index] ?? ''}`).join('');
}
