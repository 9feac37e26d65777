/** A decision in the shape of the list that it joins: whoever reads the list finds it where the others are (field guide, section 6). */
import type { JsonNode } from '../files/context/model';
import type { PlainJson } from '../files/python';
import { asSentence } from '../ground/printable';
import { sentenceIn } from './master-context';
import type { PlanContext } from './operation';

export interface Decision {
  readonly decision: string;
  readonly rationale: string | undefined;
  readonly mission: string | undefined;
}

/** What members of an entry are called, by what they say; the first that an entry has is meant. */
const NAMES = {
  decision: ['decision', 'summary', 'title', 'text', 'description'],
  date: ['date', 'at', 'ts', 'timestamp', 'decided_at', 'made_at', 'created_at'],
  rationale: ['rationale', 'reason', 'why', 'justification'],
  mission: ['mission', 'mission_id', 'missionId'],
  by: ['by', 'agent', 'author', 'decided_by', 'made_by'],
  id: ['id', 'decision_id'],
} as const;

type Meaning = keyof typeof NAMES;

/** As the last of the list is: a sentence where that is one, an object with its members' names where that is one. */
export function decisionIn(list: readonly JsonNode[], made: Decision, context: PlanContext): PlainJson {
  const last = list.at(-1);
  if (last?.kind === 'string') return sentenceIn(list, sentenceOf(made), context);
  const names = last?.kind === 'object' ? namesIn(last) : new Map<Meaning, string>();
  const { decision, rationale, mission } = made;
  const { now, agent } = context;
  if (last?.kind !== 'object' || !names.has('decision'))
    return withoutUndefined([
      ['date', now],
      ['decision', decision],
      ['rationale', rationale],
      ['mission', mission],
      ['by', agent],
    ]);
  const said: Readonly<Record<Meaning, string | number | undefined>> = {
    id: names.has('id') ? nextId(list, names.get('id') ?? '') : undefined,
    date: dateLike(last.members.get(names.get('date') ?? '')?.value, now),
    decision,
    rationale,
    mission,
    by: agent,
  };
  return withoutUndefined([
    ...[...last.members.keys()].map((name): [string, string | number | undefined] => {
      const meaning = [...names].find(([, each]) => each === name)?.[0];
      return [name, meaning && said[meaning]];
    }),
    // What there is to say beyond that has room in any object.
    ...(['rationale', 'mission'] as const).flatMap((each): [string, string | number | undefined][] =>
      names.has(each) ? [] : [[each, said[each]]],
    ),
  ]);
}

function sentenceOf({ decision, rationale, mission }: Decision): string {
  const sentences = rationale === undefined ? decision : `${asSentence(decision)} ${rationale}`;
  return mission === undefined ? sentences : `${sentences} (${mission})`;
}

function namesIn({ members }: Extract<JsonNode, { kind: 'object' }>): ReadonlyMap<Meaning, string> {
  const found = new Map<Meaning, string>();
  for (const meaning of Object.keys(NAMES) as Meaning[]) {
    const name = NAMES[meaning].find((each) => members.has(each));
    if (name !== undefined) found.set(meaning, name);
  }
  return found;
}

/** The time as the list has it: a date where it has dates. */
function dateLike(known: JsonNode | undefined, now: string): string {
  return known?.kind === 'string' && /^\d{4}-\d\d-\d\d$/.test(known.value) ? now.slice(0, 10) : now;
}

/** The number after the highest, in the spelling of the last id; undefined where ids are not numbered, or end with a date. */
function nextId(list: readonly JsonNode[], name: string): string | number | undefined {
  const known = list.flatMap((each) => (each.kind === 'object' ? (each.members.get(name)?.value ?? []) : []));
  if (known.at(-1)?.kind === 'number') {
    const numbers = known.flatMap((id) => (id.kind === 'number' && /^\d{1,9}$/.test(id.text) ? [Number(id.text)] : []));
    return numbers.length === 0 ? undefined : Math.max(...numbers) + 1;
  }
  const ids = known.flatMap((id) => (id.kind === 'string' ? [/^(.*?)(\d{1,9})$/.exec(id.value)] : []));
  const last = /\d{4}-\d\d-\d\d$/.test(ids.at(-1)?.[0] ?? '') ? undefined : ids.at(-1);
  if (last === undefined || last === null) return undefined;
  const [, prefix = '', digits = ''] = last;
  const numbers = ids.flatMap((id) => (id?.[1] === prefix ? [Number(id[2])] : []));
  return prefix + String(Math.max(...numbers) + 1).padStart(digits.length, '0');
}

function withoutUndefined(members: readonly (readonly [string, string | number | undefined])[]): PlainJson {
  return Object.fromEntries(members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
