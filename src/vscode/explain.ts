/** What a code means: the page of findings that comes with the extension, at its section. */
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** Where a diagnostic's code leads to: VS Code opens files from there, and runs no commands. */
export function explanationOf(code: string): vscode.Uri {
  const page = pageOf();
  sections ??= sectionsOf(page);
  return page.with({ fragment: `L${sections.get(code) ?? 1}` });
}

/** A code action that shows the same rendered. */
export function explaining(code: string): vscode.CodeAction {
  const title = vscode.l10n.t('Explain {0}', code);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { command: 'cmos.explainFinding', title, arguments: [code] };
  return action;
}

/** Opens the page, rendered where VS Code's own Markdown support is on, else as it is written. */
export async function explainFinding(code: unknown): Promise<void> {
  const section = typeof code === 'string' ? code.replaceAll(/[^a-z0-9-]/g, '') : '';
  const commands = await vscode.commands.getCommands(true);
  if (commands.includes('markdown.showPreview'))
    await vscode.commands.executeCommand('markdown.showPreview', pageOf().with({ fragment: section }));
  else await vscode.window.showTextDocument(pageOf(), { preview: true });
}

/** The line of each code's heading, from 1. */
let sections: ReadonlyMap<string, number> | undefined;

function sectionsOf({ fsPath }: vscode.Uri): ReadonlyMap<string, number> {
  const lines = readFileSync(fsPath, 'utf8').split('\n');
  return new Map(lines.flatMap((line, index) => (line.startsWith('### ') ? [[line.slice(4), index + 1]] : [])));
}

function pageOf(): vscode.Uri {
  const extension = vscode.extensions.getExtension('cmos-operations.cmos-operations');
  if (extension === undefined) throw new Error('The extension does not know where it is installed.');
  return vscode.Uri.joinPath(extension.extensionUri, 'docs', 'findings.md');
}
