/** Quick fixes for findings in documents: legacy and missing references, dead links. The edits are the core's. */
import * as vscode from 'vscode';
import { type Chunk, positionInChunk, type Span } from '../../core/files/text';
import { type DocumentFix, fixesFor } from '../references/fixes';
import type { DocumentDiagnostics, ShownFinding } from './document-diagnostics';

export class ReferenceFixes implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #diagnostics: DocumentDiagnostics;
  readonly #subscription: vscode.Disposable;

  constructor(diagnostics: DocumentDiagnostics) {
    this.#diagnostics = diagnostics;
    this.#subscription = vscode.languages.registerCodeActionsProvider(
      [{ language: 'markdown' }, { language: 'json' }, { language: 'jsonc' }],
      this,
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    );
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#diagnostics
      .of(document.uri)
      .filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined)
      .flatMap((shown) =>
        fixesFor(shown.finding, shown.checked.snapshot, shown.checked.set).flatMap(
          (fix) => actionOf(document, shown, fix) ?? [],
        ),
      );
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function actionOf(
  document: vscode.TextDocument,
  { diagnostic, checked, finding }: ShownFinding,
  fix: DocumentFix,
): vscode.CodeAction | undefined {
  const { controller } = checked;
  const edit = new vscode.WorkspaceEdit();
  if (fix.edits !== undefined) {
    // Offsets are those of the text that was checked: where more was typed since, the next look offers them anew.
    const chunk = finding.place.at?.chunk;
    const uri = controller.uriOfPath(fix.edits.path);
    if (chunk === undefined || uri.toString() !== document.uri.toString()) return undefined;
    if (asShown(chunk.text) !== asShown(document.getText())) return undefined;
    for (const each of fix.edits.edits) edit.replace(uri, rangeIn(chunk, each), each.newText);
  }
  if (fix.creates !== undefined) {
    const uri = controller.uriOfPath(fix.creates.path);
    // Refused where somebody made it meanwhile.
    edit.createFile(uri, { overwrite: false, ignoreIfExists: false });
    edit.insert(uri, new vscode.Position(0, 0), fix.creates.text);
  }
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = edit;
  action.diagnostics = [diagnostic];
  action.isPreferred = fix.preferred;
  return action;
}

/** A file's text as the editor has it: without a byte-order mark, and with line ends of one kind. */
function asShown(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
}

function rangeIn(chunk: Chunk, { start, end }: Span): vscode.Range {
  const marked = chunk.text.startsWith('\uFEFF') ? 1 : 0;
  const at = (offset: number): vscode.Position => {
    const { line, character } = positionInChunk(chunk, offset);
    return new vscode.Position(line, line === 0 ? Math.max(character - marked, 0) : character);
  };
  return new vscode.Range(at(start), at(end));
}
