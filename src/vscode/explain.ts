/** What a code means: the page of findings that comes with the extension, opened at its section. */
import * as vscode from 'vscode';

const COMMAND = 'cmos.explainFinding';

/** Where a diagnostic's code leads to. */
export function explanationOf(code: string): vscode.Uri {
  return vscode.Uri.parse(`command:${COMMAND}?${encodeURIComponent(JSON.stringify([code]))}`);
}

/** Opens the page, rendered where VS Code's own Markdown support is on, else as it is written. */
export async function explainFinding(extension: vscode.Uri, code: unknown): Promise<void> {
  const page = vscode.Uri.joinPath(extension, 'docs', 'findings.md');
  const section = typeof code === 'string' ? code.replaceAll(/[^a-z0-9-]/g, '') : '';
  const commands = await vscode.commands.getCommands(true);
  if (commands.includes('markdown.showPreview'))
    await vscode.commands.executeCommand('markdown.showPreview', page.with({ fragment: section }));
  else await vscode.window.showTextDocument(page, { preview: true });
}
