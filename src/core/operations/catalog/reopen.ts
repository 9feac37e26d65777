import { t } from '@vscode/l10n';
import { snapshotAfter } from '../../workspace/snapshot-after';
import { eventStatus, statusKind } from '../../model/status';
import { updateSession } from '../bookkeeping';
import { Change, missionOf } from '../change';
import { requireReady, requireStatus } from '../gates';
import { closedNotice } from '../left-missions';
import { NOT_BLOCKED } from '../mission-edits';
import { withLine } from '../notes';
import { type Operation, textOf } from '../operation';
import { waitingFor } from '../put-aside';

/**
 * Takes up again what was completed, given up or failed: it is no longer completed anywhere, and its notes say what it was,
 * since when, and why that does not hold. What was written down of it stays.
 */
export const reopen: Operation = {
  name: 'reopen',
  title: () => t('Reopen Mission'),
  description: () => t('take up again a mission that was completed, given up or failed'),
  chapter: 'lifecycle',
  order: 12,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['mission'], with: ['done', 'failed', 'retired'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    reason: { type: 'string', title: () => t('Why it is taken up again'), required: true },
    status: {
      type: 'choice',
      title: () => t('Status that it gets'),
      choices: [
        { value: 'Queued', title: () => t('Queued: it is taken up in its turn') },
        { value: 'Current', title: () => t('Current: it comes next') },
        { value: 'Planned', title: () => t('Planned: it is not selected yet') },
        { value: 'Deferred', title: () => t('Deferred: it waits until it is promoted or started') },
      ],
      default: () => 'Queued',
    },
  },
  plan(parameters, context) {
    const { snapshot, now } = context;
    const id = String(parameters['mission']);
    const reason = String(parameters['reason']);
    const status = textOf(parameters['status']) ?? 'Queued';
    const mission = missionOf(snapshot, id);
    requireStatus(mission, context, ['done', 'failed', 'retired'], {
      blocked: [t('Unblock it instead'), 'unblock'],
      deferred: [t('Promote it instead'), 'promote'],
    });
    if (statusKind(status) === 'current') requireReady(mission, context);
    const was = mission.completedAt === undefined ? mission.status : `${mission.status} ${mission.completedAt}`;
    const notes = withLine(mission, `Reopened ${now} (was ${was}): ${reason}`);
    const change = new Change(context).mission(
      mission,
      { status, completed_at: null, notes },
      { ...NOT_BLOCKED, completed_at: undefined },
    );
    const after = snapshotAfter(snapshot, change.changesSoFar());
    const waiting = waitingFor(after, new Set([id]));
    updateSession(change, context, { reopens: id });
    return change
      .event({
        mission: id,
        action: 'reopen',
        status: eventStatus(status),
        summary: reason,
        was: mission.status,
        completed_at: mission.completedAt,
      })
      .notice(
        ...(waiting.length === 0
          ? []
          : [t('Waiting for it: {0}.', waiting.map((each) => `${each.id} (${each.status})`).join(', '))]),
        ...closedNotice(snapshot, mission.sprintId),
      )
      .plan('reopen', t('Reopen {0}', id));
  },
};
