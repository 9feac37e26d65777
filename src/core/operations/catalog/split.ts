import { t } from '@vscode/l10n';
import { missionValue } from '../../model/mission-value';
import { foldedId } from '../../model/mission-ids';
import { type Mission, modelOf } from '../../model/missions';
import { type Readiness, readinessOf } from '../../model/readiness';
import { openParts, SPLIT_FROM } from '../../model/splits';
import type { Snapshot } from '../../workspace/snapshot';
import { updateSession } from '../bookkeeping';
import { Change, missionOf } from '../change';
import { requireStatus } from '../gates';
import { withLine } from '../notes';
import { type Operation, type Parameters, textOf, textsOf } from '../operation';
import { refuse } from '../../ground/refusals';
import { newId, sprintFor, takenIds } from '../new-mission';
import { type NewDependency, waitingEdge } from '../waiting-edge';

interface Child {
  readonly id: string;
  readonly name: string;
  readonly objective: string | undefined;
}

/**
 * Splits a mission whose work grew beyond its objective: smaller missions stand behind it, one after another, with its
 * prerequisites and lineage (`split_from`). It is blocked, and what waited for it waits for the last of them.
 *
 * @see playbook, "Mission Lifecycle", step 2; field guide, section 3
 */
export const split: Operation = {
  name: 'split',
  title: () => t('Split Mission'),
  description: () => t('split a mission into smaller ones behind it'),
  chapter: 'planning',
  order: 4,
  editor: {
    icon: 'repo-forked',
    menus: [
      {
        view: 'cmos.backlog',
        rows: ['mission'],
        with: ['running', 'current', 'queued', 'waiting', 'planned', 'blocked', 'deferred'],
      },
    ],
  },
  previewed: true,
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    into: {
      type: 'strings',
      title: () => t('Names of the new missions; ID: NAME gives an id of its own'),
      required: true,
      placeholder: 'NAME',
    },
    summary: { type: 'string', title: () => t('Why it is split'), required: true },
    objectives: { type: 'strings', title: () => t('Their objectives, in the same order'), flag: 'objective' },
  },
  plan(parameters, context) {
    const { snapshot, now } = context;
    const id = String(parameters['mission']);
    const mission = missionOf(snapshot, id);
    requireStatus(mission, context, ['running', 'current', 'queued', 'planned', 'deferred', 'blocked'], {});
    if (mission.sprintId === undefined) throw refuse(t('{0} is in no sprint.', id), t('Move it to one first.'));
    const open = openParts(modelOf(snapshot), mission);
    if (open.length > 0)
      throw refuse(
        t('{0} is split already, into {1}.', id, open.join(', ')),
        t('Split one of these, or add a mission that it waits for.'),
      );
    const sprint = sprintFor(snapshot, mission.sprintId);
    const children = childrenOf(snapshot, mission, parameters);
    const change = new Change(context);
    const active = mission.kind === 'running' || mission.kind === 'current';
    const rest = mission.kind === 'planned' || mission.kind === 'deferred' ? mission.status : 'Queued';
    children.forEach(({ id: child, name, objective }, at) => {
      const extra = { [SPLIT_FROM]: id, ...(objective === undefined ? {} : { objective }) };
      const status = at === 0 && active ? 'Current' : rest;
      change.addMission(sprint, { id: child, name, status, extra }, children[at - 1]?.id ?? id);
    });
    moveEdges(change, snapshot, id, children);
    const names = children.map((child) => child.id);
    const reason = `Split into ${names.join(', ')}`;
    const notes = withLine(mission, `${reason}: ${String(parameters['summary'])}`);
    change.mission(
      mission,
      { status: 'Blocked', completed_at: null, notes },
      { blocked_at: now, blocked_reason: reason, blocked_needs: names },
    );
    updateSession(change, context, { leaves: id });
    return change
      .event({
        mission: id,
        action: 'split',
        status: 'blocked',
        summary: String(parameters['summary']),
        children: names,
      })
      .next(active ? names[0] : undefined)
      .plan('split', t('Split {0}', id));
  },
};

/** The children with their ids: the parent's and a letter, where the name does not bring one. */
function childrenOf(snapshot: Snapshot, parent: Mission, parameters: Parameters): readonly Child[] {
  const names = textsOf(parameters['into']);
  if (names.length < 2) throw refuse(t('A split needs two missions at least.'), t('Rename the mission instead.'));
  const given = textsOf(parameters['objectives']);
  const parts = partsOf(parent);
  const taken = takenIds(snapshot);
  const letters = lettersFrom('a');
  return names.map((text, at) => {
    const plain = text.trim();
    const own = plain.startsWith(parent.id) ? /^([^\s:]+):\s+(.+)$/s.exec(plain.slice(parent.id.length)) : null;
    let id = own === null ? undefined : `${parent.id}${own[1]}`;
    while (id === undefined || (own === null && taken.has(foldedId(id)))) id = `${parent.id}${letters.next().value}`;
    newId(snapshot, id);
    if (taken.has(foldedId(id))) throw refuse(t('{0} is named twice.', id));
    taken.add(foldedId(id));
    return {
      id,
      name: own?.[2] ?? plain,
      objective: given[at] ?? (parts.length === names.length ? parts[at] : undefined),
    };
  });
}

/** a, b, … z, aa, ab, … */
function* lettersFrom(first: string): Generator<string, never> {
  for (let at = 0; ; at++) {
    let letters = '';
    for (let rest = at; rest >= 0; rest = Math.floor(rest / 26) - 1)
      letters = String.fromCharCode(first.charCodeAt(0) + (rest % 26)) + letters;
    yield letters;
  }
}

/** The parts of a mission's objective: its lines, else what `;` parts. */
function partsOf(mission: Mission): readonly string[] {
  const objective = textOf(missionValue(mission, 'objective')) ?? '';
  const lines = objective.split('\n').map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim());
  const parts = lines.length > 1 ? lines : objective.split(';').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

/** The children wait for each other in turn, the first for what the parent waited for; what waited for the parent waits for the last. */
function moveEdges(change: Change, snapshot: Snapshot, parent: string, children: readonly Child[]): void {
  const readiness = readinessOf(snapshot);
  const edge = (waits: string, prerequisite: string, type?: string): void => {
    change.addDependency(waitingEdge(snapshot, waits, prerequisite, type));
  };
  const ids = children.map(({ id }) => id);
  const [first = parent, last = parent] = [ids[0], ids.at(-1)];
  for (const { id, via } of readiness.of(parent).prerequisites) edge(first, id, typeIn(via));
  for (const [at, id] of ids.slice(1).entries()) edge(id, ids[at] ?? parent);
  for (const waiting of readiness.of(parent).waitedForBy) {
    const via = readiness.of(waiting).prerequisites.find(({ id }) => id === parent)?.via;
    if (via === undefined || !('from' in via)) {
      change.notice(t('{0} names {1} in a field of its own, and goes on waiting for it.', waiting, parent));
      continue;
    }
    const dependency: NewDependency = { from: via.from, to: via.to, type: via.type };
    change.retarget(dependency, via.from === parent ? { from: last } : { to: last });
  }
}

function typeIn(via: ReturnType<Readiness['of']>['prerequisites'][number]['via']): string | undefined {
  return 'type' in via ? via.type : undefined;
}
