/** What needs a person, on the command line. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CommandLine } from '../../support/command-line';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "Current" }
        - { id: "B", name: "Beta", status: "Queued" }
        - { id: "C", name: "Gamma", status: "Queued" }
`;

const COMPLETE = ['complete', 'A', '--summary', 's', '--notes', 'n'];

interface Needs {
  readonly needs: readonly {
    readonly kind: string;
    readonly incident?: { readonly id: string; readonly attempts: readonly unknown[] };
    readonly actions?: readonly string[];
    readonly propose?: { readonly decision: string; readonly rationale: string };
  }[];
}

describe('cmos needs', function () {
  this.timeout(60_000);
  let line: CommandLine;
  const open = async (settings: object = {}): Promise<void> => {
    line = await CommandLine.of({
      'missions/backlog.yaml': BACKLOG,
      '.vscode/settings.json': JSON.stringify(settings),
      'context/MASTER_CONTEXT.json': '{"decisions_made": []}',
    });
  };
  afterEach(() => {
    line.remove();
  });
  const needs = async (): Promise<Needs['needs']> => {
    const { status, out } = await line.cmos('needs', '--format', 'json');
    const { needs: found } = JSON.parse(out) as Needs;
    assert.equal(status, found.length > 0 ? 1 : 0);
    return found;
  };

  it('says that nothing needs anybody', async () => {
    await open();
    const { status, out } = await line.cmos('needs');
    assert.deepEqual([status, out], [0, 'Nothing needs you.\n']);
    assert.deepEqual(await needs(), []);
  });

  it('a verification that fails for good stands there until it is seen to, or holds', async () => {
    const script = path.join('runs', 'check.js');
    await open({ 'cmos.verification.commands': [[process.execPath, script]] });
    const { status, err } = await line.cmos(...COMPLETE);
    assert.equal(status, 1);
    assert.match(err, /is not verified.*\ntried at .*check\.js: exit 1: .* \(script\/failed\)\n.*cmos needs\.\n$/s);
    const text = await line.cmos('needs');
    assert.equal(text.status, 1);
    assert.match(
      text.out,
      /^\[incident\] complete A was not done: .*check\.js.*\n {2}tried at .*\n {2}then: cmos complete A \| /,
    );
    const [need] = await needs();
    assert.deepEqual(need?.actions, ['retry', 'review', 'block', 'log']);
    const review = ['review', need.incident?.id ?? '', '--remark', 'known'];
    assert.equal((await line.cmos(...review, '--dry-run')).status, 0);
    assert.equal((await needs()).length, 1);
    const reviewed = await line.cmos(...review);
    assert.equal(reviewed.status, 0);
    assert.match(reviewed.out, /^Reviewed: complete A was not done/);
    assert.deepEqual(await needs(), []);
    await line.refused(/There is no mission/, ...review);
    await line.cmos(...COMPLETE);
    assert.equal((await needs()).length, 1, 'it failed again since');
    mkdirSync(path.join(line.workspace.root, 'runs'));
    writeFileSync(path.join(line.workspace.root, script), '');
    await line.fine(...COMPLETE);
    assert.deepEqual(await needs(), []);
  });

  it('a script that fails in passing is told, and needs nobody', async () => {
    const flaky =
      'const f = require("fs"); if (!f.existsSync("ran")) { f.writeFileSync("ran", ""); process.exit(75); }';
    await open({ 'cmos.verification.commands': [[process.execPath, '-e', flaky]] });
    const out = await line.fine(...COMPLETE);
    assert.match(out, /tried at .* \(script\/temporary\)/);
    assert.deepEqual(await needs(), []);
  });

  it('tries as often as the settings say', async () => {
    const busy = 'process.exit(75)';
    await open({ 'cmos.verification.commands': [[process.execPath, '-e', busy]], 'cmos.escalation.retries': 0 });
    await line.cmos(...COMPLETE);
    assert.equal((await needs())[0]?.incident?.attempts.length, 1);
  });

  it('lists blocked missions with needs, and a decision that is due until it is recorded', async () => {
    await open();
    for (const id of ['A', 'B', 'C'])
      await line.fine(
        'block',
        id,
        '--summary',
        's',
        '--reason',
        `No access (case ${id}1)`,
        '--need',
        `A key, no ${id}1`,
      );
    const found = await needs();
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['blocked', 'blocked', 'blocked', 'decision', 'decision'],
    );
    assert.doesNotMatch((await line.cmos('needs')).out, /update the workflow/, 'there is no playbook');
    mkdirSync(path.join(line.workspace.root, 'docs'));
    writeFileSync(path.join(line.workspace.root, 'docs', 'cmos_Playbook.md'), '# Playbook\n');
    const { out } = await line.cmos('needs');
    assert.match(out, /\n {2}and update the workflow in docs\/cmos_Playbook\.md\n/);
    assert.match(out, /\[decision\] Came up 3 times.*No access.*\n {2}in C, B, A\n {2}then: cmos decide --summary '/);
    for (const { propose } of found)
      if (propose !== undefined)
        await line.fine('decide', '--summary', propose.decision, '--rationale', propose.rationale);
    assert.deepEqual(
      (await needs()).map(({ kind }) => kind),
      ['blocked', 'blocked', 'blocked'],
    );
    assert.equal(
      (JSON.parse(line.read('context/MASTER_CONTEXT.json')) as { decisions_made: [] }).decisions_made.length,
      2,
    );
  });

  it('review: a person’s word stands in notes, row and log, and is undone like anything', async () => {
    await open();
    await line.undone('review', 'A', '--verdict', 'approve', '--agent', 'Kim', '--remark', 'read the diff');
    const out = await line.fine('review', 'A', '--agent', 'Kim', '--remark', 'read the diff');
    assert.match(out, /Review A/);
    assert.match(line.read('missions/backlog.yaml'), /Kim\] Review: approved\. read the diff/);
    assert.match(line.read('SESSIONS.jsonl'), /"agent": "Kim".*"action": "review".*"verdict": "approve"/);
    const { status, err } = await line.cmos('review', 'A', '--verdict', 'maybe', '--remark', 'r');
    assert.equal(status, 2);
    assert.match(err, /verdict is one of approve, reject/);
  });
});
