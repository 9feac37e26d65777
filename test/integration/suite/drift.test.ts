import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isDrift } from '../../../src/core/findings/places';
import { undo as undoLatest } from '../../../src/core/operations/undo';
import type { Controller } from '../../../src/vscode/controller';
import { drift as driftView } from '../../../src/vscode/views/drift';
import { below, extension, file, read, texts, until, write, type RunningExtension } from './support';

const BACKLOG = 'cmos/missions/backlog.yaml';
const LOG = 'cmos/SESSIONS.jsonl';

/** Is offered for every finding. */
const EXPLAIN = 'cmos.explainFinding';

describe('mending drift in the editor', function () {
  this.timeout(30_000);
  let api: RunningExtension;
  let controller: Controller;

  before(async () => {
    api = await extension();
    const [first] = api.workspaces.controllers;
    assert.ok(first);
    controller = first;
    await controller.refreshNow();
  });

  const drift = (): number => controller.state?.report.findings.filter(isDrift).length ?? 0;

  async function actions(path: string, at: string, kind?: string): Promise<readonly vscode.CodeAction[]> {
    const document = await vscode.workspace.openTextDocument(file(path));
    const start = document.positionAt(document.getText().indexOf(at));
    const range = new vscode.Range(start, start.translate(0, 1));
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      kind,
    );
    return found.filter(({ command }) => command?.command.startsWith('cmos.') === true && command.command !== EXPLAIN);
  }

  async function run(action: vscode.CodeAction | undefined): Promise<void> {
    assert.ok(action?.command);
    await vscode.commands.executeCommand(action.command.command, ...((action.command.arguments ?? []) as unknown[]));
  }

  /** Takes back what a fix did: other tests go by the sample as it is. */
  async function undo(): Promise<void> {
    await undoLatest(api.writing.transaction(controller));
    await controller.refreshNow();
  }

  it('offers both values on a difference, and takes the one that is chosen', async () => {
    const [backlog, count] = [await read(BACKLOG), drift()];
    const offered = await actions(BACKLOG, '"Current"');
    const titles = offered.map(({ title }) => title);
    assert.deepEqual(titles.slice(0, 2), ['Take the database’s value: Completed', 'Take the file’s value: Current']);
    assert.ok(titles.includes('Compare the file with the database'));
    await run(offered[0]);
    await until('the difference is gone', () => drift() === count - 1);
    assert.match(await read(BACKLOG), /id: "T2\.3", name: "Uncertainty bands", status: "Completed"/);
    await undo();
    assert.equal(await read(BACKLOG), backlog);
    assert.equal(drift(), count);
  });

  it('fixes all that is beyond doubt at once, and nothing else', async () => {
    const [log, backlog, count] = [await read(LOG), await read(BACKLOG), drift()];
    const [all] = await actions(LOG, '{', vscode.CodeActionKind.SourceFixAll.append('cmos').value);
    assert.equal(all?.title, 'Repair all drift of this file that is beyond doubt');
    const before = controller.state?.report.findings.filter(({ code }) =>
      code.startsWith('drift/session-missing'),
    ).length;
    assert.ok(before !== undefined && before > 0);
    await run(all);
    await until('the events are on both sides', () => drift() === count - before);
    assert.equal(await read(BACKLOG), backlog);
    await undo();
    assert.equal(await read(LOG), log);
    // Nobody saw the two agree about the backlog: what a repair and its undo left is as unknown as before.
    assert.deepEqual(await actions(BACKLOG, 'name:', vscode.CodeActionKind.SourceFixAll.append('cmos').value), []);
  });

  it('has one row for what is mended as one: lines of one text, and their order', async () => {
    const log = await read(LOG);
    const lines = log.split(/(?<=\n)/).filter((line) => line.startsWith('{"'));
    await write(LOG, [...lines.toReversed(), ...lines.slice(0, 1), ...lines.slice(0, 1)].join(''));
    try {
      await controller.refreshNow();
      const orders = controller.state?.report.findings.filter(({ code }) => code === 'drift/session-order').length ?? 0;
      assert.ok(orders > 1);
      const tree = api.views.of(driftView);
      const ids = (await below(tree, ...(await below(tree)))).map((row) => tree.getTreeItem(row).id);
      assert.equal(ids.length, new Set(ids).size);
    } finally {
      await write(LOG, log);
      await controller.refreshNow();
    }
  });

  it('lists each difference with both values, and says who lacks what', async () => {
    const tree = api.views.of(driftView);
    const groups = await below(tree);
    const ids = (await below(tree, ...groups)).map((row) => tree.getTreeItem(row).id);
    assert.equal(ids.length, new Set(ids).size, 'each has an id of its own');
    const rows = await texts(tree, ...groups);
    assert.ok(rows.includes('T2.3 · status | Completed ↔ Current'), rows.join('\n'));
    assert.ok(rows.includes('T3.5 | only in the database'), rows.join('\n'));
  });
});
