/** The editor's settings as the core takes them where something is done. */
import path from 'node:path';
import * as vscode from 'vscode';
import { keptChangesFrom } from '../core/commit/kept-changes';
import { type Policy, policyFrom } from '../core/operations/policy';
import { settingIn } from './settings';

/** How a folder wants its operations; read anew for each. */
export function policyFor(folder: vscode.Uri): Policy {
  return policyFrom(settingIn(folder));
}

/** How many changes a folder keeps for undo. */
export function keptChangesFor(folder: vscode.Uri): number {
  return keptChangesFrom(settingIn(folder));
}

/** Under which name this person's doings are recorded. */
export function agentName(): string {
  return vscode.workspace.getConfiguration('cmos').get<string>('agent', '').trim() || 'vscode';
}

/** The Python that a setting names. Where users of Python have said already which one they mean, that counts too; unless it is a mere name. */
export function pythonSetting(): string | undefined {
  const setting = (section: string, key: string): string =>
    vscode.workspace.getConfiguration(section).get<string>(key, '').trim();
  const own = setting('cmos', 'pythonPath');
  if (own !== '') return own;
  const shared = vscode.workspace.isTrusted ? setting('python', 'defaultInterpreterPath') : '';
  return path.isAbsolute(shared) ? shared : undefined;
}
