/**
 * A workspace that begins with nothing and is worked on sprint after sprint with our commands alone. The
 * reference’s own tools are asked after each step where they are here.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeDatabase } from '../../scripts/lib/workspace-database.mjs';
import { isDrift } from '../../src/core/findings/places';
import { leftIn, modelOf } from '../../src/core/model/missions';
import { sprintStage } from '../../src/core/model/status';
import { cmos } from '../support/cmos';
import { CommandLine, NOW } from '../support/command-line';
import { acceptedByReference, IN_STEP, isReferenceHere, reference, verdictOf } from '../support/reference';

const SAMPLES = path.resolve('../shared/samples');
const STARTER = path.join(SAMPLES, '01-starter-v1');
const BACKLOG = 'missions/backlog.yaml';

describe('a workspace that is worked on sprint after sprint', function () {
  this.timeout(180_000);
  let folder: string;
  let line: CommandLine;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-life-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('begins with nothing but the reference’s empty starter', async function () {
    if (!existsSync(STARTER)) this.skip();
    cpSync(STARTER, path.join(folder, 'w'), { recursive: true });
    await live([]);
  });

  it('begins as cmos init makes it', async () => {
    const made = await cmos('/', 'init', path.join(folder, 'w'), '--name', 'Life');
    assert.deepEqual([made.status, made.err], [0, '']);
    await live(['Sprint 01']);
  });

  /** Three sprints: one ends with all done, one with something left that is carried over, one with something given up. */
  async function live(there: readonly string[]): Promise<void> {
    line = CommandLine.at(path.join(folder, 'w'));
    const before = [line.everything(), await line.rows()];
    let steps = 0;
    const step = async (...argv: readonly string[]): Promise<string> => {
      const out = await line.fine(...argv);
      accepted(argv.join(' '));
      steps++;
      return out;
    };
    if (there.length === 0) {
      assert.match((await line.cmos('next')).out, /cmos sprint add --title TEXT adds a sprint/);
      await step('sprint', 'add', '--title', 'Foundation');
      await step('add', 'B1.1', '--name', 'Roadmap: “first”');
    }
    await step('sprint', 'start', 'Sprint 01');
    await step('add', 'B1.2', '--name', 'Second');
    await step('depend', 'B1.2', 'B1.1');
    await step('start', '--summary', 'go');
    await step('complete', 'B1.1', '--summary', 's', '--notes', 'n');
    await step('start', '--summary', 'go');
    const last = await step('complete', 'B1.2', '--summary', 's', '--notes', 'n');
    assert.match(last, /\nNothing is left in Sprint 01\. cmos sprint close 'Sprint 01' closes it\.\n$/);
    await step('sprint', 'close', 'Sprint 01');

    assert.match(await step('sprint', 'add', '--title', 'Depth', '--focus', 'no'), /Sprint 02/);
    await step('sprint', 'start', 'Sprint 02');
    await step('add', 'B2.1', '--name', 'Third');
    await step('add', 'B2.2', '--name', 'Fourth');
    await step('sprint', 'add', '--title', 'Width', '--start', '2025-03-20');
    await step('sprint', 'edit', 'Sprint 03', '--focus', '12:30');
    const left = await line.cmos('sprint', 'close', 'Sprint 02');
    assert.deepEqual(
      [left.status, left.err.split('\n')[0]],
      [1, 'Left in Sprint 02: B2.1 (Queued), B2.2 (Queued). Nothing was changed.'],
    );
    await step('start', 'B2.1', '--summary', 'go');
    await step('complete', 'B2.1', '--summary', 's', '--notes', 'n');
    await step('sprint', 'close', 'Sprint 02', '--left', 'carry', '--to', 'Sprint 03');

    await step('sprint', 'start', 'Sprint 03');
    assert.match(await step('add', 'B3.1', '--name', 'Fifth'), /Add B3\.1/);
    await step('sprint', 'close', 'Sprint 03', '--left', 'drop', '--reason', 'enough');
    assert.match((await line.cmos('next')).out, /^All missions are done\. cmos sprint add/);
    assert.deepEqual(
      (await line.database()).sprints.map(({ id, status }) => `${id} ${status ?? ''}`),
      ['Sprint 01 Completed', 'Sprint 02 Completed', 'Sprint 03 Completed'],
    );
    takenUpByReference();

    while (steps-- > 0) {
      const { status, err } = await line.cmos('undo');
      assert.equal(status, 0, err);
    }
    assert.deepEqual([line.everything(), await line.rows()], before);
  }

  const names = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => !name.startsWith('_')) : [];
  for (const name of names)
    it(`goes on in ${name}, as much in step as before, and back to the byte`, async () => {
      const root = path.join(folder, 'w');
      cpSync(path.join(SAMPLES, name), root, { recursive: true });
      if (!existsSync(path.join(root, 'db/cmos.sqlite'))) await makeDatabase(root);
      line = CommandLine.at(root);
      const before = [line.everything(), await line.rows()];
      const { verdict, findings } = (await line.workspace.read()).report;
      const drifts = findings.filter(isDrift).length;
      const wasAccepted = isReferenceHere && verdictOf(root) === IN_STEP;
      const texts = textsOf(line.read(BACKLOG));
      let steps = 0;
      const step = async (...argv: readonly string[]): Promise<void> => {
        const { status, err } = await line.cmos(...argv, '--override', 'a test', '--ts', NOW);
        assert.deepEqual([status, err], [0, ''], argv.join(' '));
        steps++;
        const { report } = await line.workspace.read();
        // A value that was disputed is agreed on once a change gives it another one.
        assert.equal(report.verdict, verdict, argv.join(' '));
        assert.ok(report.findings.filter(isDrift).length <= drifts, argv.join(' '));
        if (wasAccepted) assert.equal(verdictOf(root), IN_STEP, argv.join(' '));
      };
      const { sprints } = modelOf(await line.snapshot());
      await step('sprint', 'add', '--title', 'New: “one”', '--focus', 'on');
      const added = modelOf(await line.snapshot()).sprints.find(({ id }) => !sprints.some((each) => each.id === id));
      const id = added?.id ?? assert.fail('a sprint was added');
      await step('sprint', 'edit', id, '--end', '2099-12-31', '--title', 'Newer: #1');
      await step('sprint', 'start', id);
      await step('add', 'NEW-1', '--name', 'New', '--sprint', id);
      for (const each of sprints)
        if (each.id !== undefined && sprintStage(each.status) !== 'done')
          await step('sprint', 'close', each.id, ...(leftIn(each).length === 0 ? [] : ['--left', 'carry', '--to', id]));
      await step('sprint', 'close', id, '--left', 'defer', '--reason', 'later');
      const gone = texts.filter((text) => !line.read(BACKLOG).includes(text));
      assert.deepEqual(gone, [], 'comments are there');
      while (steps-- > 0) assert.equal((await line.cmos('undo')).status, 0);
      assert.deepEqual([line.everything(), await line.rows()], before);
    });

  const accepted = (step: string): void => {
    acceptedByReference(line.workspace.root, path.join(folder, 'copy'), step);
  };

  /** Work that was planned with our commands is carried out with the reference’s, in a copy. */
  function takenUpByReference(): void {
    if (!isReferenceHere) return;
    const copy = path.join(folder, 'copy');
    reference('mission_runtime.py', '--root', copy, 'start', '--mission', 'B2.2', '--summary', 's');
    reference('mission_runtime.py', '--root', copy, 'complete', '--mission', 'B2.2', '--summary', 's', '--notes', 'n');
    assert.equal(verdictOf(copy), IN_STEP);
  }
});

/** The comments of a backlog: nothing of the sort is lost by an edit. */
function textsOf(backlog: string): readonly string[] {
  return [...backlog.matchAll(/(?:^|\s)(#\s.*)$/gm)].map(([, comment = '']) => comment.trimEnd());
}
