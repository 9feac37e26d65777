/** The editor's settings as the core takes them. */
import * as vscode from 'vscode';
import { type Direction } from '../core/model/directions';
import { PROFILE_NAMES, type ProfileName } from '../core/workspace/profile';
import { DEFAULT_SETTINGS, MIRRORS, type WorkspaceSettings } from '../core/workspace/settings';

const MEGABYTE = 1024 * 1024;

/** The settings for a folder. Values that make no sense count as not set. */
export function settingsFor(folder: vscode.Uri): WorkspaceSettings {
  const settings = vscode.workspace.getConfiguration('cmos', folder);
  const profile = settings.get<string>('profile', 'auto');
  const mirrors = settings.get<unknown>('mirrors');
  const limit = settings.get<number>('limits.textMegabytes', 64);
  return {
    profile: PROFILE_NAMES.find((name): name is ProfileName => name === profile),
    mirrors: Array.isArray(mirrors)
      ? new Set(MIRRORS.filter((mirror) => mirrors.includes(mirror)))
      : DEFAULT_SETTINGS.mirrors,
    directions: directionsIn(settings.get<unknown>('dependencyDirections')),
    limits: { ...DEFAULT_SETTINGS.limits, textBytes: (limit > 0 ? limit : 64) * MEGABYTE },
  };
}

/** The root that a setting names for a folder, relative to it; undefined where it is to be found. */
export function rootSetting(folder: vscode.Uri): string | undefined {
  const root = vscode.workspace.getConfiguration('cmos', folder).get<string>('root', '').trim();
  return root === '' ? undefined : root;
}

function directionsIn(value: unknown): Readonly<Record<string, Direction>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, Direction] =>
      ['from-first', 'to-first', 'soft'].includes(entry[1] as string),
    ),
  );
}
