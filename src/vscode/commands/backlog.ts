/** Commands that arrange what the Backlog view shows. */
import * as vscode from 'vscode';
import { backlog } from '../views/backlog';
import type { EditorCommand, Services } from './services';

export const backlogCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.backlog.groupBySprint',
    title: 'Group by Sprint',
    icon: 'milestone',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.backlog', when: 'cmos.backlog.grouping == status', group: '2_group@1' }],
    run: (services) => () => {
      services.views.of(backlog).group('sprint');
    },
  },
  {
    id: 'cmos.backlog.groupByStatus',
    title: 'Group by Status',
    icon: 'list-tree',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.backlog', when: 'cmos.backlog.grouping != status', group: '2_group@2' }],
    run: (services) => () => {
      services.views.of(backlog).group('status');
    },
  },
  {
    id: 'cmos.backlog.filter',
    title: 'Filter Backlog…',
    icon: 'filter',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.backlog', group: 'navigation@1' }],
    run: (services) => () => filterBacklog(services),
  },
  {
    id: 'cmos.backlog.clearFilter',
    title: 'Clear Backlog Filter',
    icon: 'clear-all',
    palette: 'cmos.hasWorkspace && cmos.backlog.filtered',
    menus: [{ view: 'cmos.backlog', when: 'cmos.backlog.filtered', group: 'navigation@2' }],
    run: (services) => () => {
      services.views.of(backlog).setFilter('');
    },
  },
];

async function filterBacklog({ views }: Services): Promise<void> {
  const tree = views.of(backlog);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter the backlog'),
    prompt: vscode.l10n.t('A part of an id, name, status or sprint'),
    value: tree.filter,
  });
  if (text !== undefined) tree.setFilter(text);
}
