import { t } from '@vscode/l10n';
import type { Operation } from '../operation';
import { changesWaiting, putAside, waitingParameters } from '../put-aside';

/** Puts a mission off: it is not selected until it is promoted or started. */
export const defer: Operation = {
  name: 'defer',
  title: () => t('Defer Mission'),
  description: () => t('put a mission off; it waits until it is promoted or started'),
  chapter: 'lifecycle',
  order: 7,
  editor: {
    menus: [
      {
        view: 'cmos.backlog',
        rows: ['mission'],
        with: ['running', 'current', 'queued', 'waiting', 'planned', 'blocked'],
      },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    reason: { type: 'string', title: () => t('Why it is put off'), required: true },
    ...waitingParameters,
  },
  previewed: changesWaiting,
  plan: (parameters, context) => putAside('defer', 'Deferred', parameters, context),
};
