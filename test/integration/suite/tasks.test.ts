import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Controller } from '../../../src/vscode/controller';
import { extension, file, remove, until, write, type RunningExtension } from './support';

const MANIFEST = 'cmos/tests/integration/test_manifest.json';

/** One test that fails, and one that cannot be run, for the problem in the manifest. */
const SUITES = `{
  "suites": [
    {
      "id": "docs",
      "tests": [
        { "id": "gone", "type": "file_exists", "target": "gone.md" },
        { "id": "odd", "type": "teleport", "target": "agents.md" }
      ]
    }
  ]
}
`;

/** The workspace's own seed script, as far as a task needs one: it says how it was called. */
const SCRIPT = `
import os, sys
print("called with", sys.argv, "in", os.path.basename(os.getcwd()))
print("[FAIL] missions/backlog.yaml:2: by our own measure")
sys.exit(7)
`;

describe('tasks', function () {
  this.timeout(60_000);
  let api: RunningExtension;
  let controller: Controller;

  before(async () => {
    api = await extension();
    const [first] = api.workspaces.controllers;
    assert.ok(first);
    controller = first;
    await write(MANIFEST, SUITES);
    await write('cmos/scripts/seed_sqlite.py', SCRIPT);
  });

  after(async () => {
    for (const execution of vscode.tasks.taskExecutions) execution.terminate();
    // The folder stays: watchers lose sight of one that goes and comes back at once.
    await remove(MANIFEST);
    await remove('cmos/scripts');
  });

  /** Runs a task to its end, and answers how that was. */
  const ended = async (begin: () => Thenable<unknown>, isMeant: (task: vscode.Task) => boolean): Promise<number> => {
    let status: number | undefined;
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (isMeant(execution.task)) status = exitCode ?? -1;
    });
    try {
      await begin();
      return await until('the task ended', () => status, 30_000);
    } finally {
      listening.dispose();
    }
  };
  const is =
    (command: string, own = false) =>
    ({ definition }: vscode.Task): boolean =>
      definition['command'] === command && (definition['own'] === true) === own;
  const problems = (path: string): string[] =>
    vscode.languages
      .getDiagnostics(file(path))
      .filter(({ source }) => source === 'cmos')
      .map(({ range, message }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`)
      .sort();

  it('are the quick commands, and the workspace’s own scripts', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'cmos' });
    const found = tasks.map(({ name, detail, definition }) => `${String(definition['command'])}: ${name}: ${detail}`);
    for (const each of [
      'parity: Validate parity: cmos parity',
      'seed: Seed SQLite: cmos seed',
      'integration: Integration suite: cmos guardrails integration',
      'backlog: Inspect backlog: cmos list',
    ])
      assert.ok(found.includes(each), `${each} is one of\n${found.join('\n')}`);
    assert.ok(found.some((each) => each.startsWith('seed: Seed SQLite (scripts/seed_sqlite.py): python')));
  });

  it('run ours, end as it does, and put each problem on its file', async () => {
    const status = await ended(() => vscode.commands.executeCommand('cmos.task.integration'), is('integration'));
    assert.equal(status, 1);
    const found = await until('the problems are there', () => problems(MANIFEST).length > 1 && problems(MANIFEST));
    assert.deepEqual(
      found.map((each) => each.replace(/;.*/, '')),
      ['6:17 gone: There is no file gone.md.', '7:32 There is no test type teleport'],
    );
    await write(MANIFEST, SUITES.replace('gone.md', 'agents.md').replace('teleport', 'file_exists'));
    assert.equal(await ended(() => vscode.commands.executeCommand('cmos.task.integration'), is('integration')), 0);
    await until('the problems are gone', () => problems(MANIFEST).length === 0);
  });

  it('of a tasks.json are run as well', async () => {
    const mine = { type: 'cmos', command: 'backlog', root: 'cmos', label: 'my backlog', problemMatcher: [] };
    await write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [mine] }));
    try {
      let task: vscode.Task | undefined;
      for (const end = Date.now() + 10_000; task === undefined && Date.now() < end;)
        task = (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'my backlog');
      assert.ok(task, 'the editor knows it');
      const known = task;
      assert.equal(await ended(() => vscode.tasks.executeTask(known), is('backlog')), 0);
    } finally {
      await remove('.vscode/tasks.json');
    }
  });

  it('run what only looks', async () => {
    assert.equal(await ended(() => vscode.commands.executeCommand('cmos.task.backlog'), is('backlog')), 0);
    assert.equal(await ended(() => vscode.commands.executeCommand('cmos.task.parity'), is('parity')), 1, 'it drifts');
  });

  it('run a script of the workspace in its own folder, with its own status', async () => {
    const own = (await api.tasks.tasksOf(controller)).find(is('seed', true));
    assert.ok(own);
    assert.equal(await ended(() => vscode.tasks.executeTask(own), is('seed', true)), 7);
    const told = await until('the script’s problem is there', () =>
      vscode.languages
        .getDiagnostics(file('cmos/missions/backlog.yaml'))
        .find(({ message }) => message === 'by our own measure'),
    );
    assert.equal(told.range.start.line, 1);
  });

  it('end with all they started when a person ends them', async () => {
    // Its number is there whole or not at all: of a file that is only begun it would be 0, which is our own process group.
    const script =
      'import os, time\nopen("starting", "w").write(str(os.getpid()))\nos.rename("starting", "begun")\ntime.sleep(600)\n';
    await write('cmos/scripts/validate_parity.py', script);
    const slow = (await api.tasks.tasksOf(controller)).find(is('parity', true));
    assert.ok(slow);
    const execution = await vscode.tasks.executeTask(slow);
    try {
      const begun = path.join(file('cmos').fsPath, 'begun');
      const pid = await until('it has begun', () => existsSync(begun) && Number(readFileSync(begun, 'utf8')), 20_000);
      // As a person would: once the terminal is there.
      await until('its terminal is there', () => vscode.window.terminals.some(({ name }) => name.includes(slow.name)));
      execution.terminate();
      await until('the program is gone', () => !isRunning(pid), 20_000);
    } finally {
      await remove('cmos/begun');
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
