import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Shown, Tree } from '../../../src/vscode/tree';
import type { NeedTarget } from '../../../src/vscode/need-row';
import { needs as needsView } from '../../../src/vscode/views/needs';
import { below, extension, file, read, until, write, type RunningExtension } from './support';

const SETTINGS = '.vscode/settings.json';
const CHECK = 'check.js';
const BACKLOG = 'cmos/missions/backlog.yaml';

describe('what needs you', function () {
  this.timeout(60_000);
  let api: RunningExtension;
  let tree: Tree;
  let root: string;
  let commandLine: string;

  before(async () => {
    api = await extension();
    tree = api.views.of(needsView);
    root = api.workspaces.controllers[0]?.root ?? '';
    const installed = vscode.extensions.getExtension('cmos-operations.cmos-operations');
    assert.ok(installed);
    commandLine = path.join(installed.extensionPath, 'dist', 'cli.js');
  });

  /** The command line, as an agent beside the editor runs it. */
  const cmos = (...words: readonly string[]): Promise<{ readonly failed: boolean; readonly text: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' };
      execFile(process.execPath, [commandLine, ...words, '--root', root], { env }, (error, out, problems) => {
        resolve({ failed: error !== null, text: out + problems });
      });
    });

  type NeedRow = Shown & NeedTarget;
  const needs = async (): Promise<readonly NeedRow[]> => (await below(tree)) as readonly NeedRow[];
  const incident = async (): Promise<NeedRow | undefined> =>
    (await needs()).find(({ need }) => need.kind === 'incident');

  it('lists a blocked mission with what would unblock it', async () => {
    const blocked = 'T2.4 is blocked, and needs a feed with hourly wind; permission to store it';
    await until('the blocked mission', async () => (await needs()).some(({ label }) => label === blocked));
    const [first, ...others] = await needs();
    assert.equal(tree.getTreeItem(first!).contextValue, 'blocked');
    await until('its number', () => tree.view.description === String(1 + others.length));
  });

  it('a verification that fails escalates up to it, is tried again from there, and is gone once the mission is completed', async () => {
    const backlog = await read(BACKLOG);
    const added = await cmos(
      'add',
      '--id',
      'N1',
      '--name',
      'Needs a check',
      '--sprint',
      'Sprint 2',
      '--status',
      'Current',
    );
    assert.equal(added.failed, false, added.text);
    const program = process.execPath;
    await write(CHECK, 'console.log("the tide is out"); process.exit(3);\n');
    await write(SETTINGS, JSON.stringify({ 'cmos.verification.commands': [[program, CHECK]] }));
    try {
      const complete = ['complete', 'N1', '--summary', 's', '--notes', 'n'];
      const first = await cmos(...complete);
      assert.ok(first.failed && first.text.includes('the tide is out'), first.text);

      const shown = await until('the incident', incident);
      assert.match(shown.label, /^complete N1 was not done: .*exit 3: the tide is out/);
      assert.equal(tree.getTreeItem(shown).contextValue, 'incident;retry;review;block;log');
      assert.ok((await below(tree, shown)).some(({ label }) => label.includes('tried at')));

      await until(
        'the setting',
        () =>
          vscode.workspace.getConfiguration('cmos', file('.')).get<unknown[]>('verification.commands')?.length === 1,
      );
      await api.whenReady();
      // A person would read the gate's message meanwhile; nobody answers it here.
      void vscode.commands.executeCommand('cmos.needs.retry', shown);
      await until(
        'it failed in the editor, too',
        async () => {
          const need = (await incident())?.need;
          return need?.kind === 'incident' && need.times === 2;
        },
        20_000,
      );

      await write(CHECK, '');
      // The sample has drifted, and completion brings the next mission forward.
      const over = await cmos(...complete, '--override', 'the drift is known');
      assert.equal(over.failed, false, over.text);
      await until('it is gone', async () => (await incident()) === undefined);
      const done = await cmos('show', 'N1', '--format', 'json');
      assert.match(done.text, /"status": "Completed"/);
      assert.equal((await cmos('undo')).failed, false);
    } finally {
      await vscode.workspace.fs.delete(file(SETTINGS));
      await vscode.workspace.fs.delete(file(CHECK));
      await cmos('undo');
      await api.whenReady();
    }
    assert.equal(await read(BACKLOG), backlog);
  });

  it('shows what the command line lists', async () => {
    const listed = await cmos('needs', '--format', 'json');
    assert.equal(listed.failed, true, 'a mission is blocked');
    const { needs: found } = JSON.parse(listed.text) as { needs: { kind: string }[] };
    assert.equal(found.length, (await needs()).length, 'the command line lists the same');
  });
});
