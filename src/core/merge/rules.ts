/**
 * What becomes of a field that both sides changed. A rule decides where one of the values says more; everything else is
 * unclear, and a person's to decide.
 *
 * - `status`: the one that is further along: Planned, Queued, Current, In Progress, Completed. Blocked, which a person
 *   says, beats what promoting makes of a mission (Planned, Queued, Current). Other pairs are unclear.
 * - `completed_at` goes with the status that won; where both completed the mission, the earlier time counts.
 * - `started_at`: the earlier time. `generatedAt`: the later one.
 * - `notes`: where both sides added to the same text, both additions, ours first.
 */
import { parseTime } from '../files/log/time';
import { sprintStatusKind, statusKind, type StatusKind } from '../model/status';
import { hasNoValue, sameValue, textValue, type Value } from './values';

/** What kind of thing a field belongs to: an entry of the plan, or the top of a document. */
export type EntryKind = 'mission' | 'sprint' | 'dependency' | 'part';

export type Values = ReadonlyMap<string, Value>;

/** What the sides say of one entry; `base` is undefined where it was not there, or nobody knows what was. */
interface Sides {
  readonly kind: EntryKind;
  readonly base: Values | undefined;
  readonly ours: Values;
  readonly theirs: Values;
  /** Whether there is no common ancestor at all: then nobody knows which side changed what. */
  readonly twoWay: boolean;
}

/** What a field becomes. Where it is unclear, `value` is ours. */
export interface MergedField {
  readonly value: Value | undefined;
  readonly unclear?: { readonly theirs: Value | undefined };
}

const PROGRESS: readonly StatusKind[] = ['planned', 'queued', 'current', 'running', 'done'];
const PROMOTED: readonly StatusKind[] = ['planned', 'queued', 'current'];

type Winner = 'ours' | 'theirs' | undefined;

/** What becomes of each field of an entry, in the order of ours. */
export function mergeFields(sides: Sides): Map<string, MergedField> {
  const choices = new Map<string, MergedField>();
  for (const key of new Set([...sides.ours.keys(), ...sides.theirs.keys()])) choices.set(key, mergeField(sides, key));
  return choices;
}

function mergeField(sides: Sides, key: string): MergedField {
  const [base, ours, theirs] = [sides.base?.get(key), sides.ours.get(key), sides.theirs.get(key)];
  if (sameValue(ours, theirs)) return { value: ours };
  const pick = (won: Winner): MergedField => (won === undefined ? unclear : { value: won === 'ours' ? ours : theirs });
  const unclear: MergedField = { value: ours, unclear: { theirs } };
  if (key === 'completed_at' && bothMoved(sides, 'status')) return pick(wonStatus(sides));
  if (sameValue(ours, base)) return { value: theirs };
  if (sameValue(theirs, base)) return { value: ours };
  if (hasNoValue(ours) && hasNoValue(theirs)) return { value: ours };
  switch (key) {
    case 'status':
      return pick(wonStatus(sides));
    case 'completed_at':
      return pick(
        sameValue(sides.ours.get('status'), sides.theirs.get('status')) ? earlier(ours, theirs) : oneMoved(sides),
      );
    case 'started_at':
      return pick(earlier(ours, theirs));
    case 'generatedAt':
      return pick(
        earlier(theirs, ours) === undefined ? undefined : earlier(ours, theirs) === 'ours' ? 'theirs' : 'ours',
      );
    case 'notes': {
      const joined = joinedNotes(sides.twoWay, base, ours, theirs);
      return joined === undefined ? unclear : { value: joined };
    }
    default:
      return unclear;
  }
}

function bothMoved({ base, ours, theirs }: Sides, key: string): boolean {
  const [old, own, other] = [base?.get(key), ours.get(key), theirs.get(key)];
  return !sameValue(own, other) && !sameValue(own, old) && !sameValue(other, old);
}

/** The side whose status counts where both moved it. */
function wonStatus({ kind, ours, theirs, twoWay }: Sides): Winner {
  const kindOf = kind === 'sprint' ? sprintStatusKind : statusKind;
  const [own, other] = [ours.get('status'), theirs.get('status')];
  if (typeof own?.scalar !== 'string' || typeof other?.scalar !== 'string') return undefined;
  const [one, two] = [kindOf(own.scalar), kindOf(other.scalar)];
  if (one === two) return one === 'unknown' ? undefined : 'ours';
  if (PROGRESS.includes(one) && PROGRESS.includes(two))
    return PROGRESS.indexOf(one) > PROGRESS.indexOf(two) ? 'ours' : 'theirs';
  // Without an ancestor the other side may have unblocked it.
  if (twoWay) return undefined;
  if (one === 'blocked' && PROMOTED.includes(two)) return 'ours';
  return two === 'blocked' && PROMOTED.includes(one) ? 'theirs' : undefined;
}

/** The side that moved the status where only one did. */
function oneMoved({ base, ours, theirs }: Sides): Winner {
  const old = base?.get('status');
  if (sameValue(old, ours.get('status'))) return 'theirs';
  return sameValue(old, theirs.get('status')) ? 'ours' : undefined;
}

function earlier(ours: Value | undefined, theirs: Value | undefined): Winner {
  const [one, two] = [parseTime(ours?.text ?? ''), parseTime(theirs?.text ?? '')];
  if (one === undefined || two === undefined) return undefined;
  return one <= two ? 'ours' : 'theirs';
}

/** Both additions behind what was there; undefined where a side did more than add. */
function joinedNotes(
  twoWay: boolean,
  base: Value | undefined,
  ours: Value | undefined,
  theirs: Value | undefined,
): Value | undefined {
  const [old, own, other] = [base, ours, theirs].map((value) => (hasNoValue(value) ? '' : value?.scalar));
  if (typeof old !== 'string' || typeof own !== 'string' || typeof other !== 'string') return undefined;
  if (own.startsWith(other) && other.startsWith(old)) return ours;
  if (other.startsWith(own) && own.startsWith(old)) return theirs;
  if (twoWay || !own.startsWith(old) || !other.startsWith(old)) return undefined;
  const added = other.slice(old.length);
  return textValue(/^\s|^$/.test(added) || own === '' ? own + added : `${own.replace(/\n$/, '')}\n${added}`);
}
