import { t } from '@vscode/l10n';
import type { Operation } from '../operation';
import { changesWaiting, putAside, waitingParameters } from '../put-aside';

/** Gives a mission up. It stays in the backlog, with the reason. */
export const drop: Operation = {
  name: 'drop',
  title: () => t('Drop Mission'),
  description: () => t('give a mission up; it stays in the backlog, with the reason'),
  chapter: 'lifecycle',
  order: 8,
  editor: {
    menus: [
      {
        view: 'cmos.backlog',
        rows: ['mission'],
        with: ['running', 'current', 'queued', 'waiting', 'planned', 'blocked', 'deferred'],
      },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    reason: { type: 'string', title: () => t('Why it is given up'), required: true },
    ...waitingParameters,
  },
  previewed: changesWaiting,
  plan: (parameters, context) => putAside('drop', 'Dropped', parameters, context),
};
