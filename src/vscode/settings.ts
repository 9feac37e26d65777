/** The editor's settings as the core takes them. */
import * as vscode from 'vscode';
import { type Policy, policyFrom } from '../core/operations/policy';
import { settingsFrom, type WorkspaceSettings } from '../core/workspace/settings';

function settingIn(folder: vscode.Uri): (name: string) => unknown {
  const settings = vscode.workspace.getConfiguration('cmos', folder);
  return (name) => settings.get<unknown>(name);
}

/** What a folder's workspace is read with. */
export function settingsFor(folder: vscode.Uri): WorkspaceSettings {
  return settingsFrom(settingIn(folder));
}

/** How a folder wants its operations; read anew for each. */
export function policyFor(folder: vscode.Uri): Policy {
  return policyFrom(settingIn(folder));
}

/** Under which name this person's doings are recorded. */
export function agentName(): string {
  return vscode.workspace.getConfiguration('cmos').get<string>('agent', '').trim() || 'vscode';
}

/** The root that a setting names for a folder, relative to it; undefined where it is to be found. */
export function rootSetting(folder: vscode.Uri): string | undefined {
  const root = vscode.workspace.getConfiguration('cmos', folder).get<string>('root', '').trim();
  return root === '' ? undefined : root;
}
