/** How missions look: an icon and a colour for each state, told apart by shape as well as by colour. */
import * as vscode from 'vscode';
import { oneLine } from '../core/ground/printable';
import type { Mission } from '../core/model/missions';
import type { StatusKind } from '../core/model/status';

/** A mission's state as the views show it: its status, and for one in the queue whether it could be taken up. */
export type DisplayStatus = StatusKind | 'waiting';

const ICONS: Readonly<Record<DisplayStatus, readonly [icon: string, colour: string | undefined]>> = {
  running: ['play-circle', 'charts.blue'],
  current: ['target', 'charts.blue'],
  queued: ['circle-large-outline', 'charts.foreground'],
  waiting: ['clock', 'charts.yellow'],
  blocked: ['circle-slash', 'charts.red'],
  planned: ['circle-outline', 'descriptionForeground'],
  deferred: ['debug-pause', 'descriptionForeground'],
  done: ['pass-filled', 'charts.green'],
  failed: ['error', 'charts.red'],
  retired: ['archive', 'disabledForeground'],
  unknown: ['question', 'charts.orange'],
};

export function statusIcon(status: DisplayStatus): vscode.ThemeIcon {
  const [icon, colour] = ICONS[status];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

/** The order in which groups by status are listed. */
export const DISPLAY_STATUSES: readonly DisplayStatus[] = [
  'running',
  'current',
  'queued',
  'waiting',
  'blocked',
  'planned',
  'deferred',
  'failed',
  'done',
  'retired',
  'unknown',
];

export function statusTitle(status: DisplayStatus): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('In progress');
    case 'current':
      return vscode.l10n.t('Current');
    case 'queued':
      return vscode.l10n.t('Ready');
    case 'waiting':
      return vscode.l10n.t('Waiting');
    case 'blocked':
      return vscode.l10n.t('Blocked');
    case 'planned':
      return vscode.l10n.t('Planned');
    case 'deferred':
      return vscode.l10n.t('Deferred');
    case 'done':
      return vscode.l10n.t('Completed');
    case 'failed':
      return vscode.l10n.t('Failed');
    case 'retired':
      return vscode.l10n.t('Retired');
    case 'unknown':
      return vscode.l10n.t('Other');
  }
}

/** A mission's name for a list: its id, then its name, on one line. */
export function missionLabel({ id, name }: Pick<Mission, 'id' | 'name'>): string {
  return (
    [oneLine(id), oneLine(name)].filter((part) => part !== '').join('  ') || vscode.l10n.t('(mission without an id)')
  );
}
