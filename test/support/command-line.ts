/** A workspace and the command line on it, as tests use both. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseReading } from '../../src/core/database/model';
import { type Snapshot, documentOf } from '../../src/core/workspace/snapshot';
import { cmos, type Outcome } from './cmos';
import { TestWorkspace } from './workspaces';

/** The time at which `fine` says that things happen. */
export const NOW = '2025-03-14T09:00:00Z';

export class CommandLine {
  readonly workspace: TestWorkspace;

  private constructor(workspace: TestWorkspace) {
    this.workspace = workspace;
  }

  /** A workspace of these files, with a database seeded from them. */
  static async of(files: Readonly<Record<string, string>>): Promise<CommandLine> {
    return new CommandLine(
      await TestWorkspace.of({
        'SESSIONS.jsonl': '',
        'PROJECT_CONTEXT.json': '{}',
        'context/MASTER_CONTEXT.json': '{}',
        'db/.keep': '',
        ...files,
      }),
    );
  }

  /** A workspace that is there already. */
  static at(root: string): CommandLine {
    return new CommandLine(TestWorkspace.at(root));
  }

  cmos(...argv: readonly string[]): Promise<Outcome> {
    return cmos(this.workspace.root, ...argv);
  }

  /** Runs what must succeed, and leave the stores in step. */
  async fine(...argv: readonly string[]): Promise<string> {
    const { status, out, err } = await this.cmos(...argv, '--ts', NOW);
    assert.deepEqual([argv[0], status, err], [argv[0], 0, '']);
    const parity = await this.cmos('parity', '--check');
    assert.equal(parity.status, 0, parity.out);
    return out;
  }

  /** Runs what must be refused, for a reason, without anything changed. */
  async refused(pattern: RegExp, ...argv: readonly string[]): Promise<void> {
    const before = this.everything();
    const { status, err } = await this.cmos(...argv);
    assert.equal(status, 1, err);
    assert.match(err, pattern);
    assert.doesNotMatch(err, /\n\s+at /, 'no stack');
    assert.deepEqual(this.everything(), before, 'nothing was changed');
  }

  /** Runs something, undoes it, and says what was there in between. */
  async undone(...argv: readonly string[]): Promise<void> {
    const [before, rows] = [this.everything(), await this.rows()];
    await this.fine(...argv);
    assert.notDeepEqual(this.everything(), before);
    // By whoever did it.
    const at = argv.indexOf('--agent');
    const { status, err } = await this.cmos('undo', ...(at < 0 ? [] : argv.slice(at, at + 2)));
    assert.equal(status, 0, err);
    assert.deepEqual(this.everything(), before, `${argv.join(' ')} undone`);
    assert.deepEqual(await this.rows(), rows, `${argv.join(' ')} undone in the database`);
  }

  /** What the tables say; undefined where there is no database. */
  async rows(): Promise<object | undefined> {
    const database = documentOf((await this.snapshot()).database);
    if (database === undefined) return undefined;
    const { missions, sprints, dependencies, contexts, events } = database;
    return { missions, sprints, dependencies, contexts, events };
  }

  /** All files but the database's, the journal's and the incidents', byte for byte; empty files that telemetry left count as none. */
  everything(): Readonly<Record<string, string>> {
    const { root } = this.workspace;
    const files: Record<string, string> = {};
    const walk = (folder: string): void => {
      for (const name of readdirSync(path.join(root, folder)).toSorted()) {
        const file = path.join(folder, name);
        if (/^\.?cmos-operations$/.test(name) || name.startsWith('cmos.sqlite')) continue;
        if (statSync(path.join(root, file)).isDirectory()) walk(file);
        else files[file] = readFileSync(path.join(root, file), 'latin1');
      }
    };
    walk('');
    return files;
  }

  /** Changes the database as another program would: with Python, in a transaction of its own. */
  sql(statements: string): void {
    const script = 'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()';
    execFileSync('python3', ['-c', script, this.workspace.path('db/cmos.sqlite'), statements]);
  }

  read(file: string): string {
    const place = path.join(this.workspace.root, file);
    return existsSync(place) ? readFileSync(place, 'utf8') : '';
  }

  async snapshot(): Promise<Snapshot> {
    return (await this.workspace.read()).snapshot;
  }

  async database(): Promise<DatabaseReading> {
    const database = documentOf((await this.snapshot()).database);
    assert.ok(database);
    return database;
  }

  remove(): void {
    this.workspace.remove();
  }
}
