/** All of the wing in the editor, but for its commands: documents, tests, tasks, and what it shows in the Health view. */
import * as vscode from 'vscode';
import type { OperateByName } from '../../vscode/operate';
import type { Workspaces } from '../../vscode/workspaces';
import { benchmarkRows } from './benchmarks-section';
import { CoverageSection } from './coverage-section';
import { DocumentChecks } from './document-checks';
import { DocumentDiagnostics } from './document-diagnostics';
import { ReferenceFixes } from './reference-fixes';
import { Tasks } from './tasks';
import { TestExplorer } from './test-explorer';

/** What the wing works with. */
export interface Surroundings {
  readonly workspaces: Workspaces;
  readonly operate: OperateByName;
  readonly bundleFolder: string;
  readonly log: vscode.LogOutputChannel;
}

export class Wing implements vscode.Disposable {
  readonly tasks: Tasks;
  readonly tests: TestExplorer;
  readonly coverage: CoverageSection;
  readonly benchmarkRows = benchmarkRows;
  readonly #all: vscode.Disposable;

  constructor({ workspaces, operate, bundleFolder, log }: Surroundings) {
    this.tasks = new Tasks(workspaces, bundleFolder);
    this.tests = new TestExplorer(workspaces, operate, log);
    this.coverage = new CoverageSection(workspaces);
    const documents = new DocumentChecks(workspaces, log);
    const inDocuments = new DocumentDiagnostics(documents);
    const fixes = new ReferenceFixes(inDocuments);
    this.#all = vscode.Disposable.from(this.tasks, this.tests, this.coverage, documents, inDocuments, fixes);
  }

  dispose(): void {
    this.#all.dispose();
  }
}
