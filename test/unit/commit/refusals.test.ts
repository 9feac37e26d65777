/** What stops a change that hardly ever is stopped: the code, the message, and everything left as it was. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RowChange } from '../../../src/core/changes/change-set';
import { commit } from '../../../src/core/commit/commit';
import { planUndo } from '../../../src/core/commit/history';
import { Journal } from '../../../src/core/commit/journal';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { FORMAT, type FileRecord } from '../../../src/core/commit/record';
import { recover } from '../../../src/core/commit/recover';
import { confined } from '../../../src/core/ground/boundary';
import { CmosError, type CmosErrorCode } from '../../../src/core/ground/errors';
import { JOURNAL_FOLDER } from '../../../src/core/ground/own-folder';
import { note } from '../../../src/core/operations/catalog/note';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { DEFAULT_SETTINGS } from '../../../src/core/workspace/settings';
import { Workspace } from '../../../src/core/workspace/workspace';
import { nodePorts } from '../../../src/node/ports';
import { everything, Performing } from '../../support/performing';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts } from '../../support/writers';

const LINE = '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}\n';
const FILES = { 'missions/backlog.yaml': planOf({ A: 'Queued', B: 'Queued' }), 'SESSIONS.jsonl': LINE, 'db/.keep': '' };
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a change is refused', function () {
  this.timeout(60_000);
  const performing = new Performing();
  const ports = commitPorts(() => performing.writers.get());
  let workspace: TestWorkspace;
  const open = async (sql?: string): Promise<void> => {
    workspace = await TestWorkspace.of(FILES, sql === undefined ? {} : { sql });
  };
  afterEach(() => {
    workspace.remove();
  });
  after(() => performing.close());

  /** Everything that counts: all files, and what the database says. */
  const state = async (): Promise<unknown> => {
    const { missions, events } = documentOf((await workspace.read()).snapshot.database) ?? assert.fail();
    const files = Object.entries(everything(workspace)).filter(([name]) => !name.includes('cmos.sqlite'));
    return [missions, events, Object.fromEntries(files)];
  };
  const refused = async (act: () => Promise<unknown>, code: CmosErrorCode, message: RegExp): Promise<void> => {
    const before = await state();
    await assert.rejects(act, (error) => {
      assert.ok(CmosError.is(error, code), String(error));
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(await state(), before);
  };
  /** An entry as a crash leaves it, written by this user on this machine. */
  const interrupted = async (
    title: string,
    rows: readonly RowChange[],
    files: readonly FileRecord[],
  ): Promise<string> => {
    const journal = new Journal(confined(ports.files, workspace.root), workspace.root, ports.provenance);
    return (await journal.open({ operation: 'x', title, at: '2025-03-01T00:00:00Z', rows, files })).id;
  };
  const recovering = (more: Partial<CommitPorts> = {}): ReturnType<typeof recover> =>
    recover({ ...ports, ...more }, { root: workspace.root, database: 'db/cmos.sqlite' });
  const outcomes = async (): Promise<unknown> =>
    (await recovering()).map(({ record: { title }, outcome, conflict }) => [title, outcome, conflict]);
  const rename = (id: string, before: string, after: string): RowChange => ({
    kind: 'update',
    table: 'missions',
    key: { id },
    before: { name: before },
    after: { name: after },
  });
  const appended = (before: string, text: string): FileRecord => ({
    kind: 'append',
    path: 'SESSIONS.jsonl',
    size: before.length,
    before: digest(before),
    text,
  });

  it('where it would leave database and files apart', async () => {
    await open();
    const { snapshot } = await workspace.read();
    const whole = step(snapshot, 'A', 'Current', 'x');
    for (const part of [
      { ...whole, files: whole.files.slice(1) },
      { ...whole, files: whole.files.slice(0, 1) },
      { ...whole, rows: whole.rows.slice(1) },
    ])
      await refused(
        () => commit(ports, snapshot, part),
        'commit/failed',
        /^The change would leave the stores apart: .*Nothing was changed\.$/,
      );
    assert.ok(!existsSync(workspace.path(JOURNAL_FOLDER)));
  });

  it('where a trigger of the database makes something else of the row', async () => {
    for (const trigger of [
      `CREATE TRIGGER t AFTER UPDATE OF status ON missions BEGIN UPDATE missions SET status = 'Blocked' WHERE id = new.id; END`,
      `CREATE TRIGGER t AFTER INSERT ON session_events BEGIN UPDATE session_events SET summary = 'else' WHERE id = new.id; END`,
      `CREATE TRIGGER t AFTER INSERT ON session_events BEGIN DELETE FROM session_events WHERE id = new.id; END`,
    ]) {
      await open(trigger);
      const { snapshot } = await workspace.read();
      await refused(
        () => commit(ports, snapshot, step(snapshot, 'A', 'Current', 'x')),
        'commit/failed',
        /^The database made something else of the row in (missions|session_events)\. Nothing was changed\.$/,
      );
      assert.deepEqual(await outcomes(), []);
      workspace.remove();
    }
    await open();
  });

  it('where a record has another format, which stays as it is', async () => {
    await open();
    for (const open of [true, false])
      for (const [format, code, message] of [
        [FORMAT - 1, 'commit/unrecovered', /the record of an earlier change, cannot be read/],
        [FORMAT + 1, 'commit/newer-format', /A newer version .* Nothing was changed\.$/],
        ['2', 'commit/unrecovered', /the record of an earlier change, cannot be read/],
      ] as const) {
        const id = await interrupted('X', [], []);
        const file = workspace.path(`${JOURNAL_FOLDER}/${id}${open ? '.open' : ''}.json`);
        renameSync(workspace.path(`${JOURNAL_FOLDER}/${id}.open.json`), file);
        const text = JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), format });
        writeFileSync(file, text);
        const { layout } = await workspace.workspace.refresh();
        if (open) await refused(recovering, code, message);
        if (open) await refused(() => performing.run(workspace, note, { mission: 'A', summary: 'x' }), code, message);
        else await refused(() => planUndo(ports, layout), code, message);
        assert.equal(readFileSync(file, 'utf8'), text);
        renameSync(file, `${file}.gone`);
      }
  });

  it('and so is recovery, in a folder that is not trusted', async () => {
    await open();
    workspace.write('SESSIONS.jsonl', `${LINE}{"half`);
    await interrupted('X', [rename('A', 'Alpha', 'Other')], [appended(LINE, '{"half": 1}\n')]);
    await refused(() => recovering({ trusted: false }), 'commit/untrusted', /not trusted.*Nothing was changed\.$/);
    const untrusted = performing.ports({ trusted: false });
    await refused(
      () => performing.run(workspace, note, { mission: 'A', summary: 'x' }, { ports: untrusted }),
      'commit/untrusted',
      /not trusted/,
    );
    assert.deepEqual(await outcomes(), [['X', 'taken-back', undefined]]);
    assert.equal(workspace.text('SESSIONS.jsonl'), LINE);
  });

  it('where the rows of an interrupted one speak for both sides, or for none', async () => {
    await open();
    const ours = '{"ours": 1}\n';
    workspace.write('SESSIONS.jsonl', LINE + ours);
    for (const rows of [
      // The first row is as before, the second as after.
      [rename('A', 'Alpha', 'Other'), rename('B', 'Other', 'Beta')],
      [rename('A', 'One', 'Other')],
      [rename('Z', 'One', 'Other')],
      [rename('A', 'Alpha', 'Alpha')],
    ] satisfies RowChange[][]) {
      await interrupted('X', rows, [appended(LINE, ours)]);
      const before = await state();
      assert.deepEqual(await outcomes(), [['X', 'conflict', 'db/cmos.sqlite']]);
      await refused(
        () => performing.run(workspace, note, { mission: 'A', summary: 'x' }),
        'commit/unrecovered',
        /“X”, was interrupted, and the stores were changed since\. Nothing was changed\.$/,
      );
      assert.deepEqual(await state(), before);
      await recover(ports, { root: workspace.root, database: 'db/cmos.sqlite' }, { asIs: true });
    }
  });

  it('until two interrupted ones are rolled back, the later one first', async () => {
    await open();
    const [one, two] = ['{"one": 1}\n', '{"two": 2}\n'];
    workspace.write('SESSIONS.jsonl', LINE + one + two);
    await interrupted('One', [rename('A', 'Alpha', 'Other')], [appended(LINE, one)]);
    await interrupted('Two', [rename('B', 'Beta', 'Other')], [appended(LINE + one, two)]);
    const before = await state();
    assert.deepEqual(await outcomes(), [
      ['Two', 'taken-back', undefined],
      ['One', 'taken-back', undefined],
    ]);
    assert.notDeepEqual(await state(), before);
    assert.equal(workspace.text('SESSIONS.jsonl'), LINE);
    assert.deepEqual(
      readdirSync(workspace.path(JOURNAL_FOLDER)).filter((name) => name.endsWith('.json')),
      [],
    );
  });

  it('nowhere because the database is a link within the workspace, which stays one', async function () {
    if (process.platform === 'win32') this.skip();
    await open();
    renameSync(workspace.path('db/cmos.sqlite'), workspace.path('db/real.sqlite'));
    symlinkSync('real.sqlite', workspace.path('db/cmos.sqlite'));
    await performing.run(workspace, note, { mission: 'A', summary: 'seen' });
    assert.ok(lstatSync(workspace.path('db/cmos.sqlite')).isSymbolicLink());
    const { report, snapshot } = await workspace.read();
    assert.equal(report.verdict, 'in-sync');
    assert.equal(documentOf(snapshot.database)?.events.at(-1)?.summary, 'seen');
    assert.deepEqual(
      readdirSync(workspace.path('db')).filter((name) => name.startsWith('cmos')),
      ['cmos.sqlite'],
      'its journal lies beside the file that it is',
    );
  });

  it('where the database never stands still long enough to be read', async () => {
    await open();
    const real = nodePorts();
    let [ticks, clock] = [0, 0];
    const restless = {
      ...real,
      now: () => (clock += 200),
      sleep: () => Promise.resolve(),
      files: {
        ...real.files,
        stat: async (file: string) => {
          const stat = await real.files.stat(file);
          return stat === undefined || path.basename(file) !== 'cmos.sqlite'
            ? stat
            : { ...stat, changed: String(ticks++) };
        },
      },
    };
    const busy = { folder: workspace.folder, workspace: new Workspace(restless, workspace.root, DEFAULT_SETTINGS) };
    await performing.refused(
      busy as unknown as TestWorkspace,
      note,
      'database/busy',
      /db\/cmos\.sqlite is being written all the time.* Nothing was changed\.$/,
      { mission: 'A', summary: 'x' },
    );
  });
});
