import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { transact } from '../../../src/core/operations/transact';
import { undo } from '../../../src/core/operations/undo';
import type { ChangeSet } from '../../../src/core/changes/change-set';
import type { Controller } from '../../../src/vscode/controller';
import { Writers } from '../../../src/node/writers';
import { step } from '../../support/step';
import { extension, file, read, until, type RunningExtension } from './support';

const BACKLOG = 'cmos/missions/backlog.yaml';
const LOG = 'cmos/SESSIONS.jsonl';

describe('writing from the editor', function () {
  this.timeout(30_000);
  let api: RunningExtension;
  let controller: Controller;
  /** A mission that both stores agree about. */
  let mission: string;
  let bundle: string;

  before(async () => {
    api = await extension();
    const [first] = api.workspaces.controllers;
    assert.ok(first);
    controller = first;
    const state = await controller.refreshNow();
    assert.ok(state);
    const found = state.saved.backlog.state === 'read' ? state.saved.backlog.document.missions : [];
    const agreed = found.find(
      ({ id, fields }) => fields.has('status') && !state.report.findings.some((finding) => finding.mission === id),
    );
    assert.ok(agreed);
    mission = agreed.id;
    const installed = vscode.extensions.getExtension('cmos-operations.cmos-operations');
    assert.ok(installed);
    bundle = path.join(installed.extensionPath, 'dist');
  });

  const statusInTree = (): string | undefined => {
    const saved = controller.state?.saved;
    return saved?.database.state === 'read'
      ? saved.database.document.missions.find(({ id }) => id === mission)?.status
      : undefined;
  };

  const take = async (summary: string): Promise<void> => {
    await transact<ChangeSet>(api.writing.transaction(controller), {
      plan: (snapshot) => Promise.resolve(step(snapshot, mission, 'Reviewed', summary)),
      changeSetOf: (changeSet) => changeSet,
    });
    await controller.refreshNow();
  };

  it('shows in every store and in an open editor, and is undone', async () => {
    const [backlog, log] = [await read(BACKLOG), await read(LOG)];
    const document = await vscode.workspace.openTextDocument(file(BACKLOG));
    await vscode.window.showTextDocument(document);
    await controller.refreshNow();
    const drift = api.status.item.text;
    await take('looked at');
    await until('the open editor shows it', () => document.getText().includes('Reviewed'));
    assert.equal(document.isDirty, false);
    assert.match(await read(LOG), /"looked at"/);
    assert.equal(statusInTree(), 'Reviewed');
    assert.equal(api.status.item.text, drift, 'no drift comes of it');
    await undo(api.writing.transaction(controller));
    assert.equal(await read(BACKLOG), backlog);
    assert.equal(await read(LOG), log);
    await until('the open editor shows it undone', () => !document.getText().includes('Reviewed'));
  });

  it('shows what an undo changes, and undoes it when that is applied', async () => {
    const [backlog, log] = [await read(BACKLOG), await read(LOG)];
    await take('to be undone');
    for (const [answer, then] of [
      ['cmos.preview.discard', (now: string) => now !== log],
      ['cmos.preview.apply', (now: string) => now === log],
    ] as const) {
      const undoing = vscode.commands.executeCommand('cmos.undo');
      await until('the preview is there', () =>
        vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.startsWith('Preview: Undo “'))),
      );
      await vscode.commands.executeCommand(answer);
      await undoing;
      assert.ok(then(await read(LOG)), answer);
    }
    assert.equal(await read(BACKLOG), backlog);
    const document = await vscode.workspace.openTextDocument(file(BACKLOG));
    await until('an open editor shows it undone', () => document.getText() === backlog);
  });

  it('refuses where a document has unsaved changes, and changes nothing', async () => {
    const document = await vscode.workspace.openTextDocument(file(BACKLOG));
    const editor = await vscode.window.showTextDocument(document);
    const before = await read(LOG);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), '# unsaved\n');
    });
    await assert.rejects(
      () => take('no'),
      (error) => (error as { code?: string }).code === 'commit/unsaved',
    );
    assert.equal(await read(LOG), before);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('sees what another process writes to the database', async () => {
    const writers = new Writers({ bundleFolder: bundle });
    const writer = await writers.get();
    assert.ok(writer);
    const before = statusInTree() ?? '';
    const database = path.join(controller.root, 'db', 'cmos.sqlite');
    const change = (from: string, to: string) =>
      ({
        kind: 'update',
        table: 'missions',
        key: { id: mission },
        before: { status: from },
        after: { status: to },
      }) as const;
    const write = (from: string, to: string): Promise<void> =>
      writer.transaction(database, [change(from, to)], 5000, () => Promise.resolve());
    await write(before, 'Outside');
    await until('the tree has it', () => statusInTree() === 'Outside');
    await until('the indicator counts it', () => api.status.item.text === '$(warning) CMOS drift 10');
    await write('Outside', before);
    await until('gone again', () => api.status.item.text === '$(warning) CMOS drift 9');
    await writers.close();
  });

  it('offers the next steps above each mission, by its status', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      file(BACKLOG),
      100,
    );
    const lines = (await read(BACKLOG)).split('\n');
    const offered = lenses.map(({ range, command }) => [lines[range.start.line] ?? '', command?.command]);
    assert.ok(offered.some(([line, command]) => (line ?? '').includes('T2.2') && command === 'cmos.complete'));
    assert.ok(offered.some(([line, command]) => (line ?? '').includes('T2.4') && command === 'cmos.unblock'));
    assert.ok(!offered.some(([line]) => (line ?? '').includes('T1.1')));
  });
});
