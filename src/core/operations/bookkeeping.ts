/** What contexts keep of the work at hand: the mission that is active, the last session, the sprint under way (field guide, section 6). */
import { t } from '@vscode/l10n';
import { check } from '../findings/check';
import type { JsonNode, JsonPath } from '../files/context/model';
import { nodeAt } from '../files/context/parse';
import { parseTime } from '../files/log/time';
import { modelOf, type Sprint } from '../model/missions';
import { currentMissionOf, DOMAINS, SESSION_POINTERS, SPRINT_POINTERS } from '../model/session-pointers';
import { sprintStage, sprintStatusKind } from '../model/status';
import type { PlainJson } from '../files/python';
import { CONTEXT_IDS, type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';
import { snapshotAfter } from '../workspace/snapshot-after';
import type { Change } from './change';
import { ContextDraft } from './context-draft';
import type { PlanContext } from './operation';

interface SessionChange {
  /** The mission that is taken up. */
  readonly begins?: string;
  /** The mission that is done with. */
  readonly completes?: string;
  /** The mission that is no longer worked on, without being done. */
  readonly leaves?: string;
  /** The mission that is completed no longer. */
  readonly reopens?: string;
}

/**
 * Keeps the project context's pointers and counters right. Only members that it has already are touched, and only
 * where database and file agree about the whole context: a disputed one is left to its repair.
 */
export function updateSession(change: Change, context: PlanContext, session: SessionChange): void {
  if (!isKept(change, context, 'project_context')) return;
  const { snapshot, now } = context;
  const { begins, completes } = session;
  const set = (path: JsonPath, value: (known: JsonNode) => PlainJson | undefined): void => {
    change.contextValue('project_context', path, value);
  };
  const ended = completes ?? session.leaves;
  set(SESSION_POINTERS.activeMission, (known) => {
    if (begins !== undefined) return begins;
    return ended !== undefined && textIn(known) === ended ? null : undefined;
  });
  set(SESSION_POINTERS.lastSession, (known) => timeLike(known, now));
  if (begins !== undefined) {
    set(SESSION_POINTERS.sessionCount, incremented);
    set(SESSION_POINTERS.sessionsSinceReset, incremented);
  }
  if (completes !== undefined)
    for (const path of [SESSION_POINTERS.lastMission, SESSION_POINTERS.lastCompletedMission])
      set(path, () => completes);
  if (session.reopens !== undefined)
    set(SESSION_POINTERS.lastCompletedMission, (known) =>
      textIn(known) === session.reopens ? (lastCompleted(snapshot, session.reopens) ?? null) : undefined,
    );
  for (const domain of domainsOf(context)) {
    set(currentMissionOf(domain), (known) => {
      if (ended !== undefined && textIn(known) === ended) return begins ?? null;
      return begins !== undefined && inDomain(context, domain, begins) ? begins : undefined;
    });
  }
}

/**
 * Keeps the contexts' pointers to the sprint under way and their counts of sprints right, where a change takes a sprint up, closes or
 * opens it. Counts are of all sprints as they are then.
 */
export function updateSprintPointers(change: Change, context: PlanContext, sprint: Sprint): void {
  const { snapshot } = context;
  const { sprints } = modelOf(snapshotAfter(snapshot, change.changesSoFar()));
  const after = sprints.find(({ id }) => id === sprint.id);
  if (after === undefined || sprintStage(after.status) === sprintStage(sprint.status)) return;
  const running = sprints.filter(({ status }) => sprintStage(status) === 'running');
  const begins = running.includes(after) ? after.id : undefined;
  const done = sprints.filter(({ status }) => sprintStatusKind(status) === 'done').length;
  const isSprint = (id: string | undefined): boolean => sprints.some((each) => each.id !== undefined && each.id === id);
  for (const id of CONTEXT_IDS) {
    const { current, completed, underWay } = SPRINT_POINTERS[id];
    const paths = [...current, ...completed, ...underWay];
    const known = new ContextDraft(snapshot, id);
    if (!paths.some((path) => known.agreed(path) !== undefined) || !isKept(change, context, id)) continue;
    for (const path of current)
      change.contextValue(id, path, (named) => {
        // What names no sprint of this workspace is somebody's own text.
        if (named.kind !== 'null' && !isSprint(textIn(named))) return undefined;
        if (begins !== undefined) return begins;
        return running.some((each) => each.id === textIn(named)) ? undefined : (running[0]?.id ?? null);
      });
    for (const path of completed) change.contextValue(id, path, (count) => countedAs(count, done));
    for (const path of underWay) change.contextValue(id, path, (count) => countedAs(count, running.length));
  }
}

/** Whether operations keep what a context says of the work at hand; says so where it is disputed. */
function isKept(change: Change, { snapshot, policy, without }: PlanContext, id: ContextId): boolean {
  const left = policy.strict || without?.has('bookkeeping') === true;
  if (left || (documentOf(snapshot[id]) ?? documentOf(snapshot.database)) === undefined) return false;
  const disputed = check(snapshot).findings.some(
    ({ code, severity, place }) => place.store === id && (severity === 'error' || code === 'drift/context-value'),
  );
  if (disputed)
    change.notice(t('{0} was left as it is: database and file differ there.', snapshot.layout.stores[id].path));
  return !disputed;
}

function domainsOf({ snapshot }: PlanContext): readonly string[] {
  const document = documentOf(snapshot.project_context);
  const domains = document && nodeAt(document, DOMAINS);
  return domains?.kind === 'object' ? [...domains.members.keys()] : [];
}

/** Whether a domain lists a mission as one of its own. */
function inDomain({ snapshot }: PlanContext, domain: string, mission: string): boolean {
  const document = documentOf(snapshot.project_context);
  const missions = document && nodeAt(document, [...DOMAINS, domain, 'missions']);
  if (missions?.kind === 'object') return missions.members.has(mission);
  return missions?.kind === 'array' && missions.items.some((each) => textIn(each) === mission);
}

/** The mission that was completed last, another one aside. */
function lastCompleted(snapshot: Snapshot, aside: string | undefined): string | undefined {
  return modelOf(snapshot)
    .missions.flatMap(({ id, kind, completedAt = '' }) =>
      kind === 'done' && id !== aside ? [{ id, time: parseTime(completedAt) ?? -Infinity }] : [],
    )
    .toSorted((one, other) => one.time - other.time)
    .at(-1)?.id;
}

function textIn(node: JsonNode): string | undefined {
  return node.kind === 'string' ? node.value : undefined;
}

/** A count that is another one by now; what is no whole number stays. */
function countedAs(known: JsonNode, count: number): PlainJson | undefined {
  return known.kind === 'number' && /^\d{1,15}$/.test(known.text) && Number(known.text) !== count ? count : undefined;
}

/** A count that goes up by one; what is no whole number stays. */
function incremented(known: JsonNode): PlainJson | undefined {
  return known.kind === 'number' && /^\d{1,15}$/.test(known.text) ? Number(known.text) + 1 : undefined;
}

/** The time as the file has it: a date where it has dates. */
function timeLike(known: JsonNode, now: string): PlainJson | undefined {
  if (known.kind === 'string' && /^\d{4}-\d\d-\d\d$/.test(known.value)) return now.slice(0, 10);
  return known.kind === 'string' || known.kind === 'null' ? now : undefined;
}
