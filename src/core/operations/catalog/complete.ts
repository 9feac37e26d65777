import { t } from '@vscode/l10n';
import { parseTime } from '../../files/log/time';
import type { PlainJson } from '../../files/python';
import { refuse } from '../../ground/refusals';
import { snapshotAfter } from '../../workspace/snapshot-after';
import { type Mission, modelOf } from '../../model/missions';
import { readinessOf } from '../../model/readiness';
import { finishedSplits } from '../../model/splits';
import type { Snapshot } from '../../workspace/snapshot';
import { updateSession } from '../bookkeeping';
import { Change, missionOf } from '../change';
import { requireAlone, requireInSync, requireStatus } from '../gates';
import { finishedText } from '../finished-split';
import type { Gathered } from '../gather';
import { checkLines, checkNotices, checkRecords, checksForEvent } from '../check-records';
import { NOT_BLOCKED } from '../mission-edits';
import { strictNotes, withParagraph } from '../notes';
import { type Operation, type PlanContext, textOf } from '../operation';
import { healthNotices } from '../health-notices';
import { closableNotice } from '../left-missions';
import { requireReview } from '../review-gate';
import { evidenceLines, gatherEvidence, scopeNotices, requireVerification } from '../verify';

/**
 * Runs the verification commands, closes a mission with its evidence, and makes the next queued one that waits for nothing
 * `Current` (`--immediate`: `In Progress`). A mission that was split is closed when all its parts are.
 *
 * @see playbook, "Mission Lifecycle"
 */
export const complete: Operation = {
  name: 'complete',
  title: () => t('Complete Mission'),
  description: () => t('close a mission, and make the next one that is ready Current'),
  chapter: 'lifecycle',
  order: 3,
  editor: {
    icon: 'check',
    menus: [
      { view: 'cmos.backlog', rows: ['mission'], with: ['running', 'current'], inline: 2 },
      { view: 'cmos.needs', rows: ['finished'], inline: 1, group: '1_act@1' },
      { view: 'cmos.needs', rows: ['stale'], group: '1_act@4' },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    summary: { type: 'string', title: () => t('What was done'), required: true },
    notes: {
      type: 'string',
      title: () => t('Evidence: what shows that it is done'),
      required: true,
      placeholder: 'EVIDENCE',
    },
    nextHint: { type: 'string', title: () => t('What the next session should do') },
    immediate: { type: 'boolean', title: () => t('Start the next one at once') },
    strict: strictNotes,
    checks: {
      type: 'strings',
      title: () => t('Checks that were done: integration, security, benchmarks, references'),
      placeholder: 'NAME',
    },
    waiveChecks: {
      type: 'string',
      title: () => t('Why the other checks that the change needs are left out'),
      placeholder: 'REASON',
    },
  },
  async gather({ mission }, context, world) {
    return gatherEvidence(missionOf(context.snapshot, String(mission)), context, world);
  },
  plan(parameters, context) {
    const { mission: given, summary, notes, nextHint, immediate } = parameters;
    const { snapshot, now } = context;
    const id = String(given);
    const mission = missionOf(snapshot, id);
    const finished = finishedSplits(modelOf(snapshot));
    requireStatus(
      mission,
      context,
      finished.some((each) => each.mission === mission) ? ['blocked'] : ['running', 'current'],
      {
        done: [t('It was completed already; add what came after as a note'), 'note'],
        queued: [t('Start it first'), 'start'],
        blocked: [t('Unblock it first'), 'unblock'],
      },
      ['queued', 'blocked'],
    );
    requireStarted(mission, now);
    requireVerification(mission, context);
    requireReview(mission, context);
    const checks = checkRecords(parameters, context);
    const { gathered = {}, policy } = context;
    const recorded = policy.strict ? [] : checkLines(checks);
    const evidence = [String(notes), ...evidenceLines(gathered), ...recorded].join('\n');
    const change = new Change(context).mission(
      mission,
      { status: 'Completed', completed_at: now, notes: withParagraph(mission, evidence, parameters, context) },
      { ...(mission.kind === 'blocked' && !policy.strict ? NOT_BLOCKED : {}), completed_at: now },
    );
    const after = afterCompletion(snapshot, mission, context);
    const next = nextEligible(after, id);
    const status = immediate === true ? 'In Progress' : 'Current';
    if (next !== undefined) {
      // Work is taken up here too: which mission is next must not depend on the store that is asked.
      requireInSync(context);
      if (immediate === true) requireAlone(next, { ...context, snapshot: after });
      change.mission(next, { status }, immediate === true ? { started_at: now } : {});
    }
    const begins = immediate === true && next !== undefined ? { begins: next.id } : {};
    updateSession(change, context, { completes: id, ...begins });
    const hint = textOf(nextHint) ?? hintOf(next, status);
    return change
      .event({
        mission: id,
        action: 'complete',
        status: 'completed',
        summary: String(summary),
        next_hint: hint,
        verification: policy.strict ? undefined : verificationOf(gathered),
        checks: policy.strict ? undefined : checksForEvent(checks),
      })
      .notice(
        ...checkNotices(checks, context.gathered),
        ...scopeNotices(snapshot, mission, gathered),
        ...healthNotices(snapshot),
        ...finishedSplits(modelOf(after))
          .filter((each) => !finished.some(({ mission: before }) => before.id === each.mission.id))
          .map(finishedText),
        ...closableNotice(after, mission.sprintId),
      )
      .next(next?.id)
      .plan('complete', t('Complete {0}', id));
  },
};

/** No reason passes this: a mission that ends before it begins has no duration, and its checks look at the wrong commits. */
function requireStarted({ id, startedAt }: Mission, now: string): void {
  const [start, end] = [parseTime(startedAt ?? ''), parseTime(now)];
  if (start !== undefined && end !== undefined && end < start)
    throw refuse(
      t('{0} was started {1}; it cannot be completed {2}, before that.', id, startedAt ?? '', now),
      t('Give a later time with --ts; or correct started_at by hand, if that is wrong.'),
    );
}

/** What ran, for the event: undefined where nothing did. */
function verificationOf({ verification = [] }: Gathered): PlainJson | undefined {
  if (verification.length === 0) return undefined;
  return verification.map(({ command, result: { exit = null, duration } }) => ({
    command,
    exit,
    seconds: Math.round(duration / 100) / 10,
  }));
}

/** The reference's own words where there is a next mission; where there is none, the next session is told so. */
function hintOf(next: Mission | undefined, status: string): string {
  return next === undefined ? 'No mission is ready: review the backlog' : `${next.id} is now ${status}`;
}

/** The first queued mission that waits for nothing. The reference promotes one that still waits, too (field guide, section 8). */
function nextEligible(snapshot: Snapshot, completed: string): Mission | undefined {
  const readiness = readinessOf(snapshot);
  return modelOf(snapshot).missions.find(
    ({ id, kind }) => kind === 'queued' && id !== completed && readiness.of(id).missing.length === 0,
  );
}

/** The snapshot with the mission completed: what waited for it alone is ready. */
function afterCompletion(snapshot: Snapshot, mission: Mission, context: PlanContext): Snapshot {
  const { changeSet } = new Change(context).mission(mission, { status: 'Completed' }).plan('complete', '');
  return snapshotAfter(snapshot, changeSet);
}
