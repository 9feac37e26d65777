/** What comes up again and again, and the decision that would keep it (playbook, "Escalation & Fallback": knowledge capture). */
import { t } from '@vscode/l10n';
import type { JsonNode } from '../files/context/model';
import { parseContext } from '../files/context/parse';
import type { ContextDocument } from '../files/context/model';
import { rememberedBy } from '../ground/memo';
import { oneLine } from '../ground/printable';
import { eventsOf, type WorkspaceEvent } from '../model/events';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import type { Records } from './records';

/** So often is often. */
const RECURRING_FROM = 3;

export interface Recurring {
  /** What recurs, without what differs from time to time. */
  readonly key: string;
  /** As it was said last. */
  readonly text: string;
  readonly times: number;
  /** In which missions, the newest first. */
  readonly missions: readonly string[];
  /** What `decide` is proposed to be asked. */
  readonly decision: string;
  readonly rationale: string;
}

/** What was said at least three times and no decision mentions yet, the most frequent first. */
export function recurring(snapshot: Snapshot, { incidents }: Records): readonly Recurring[] {
  const said = [...statementsIn(eventsOf(snapshot))];
  for (const { reason, mission } of incidents.toReversed()) said.push({ text: reason, mission });
  const found = new Map<string, { text: string; times: number; missions: Set<string> }>();
  for (const { text, mission } of said) {
    const key = normalised(text);
    if (key === '') continue;
    const known = found.get(key) ?? { text: oneLine(text), times: 0, missions: new Set() };
    known.times++;
    if (mission !== undefined) known.missions.add(mission);
    found.set(key, known);
  }
  const often = [...found].filter(([, { times }]) => times >= RECURRING_FROM);
  if (often.length === 0) return [];
  const decisions = decisionsIn(snapshot).map((each) => ` ${normalised(each)} `);
  return often
    .filter(([key]) => !decisions.some((decision) => decision.includes(` ${key} `)))
    .map(([key, { text, times, missions }]) => proposed(key, text, times, [...missions]))
    .toSorted((a, b) => b.times - a.times);
}

function proposed(key: string, text: string, times: number, missions: readonly string[]): Recurring {
  const where = missions.slice(0, 5).join(', ');
  return {
    key,
    text,
    times,
    missions,
    decision: t('Recurring: “{0}”. Before it comes up again: ', text).trimEnd(),
    rationale:
      where === ''
        ? t('“{0}” came up {1} times.', text, times)
        : t('“{0}” came up {1} times, in {2}.', text, times, where),
  };
}

interface Statement {
  readonly text: string;
  readonly mission: string | undefined;
}

const statementsIn = rememberedBy((events: readonly WorkspaceEvent[]): readonly Statement[] =>
  events.flatMap(({ action, status, mission, reason, needs }) =>
    [action, status].some((word) => word?.toLowerCase() === 'blocked')
      ? // One event says a thing once, however often it stands there.
        [...new Set([...(reason === undefined ? [] : [reason]), ...needs])].map((text) => ({ text, mission }))
      : [],
  ),
);

/** A text without case, punctuation, times, numbers and ids: what is left is the same each time. */
export function normalised(text: string): string {
  return oneLine(text.slice(0, 4_000))
    .toLowerCase()
    .split(/[\s/\\,;:()[\]{}<>"'`“”„’«»|=]+/)
    .map((word) => /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su.exec(word)?.[0] ?? '')
    .filter((word) => word !== '' && !/\p{N}/u.test(word))
    .join(' ');
}

/** Whatever the master context says under `decisions_made`, in database and file, at the top or in a domain. */
function decisionsIn(snapshot: Snapshot): readonly string[] {
  const file = documentOf(snapshot.master_context);
  const row = documentOf(snapshot.database)?.contexts.find(({ id }) => id === 'master_context');
  return [...(file === undefined ? [] : decisionsOf(file)), ...(row === undefined ? [] : decisionsOfRow(row))];
}

const decisionsOfRow = rememberedBy((row: { readonly content: string }) => decisionsOf(parseContext(row.content)));

const decisionsOf = rememberedBy(({ root }: ContextDocument): readonly string[] => {
  const texts: string[] = [];
  const walk = (node: JsonNode, within: boolean, depth: number): void => {
    if (depth > 100) return;
    if (node.kind === 'string' && within) texts.push(node.value);
    if (node.kind === 'array') for (const item of node.items) walk(item, within, depth + 1);
    if (node.kind === 'object')
      for (const [name, { value }] of node.members) walk(value, within || name === 'decisions_made', depth + 1);
  };
  if (root !== undefined) walk(root, false, 0);
  return texts;
});
