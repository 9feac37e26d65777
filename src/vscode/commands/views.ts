/** Commands that arrange what the views show. */
import * as vscode from 'vscode';
import { explainFinding } from '../explain';
import type { BacklogNode } from '../backlog-view';
import type { SessionNode } from '../sessions-view';
import type { Commands, Services } from './services';

export const viewCommands: Commands = {
  'cmos.explainFinding': () => explainFinding,
  'cmos.backlog.groupBySprint':
    ({ backlog }) =>
    () => {
      backlog.group('sprint');
    },
  'cmos.backlog.groupByStatus':
    ({ backlog }) =>
    () => {
      backlog.group('status');
    },
  'cmos.backlog.filter': (services) => () => filterBacklog(services),
  'cmos.backlog.clearFilter':
    ({ backlog }) =>
    () => {
      backlog.setFilter('');
    },
  'cmos.backlog.showMore':
    ({ backlog }) =>
    (node: BacklogNode) => {
      backlog.showMore(node);
    },
  'cmos.sessions.groupByDay':
    ({ sessions }) =>
    () => {
      sessions.group('day');
    },
  'cmos.sessions.groupByMission':
    ({ sessions }) =>
    () => {
      sessions.group('mission');
    },
  'cmos.sessions.groupByAgent':
    ({ sessions }) =>
    () => {
      sessions.group('agent');
    },
  'cmos.sessions.showMore':
    ({ sessions }) =>
    (node: SessionNode) => {
      sessions.showMore(node);
    },
};

async function filterBacklog({ backlog }: Services): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter the backlog'),
    prompt: vscode.l10n.t('A part of an id, name, status or sprint'),
    value: backlog.filter,
  });
  if (text !== undefined) backlog.setFilter(text);
}
