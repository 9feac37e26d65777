/** The core's positions as the editor's. */
import * as vscode from 'vscode';
import type { Range } from '../core/files/text';

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
