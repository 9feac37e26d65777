/** What future sessions must know: decisions, constraints and waivers in the master context. */
import { t } from '@vscode/l10n';
import type { JsonPath } from '../files/context/model';
import { nodeAt } from '../files/context/parse';
import { parseTime } from '../files/log/time';
import type { PlainJson } from '../files/python';
import { readinessOf } from '../model/readiness';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { Change, missionOf } from './change';
import { type Operation, type Parameters, type PlanContext, textOf } from './operation';
import { refuse } from '../ground/refusals';

/** Adds a decision to the master context (playbook, "Escalation & Fallback": knowledge capture). */
export const decide: Operation = {
  name: 'decide',
  title: () => t('Record Decision'),
  description: () => t('add a decision to the master context'),
  chapter: 'memory',
  order: 1,
  parameters: {
    decision: { type: 'string', title: () => t('Decision'), required: true, flag: 'summary' },
    rationale: { type: 'string', title: () => t('Why') },
    mission: { type: 'mission', title: () => t('Mission that it was made in') },
  },
  plan({ decision, rationale, mission }, context) {
    const { snapshot, now, agent } = context;
    const known = textOf(mission);
    if (known !== undefined) missionOf(snapshot, known);
    const path = placeOf(snapshot, 'decisions_made');
    const why = textOf(rationale);
    // As its neighbours are: plain sentences where the list has those alone.
    const value: PlainJson =
      listsPlainText(snapshot, path) && why === undefined
        ? signed(String(decision), context)
        : { date: now, decision: String(decision), ...(why === undefined ? {} : { rationale: why }), by: agent };
    return new Change(context)
      .context('master_context', path, value)
      .event({ mission: known, action: 'decision', status: 'recorded', summary: String(decision) })
      .plan('decide', t('Record a decision'));
  },
};

/** Adds a constraint to the master context (playbook, "Context Intake", step 4). */
export const constrain: Operation = {
  name: 'constrain',
  title: () => t('Record Constraint'),
  description: () => t('add a constraint to the master context'),
  chapter: 'memory',
  order: 2,
  parameters: { constraint: { type: 'string', title: () => t('Constraint'), required: true, flag: 'summary' } },
  plan({ constraint }, context) {
    return new Change(context)
      .context('master_context', placeOf(context.snapshot, 'constraints'), signed(String(constraint), context))
      .event({ action: 'constraint', status: 'recorded', summary: String(constraint) })
      .plan('constrain', t('Record a constraint'));
  },
};

/** A sentence with its time and author, as notes have it. */
function signed(sentence: string, { now, agent }: PlanContext): string {
  return `[${now} ${agent}] ${sentence}`;
}

/** Lets a mission go on without a prerequisite, on somebody's word (playbook, "Context Intake", step 3). */
export const waive: Operation = {
  name: 'waive',
  title: () => t('Waive Prerequisite'),
  description: () => t('let a mission go on without one of its prerequisites'),
  chapter: 'lifecycle',
  order: 11,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['mission'], with: ['waiting'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    prerequisite: { type: 'mission', title: () => t('Prerequisite that is waived'), required: true },
    reason: { type: 'string', title: () => t('Why it may be left out'), required: true },
    expires: { type: 'string', title: () => t('Until when, ISO 8601') },
  },
  plan(parameters, context) {
    const { mission: id, prerequisite, reason, expires } = texts(parameters);
    const { snapshot, now, agent } = context;
    missionOf(snapshot, id ?? '');
    const readiness = readinessOf(snapshot);
    const { prerequisites, missing } = readiness.of(id ?? '');
    if (!prerequisites.some((each) => each.id === prerequisite))
      throw refuse(
        t('{0} is no prerequisite of {1}.', prerequisite ?? '', id ?? ''),
        prerequisites.length === 0 ? undefined : t('It needs {0}.', prerequisites.map((each) => each.id).join(', ')),
      );
    if (!missing.some((each) => each.id === prerequisite))
      throw refuse(t('{0} waits for {1} no longer.', id ?? '', prerequisite ?? ''));
    if (expires !== undefined) requireFuture(expires, now);
    const waiver: PlainJson = {
      mission: id ?? '',
      prerequisite: prerequisite ?? '',
      reason: reason ?? '',
      by: agent,
      at: now,
      ...(expires === undefined ? {} : { expires }),
    };
    return new Change(context)
      .context('master_context', ['waivers'], waiver)
      .event({
        mission: id,
        action: 'waive',
        status: 'waived',
        summary: `${prerequisite ?? ''} waived for ${id ?? ''}: ${reason ?? ''}`,
      })
      .plan('waive', t('Waive {0} for {1}', prerequisite ?? '', id ?? ''));
  },
};

/** A waiver that ends at no time would hold for ever or never, by who reads it. */
function requireFuture(expires: string, now: string): void {
  const end = parseTime(expires);
  if (end === undefined)
    throw refuse(t('{0} is not a time.', expires), t('Write it as 2025-11-04 or 2025-11-04T20:39:26Z.'));
  if (end <= (parseTime(now) ?? 0)) throw refuse(t('A waiver until {0} is over already.', expires));
}

function texts(parameters: Parameters): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOf(value)]));
}

/** Where the master context keeps a list: at the top, else in its active domain, else it begins at the top (field guide, section 6). */
function placeOf(snapshot: Snapshot, list: string): JsonPath {
  const document = documentOf(snapshot.master_context);
  if (document === undefined || nodeAt(document, [list]) !== undefined) return [list];
  const domain = nodeAt(document, ['working_memory', 'active_domain']);
  const inDomain = domain?.kind === 'string' ? ['working_memory', 'domains', domain.value, list] : [];
  return inDomain.length > 0 && nodeAt(document, inDomain)?.kind === 'array' ? inDomain : [list];
}

function listsPlainText(snapshot: Snapshot, path: JsonPath): boolean {
  const document = documentOf(snapshot.master_context);
  const list = document === undefined ? undefined : nodeAt(document, path);
  return list?.kind === 'array' && list.items.length > 0 && list.items.every(({ kind }) => kind === 'string');
}
