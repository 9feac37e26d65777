/** Findings in documents as diagnostics, and what the quick fixes need to know of each. */
import * as vscode from 'vscode';
import { isForAskers } from '../references/required';
import type { Finding } from '../../core/findings/finding';
import type { CheckedDocuments, DocumentChecks } from './document-checks';
import { locate } from '../../core/findings/located';
import { diagnosticOf } from '../../vscode/diagnostics';

export interface ShownFinding {
  readonly finding: Finding;
  readonly diagnostic: vscode.Diagnostic;
  readonly checked: CheckedDocuments;
}

export class DocumentDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('cmos-documents');
  readonly #checks: DocumentChecks;
  readonly #subscription: vscode.Disposable;
  #shown = new Map<string, readonly ShownFinding[]>();

  constructor(checks: DocumentChecks) {
    this.#checks = checks;
    this.#subscription = checks.onDidChange(() => {
      this.#update();
    });
  }

  /** What is shown in a file. */
  of(uri: vscode.Uri): readonly ShownFinding[] {
    return this.#shown.get(uri.toString()) ?? [];
  }

  #update(): void {
    const shown = new Map<string, ShownFinding[]>();
    for (const checked of this.#checks.all) {
      const { controller, snapshot, findings } = checked;
      for (const finding of findings.filter((each) => !isForAskers(each))) {
        const uri = controller.uriOfPlace(finding.place);
        // What concerns a file that is not there is told at no place; the command line tells it.
        const diagnostic = uri && diagnosticOf(controller, snapshot, locate(snapshot, finding));
        if (uri === undefined || diagnostic === undefined) continue;
        const key = uri.toString();
        const list = shown.get(key) ?? [];
        list.push({ finding, diagnostic, checked });
        shown.set(key, list);
      }
    }
    for (const key of this.#shown.keys()) if (!shown.has(key)) this.#collection.delete(vscode.Uri.parse(key, true));
    for (const [key, list] of shown)
      this.#collection.set(
        vscode.Uri.parse(key, true),
        list.map(({ diagnostic }) => diagnostic),
      );
    this.#shown = shown;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }
}
