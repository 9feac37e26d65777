/** Commands that arrange what the views show. */
import * as vscode from 'vscode';
import type { CommandDeclaration } from '../../core/operations/editor-entry';
import { explainFinding } from '../explain';
import { VIEWS } from '../views';
import { backlog } from '../views/backlog';
import { sessions } from '../views/sessions';
import type { Shown } from '../tree';
import type { Commands, Services } from './services';

export const viewCommands: Commands = {
  'cmos.explainFinding': () => explainFinding,
  'cmos.backlog.groupBySprint': (services) => () => {
    services.views.of(backlog).group('sprint');
  },
  'cmos.backlog.groupByStatus': (services) => () => {
    services.views.of(backlog).group('status');
  },
  'cmos.backlog.filter': (services) => () => filterBacklog(services),
  'cmos.backlog.clearFilter': (services) => () => {
    services.views.of(backlog).setFilter('');
  },
  'cmos.sessions.groupByDay': (services) => () => {
    services.views.of(sessions).group('day');
  },
  'cmos.sessions.groupByMission': (services) => () => {
    services.views.of(sessions).group('mission');
  },
  'cmos.sessions.groupByAgent': (services) => () => {
    services.views.of(sessions).group('agent');
  },
  ...Object.fromEntries(
    VIEWS.map((view) => [
      `${view.id}.showMore`,
      (services: Services) => (row: Shown) => {
        services.views.of(view).showMore(row);
      },
    ]),
  ),
};

/** The command of a row that stands for others; each view has its own. */
export const showMore: readonly CommandDeclaration[] = VIEWS.map(({ id }) => ({
  id: `${id}.showMore`,
  title: 'Show More',
  icon: 'ellipsis',
  palette: false,
}));

async function filterBacklog({ views }: Services): Promise<void> {
  const tree = views.of(backlog);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter the backlog'),
    prompt: vscode.l10n.t('A part of an id, name, status or sprint'),
    value: tree.filter,
  });
  if (text !== undefined) tree.setFilter(text);
}
