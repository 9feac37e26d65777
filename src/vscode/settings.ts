/** The editor's settings as the core takes them, as far as it takes them for a look. */
import * as vscode from 'vscode';
import { settingsFrom, type WorkspaceSettings } from '../core/workspace/settings';

/** A folder's settings, by name. */
export function settingIn(folder: vscode.Uri): (name: string) => unknown {
  const settings = vscode.workspace.getConfiguration('cmos', folder);
  return (name) => settings.get<unknown>(name);
}

/** What a folder's workspace is read with. */
export function settingsFor(folder: vscode.Uri): WorkspaceSettings {
  return settingsFrom(settingIn(folder));
}

/** The root that a setting names for a folder, relative to it; undefined where it is to be found. */
export function rootSetting(folder: vscode.Uri): string | undefined {
  const root = vscode.workspace.getConfiguration('cmos', folder).get<string>('root', '').trim();
  return root === '' ? undefined : root;
}
