/** What comes up again and again, and the decision that would keep it (playbook, "Escalation & Fallback": knowledge capture). */
import { t } from '@vscode/l10n';
import type { JsonNode } from '../files/context/model';
import { parseContext } from '../files/context/parse';
import type { ContextDocument } from '../files/context/model';
import { rememberedBy } from '../ground/memo';
import { oneLine } from '../ground/printable';
import { eventsOf, type WorkspaceEvent } from '../model/events';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { isRefusal } from './failures';
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

/** What was said or failed at least three times and no decision mentions yet, the most frequent first. */
export function recurring(snapshot: Snapshot, { incidents }: Records): readonly Recurring[] {
  const found = new Map<string, Found>();
  for (const { text, mission, isNeed } of statementsIn(eventsOf(snapshot)))
    count(found, text, mission, (said) =>
      isNeed
        ? t('Missions start only once this is there: {0}.', said)
        : t('What blocks missions is dealt with before they start: {0}.', said),
    );
  for (const { operation, code, mission } of incidents.toReversed()) {
    if (isRefusal(code)) continue;
    const { cause, remedy } = lessonOf(code);
    // What an error said to one person at one time is no rule for others: its cause may be one.
    const failed = t('{0} failed because {1}', operation, cause);
    count(found, failed, mission, () => t('{0}. From now on {1}.', failed, remedy));
  }
  const often = [...found].filter(([, { times }]) => times >= RECURRING_FROM);
  if (often.length === 0) return [];
  const decisions = decisionsIn(snapshot).map((each) => ` ${normalised(each)} `);
  return often
    .filter(([key]) => !decisions.some((decision) => decision.includes(` ${key} `)))
    .map(([key, each]) => proposed(key, each))
    .toSorted((a, b) => b.times - a.times);
}

/** What came up so often, and how a decision about it is worded. */
interface Found {
  readonly text: string;
  readonly missions: Set<string>;
  readonly decision: (text: string) => string;
  times: number;
}

function count(
  found: Map<string, Found>,
  text: string,
  mission: string | undefined,
  decision: Found['decision'],
): void {
  const key = normalised(text);
  if (key === '') return;
  const known = found.get(key) ?? { text: oneLine(text), times: 0, missions: new Set(), decision };
  known.times++;
  if (mission !== undefined) known.missions.add(mission);
  found.set(key, known);
}

/** Why something failed, and what prevents it, by the failure's code. */
function lessonOf(code: string): { readonly cause: string; readonly remedy: string } {
  switch (code) {
    case 'commit/locked':
    case 'commit/changed':
    case 'database/busy':
    case 'EBUSY':
      return {
        cause: t('another program was writing'),
        remedy: t('that program is closed before missions are worked on'),
      };
    case 'script/timeout':
      return { cause: t('a check took too long'), remedy: t('the check is made shorter, or gets more time') };
    case 'script/failed':
      return { cause: t('a check failed'), remedy: t('the check is run before the mission is called complete') };
    case 'commit/disk-full':
      return { cause: t('the disk was full'), remedy: t('there is room on the disk before work begins') };
    case 'commit/read-only':
    case 'file/no-permission':
    case 'database/no-permission':
      return { cause: t('files were not writable'), remedy: t('whoever works here may write them') };
    case 'fallback':
      return {
        cause: t('telemetry or bookkeeping could not be written'),
        remedy: t('their folders are writable before work begins'),
      };
    default:
      return { cause: t('of an error ({0})', code), remedy: t('its cause is removed before the next try') };
  }
}

function proposed(key: string, { text, times, missions: all, decision }: Found): Recurring {
  const missions = [...all];
  const where = missions.slice(0, 5).join(', ');
  return {
    key,
    text,
    times,
    missions,
    decision: decision(text.replace(/\.$/, '')),
    rationale:
      where === ''
        ? t('“{0}” came up {1} times.', text, times)
        : t('“{0}” came up {1} times, in {2}.', text, times, where),
  };
}

interface Statement {
  readonly text: string;
  readonly mission: string | undefined;
  /** Whether it says what would help, and not what hinders. */
  readonly isNeed: boolean;
}

const statementsIn = rememberedBy((events: readonly WorkspaceEvent[]): readonly Statement[] =>
  events.flatMap(({ action, status, mission, reason, needs }) =>
    [action, status].some((word) => word?.toLowerCase() === 'blocked')
      ? // One event says a thing once, however often it stands there.
        [...new Set([...(reason === undefined ? [] : [reason]), ...needs])].map((text) => ({
          text,
          mission,
          isNeed: text !== reason,
        }))
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
