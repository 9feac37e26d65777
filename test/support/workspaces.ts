/** Workspaces for tests: a temporary copy of the sample, changed as a test likes, and read. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeDatabase } from '../../scripts/lib/workspace-database.mjs';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';
import { check } from '../../src/core/findings/check';
import type { Report } from '../../src/core/findings/parity';
import { locate } from '../../src/core/findings/located';
import { DEFAULT_SETTINGS, type WorkspaceSettings } from '../../src/core/workspace/settings';
import type { Snapshot } from '../../src/core/workspace/snapshot';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';

export class TestWorkspace {
  readonly folder: string;
  readonly root: string;
  readonly workspace: Workspace;

  private constructor(folder: string, root: string, settings: Partial<WorkspaceSettings>) {
    this.folder = folder;
    this.root = root;
    this.workspace = new Workspace(nodePorts(), root, { ...DEFAULT_SETTINGS, ...settings });
  }

  /** The sample with its drift, in a project folder with a `cmos` folder. */
  static async sample(settings: Partial<WorkspaceSettings> = {}): Promise<TestWorkspace> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-test-'));
    return new TestWorkspace(folder, await makeWorkspace('everyday', folder), settings);
  }

  /** The same without its drift. */
  static async inStep(settings: Partial<WorkspaceSettings> = {}): Promise<TestWorkspace> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-test-'));
    return new TestWorkspace(folder, await makeWorkspace('in-step', folder), settings);
  }

  /** A workspace that is there already; its folder goes with it. */
  static at(root: string): TestWorkspace {
    return new TestWorkspace(root, root, {});
  }

  /** A workspace of the given files, with a database made of them (and then changed by `sql`) unless `database` is false. */
  static async of(
    files: Readonly<Record<string, string | Uint8Array>>,
    options: Partial<WorkspaceSettings> & { readonly sql?: string; readonly database?: boolean } = {},
  ): Promise<TestWorkspace> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-test-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    const { sql, database, ...settings } = options;
    const root = existsSync(path.join(folder, 'cmos')) ? path.join(folder, 'cmos') : folder;
    if (database !== false) await makeDatabase(root, sql === undefined ? {} : { sql });
    return new TestWorkspace(folder, root, settings);
  }

  path(file: string): string {
    return path.join(this.root, file);
  }

  text(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, content: string | Uint8Array): void {
    writeFileSync(this.path(file), content);
  }

  async read(): Promise<{ snapshot: Snapshot; report: Report; codes: string[] }> {
    const snapshot = await this.workspace.refresh();
    const report = check(snapshot);
    return { snapshot, report, codes: report.findings.map(({ code }) => code) };
  }

  /** Findings as `code "text under it"` (or the file's name where there is no place). */
  async findings(): Promise<string[]> {
    const { snapshot, report } = await this.read();
    return report.findings.map((finding) => {
      const { range, file } = locate(snapshot, finding);
      if (range === undefined) return `${finding.code} (${file})`;
      const line = this.text(file).split(/\r\n|\n|\r/)[range.start.line] ?? '';
      const under = range.start.line === range.end.line ? line.slice(range.start.character, range.end.character) : '…';
      return `${finding.code} ${JSON.stringify(under)}`;
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
