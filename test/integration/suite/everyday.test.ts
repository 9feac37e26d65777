import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Operation, Parameters } from '../../../src/core/operations/operation';
import { refuse } from '../../../src/core/ground/refusals';
import { onRow } from '../../../src/vscode/commands/operations';
import type { Shown, Tree } from '../../../src/vscode/tree';
import { isMission } from '../../../src/vscode/targets';
import { backlog as backlogView } from '../../../src/vscode/views/backlog';
import { sessions as sessionsView } from '../../../src/vscode/views/sessions';
import {
  below,
  diagnostics,
  extension,
  file,
  read,
  stateOf,
  texts,
  until,
  write,
  type RunningExtension,
} from './support';

/** A tree item's label, which the editor also allows to be more than a text. */
const labelOf = ({ label }: vscode.TreeItem): string => (typeof label === 'string' ? label : (label?.label ?? ''));

const BACKLOG = 'cmos/missions/backlog.yaml';
const LOG = 'cmos/SESSIONS.jsonl';

describe('an everyday workspace', () => {
  let api: RunningExtension;
  let backlog: Tree & { setFilter(text: string): void };
  let sessions: Tree;

  before(async () => {
    api = await extension();
    backlog = api.views.of(backlogView);
    sessions = api.views.of(sessionsView);
  });

  const missions = async (): Promise<readonly Shown[]> => below(backlog, ...(await below(backlog)));

  it('shows its sprints, and each mission with its state and who works on it', async () => {
    assert.deepEqual(await texts(backlog), [
      'Sprint 1  Reading the gauges | 2 of 3 done',
      'Sprint 2  Predicting | 2 of 6 done',
      'Sprint 3  Telling the skipper | 0 of 5 done',
    ]);
    const [, second] = await below(backlog);
    // The sample's days go by.
    const now = (await texts(backlog, second!)).map((text) => text.replace(/· \d+ d ·/, '· N d ·'));
    assert.deepEqual(now, [
      'T2.1  Prediction core | Completed',
      'T2.2  Tables as PDF – with moon phases | In Progress · bo · N d · stale',
      'T2.3  Uncertainty bands | ⚠ drift 3 · Completed',
      'T2.4  Storm surge hints | Blocked',
      'T2.5  Check against the almanac | waits for T2.2',
      'T2.6  Daylight saving in tables | Queued',
    ]);
  });

  it('tells states apart without colour, and says them to screen readers', async () => {
    const items = (await missions()).map((row) => backlog.getTreeItem(row));
    const icons = new Map(items.map((item) => [labelOf(item).split('  ')[0], item]));
    const icon = (id: string): string => (icons.get(id)?.iconPath as vscode.ThemeIcon).id;
    const shapes = ['T1.1', 'T1.3', 'T2.2', 'T2.4', 'T2.5', 'T2.6', 'T3.2', 'T3.3'].map(icon);
    assert.deepEqual(shapes, [
      'pass-filled',
      'archive',
      'play-circle',
      'circle-slash',
      'clock',
      'circle-large-outline',
      'clock',
      'debug-pause',
    ]);
    assert.equal(
      icons.get('T2.5')?.accessibilityInformation?.label,
      'T2.5  Check against the almanac, Waiting, waits for T2.2',
    );
    assert.match(icons.get('T2.3')?.contextValue ?? '', /^mission;done;drift;both$/);
    assert.match(icons.get('T3.5')?.contextValue ?? '', /databaseOnly$/);
  });

  it('groups by status, and filters', async () => {
    await vscode.commands.executeCommand('cmos.backlog.groupByStatus');
    assert.deepEqual(await texts(backlog), [
      'In progress | 1',
      'Ready | 3',
      'Waiting | 3',
      'Blocked | 1',
      'Deferred | 1',
      'Completed | 4',
      'Retired | 1',
    ]);
    await vscode.commands.executeCommand('cmos.backlog.groupBySprint');
    backlog.setFilter('almanac');
    assert.deepEqual(await texts(backlog, ...(await below(backlog))), [
      'T2.5  Check against the almanac | waits for T2.2',
    ]);
    await vscode.commands.executeCommand('cmos.backlog.clearFilter');
    assert.equal((await below(backlog)).length, 3);
  });

  it('shows sessions newest first, with what they ask for, and lines that are no events', async () => {
    const groups = await below(sessions);
    const titles = groups.map(({ label }) => label);
    assert.deepEqual(titles.slice(0, 3), ['Lines that are no events', '2025-03-13', '2025-03-12']);
    const [first] = await below(sessions, groups[2]!);
    assert.equal(first?.description, '15:30 · T2.4 · blocked · codex');
    assert.deepEqual(
      (await below(sessions, first)).map(({ label }) => label),
      ['Ask the weather office', 'No wind data', 'a feed with hourly wind', 'permission to store it'],
    );
    await vscode.commands.executeCommand('cmos.sessions.groupByAgent');
    assert.deepEqual(
      (await below(sessions)).slice(1).map(({ label }) => label),
      ['bo', 'codex', 'ada'],
    );
    await vscode.commands.executeCommand('cmos.sessions.groupByDay');
  });

  it('says in the status bar in how many places the stores differ', () => {
    assert.equal(api.status.item.text, '$(warning) CMOS drift 9');
    assert.equal(backlog.view.badge?.value, 9);
    assert.equal(
      (api.status.item.backgroundColor as vscode.ThemeColor & { id: string }).id,
      'statusBarItem.warningBackground',
    );
    const tooltip = (api.status.item.tooltip as vscode.MarkdownString).value;
    assert.match(tooltip, /3 × `drift\/mission-field`/);
  });

  it('marks each difference at its value, with a link to its meaning', async () => {
    const text = await read(BACKLOG);
    const found = await until('diagnostics', () => {
      const some = diagnostics(BACKLOG, text);
      return some.length > 0 ? some : undefined;
    });
    assert.ok(found.includes('drift/mission-field "Current"'), found.join('\n'));
    assert.ok(found.includes('drift/sprint-field "From constants to a table"'), found.join('\n'));
    assert.ok(found.includes('drift/mission-missing-in-database "T3.4"'), found.join('\n'));
    assert.deepEqual(diagnostics('cmos/PROJECT_CONTEXT.json', await read('cmos/PROJECT_CONTEXT.json')), [
      'drift/context-value "12"',
    ]);
    const [first] = vscode.languages.getDiagnostics(file(BACKLOG));
    assert.ok(typeof first?.code === 'object' && first.code.target.path.endsWith('/docs/findings.md'));
    const explained = await vscode.workspace.openTextDocument(first.code.target.with({ fragment: '' }));
    const line = Number(first.code.target.fragment.slice(1)) - 1;
    assert.equal(explained.lineAt(line).text, `### ${String(first.code.value)}`);
    await vscode.commands.executeCommand('cmos.explainFinding', first.code.value);
    const page = (): boolean =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('findings.md')));
    await until('the page of findings is shown', page);
  });

  it('follows what is typed, and forgets it when it is undone', async () => {
    const document = await vscode.workspace.openTextDocument(file(BACKLOG));
    const editor = await vscode.window.showTextDocument(document);
    const at = document.positionAt(document.getText().indexOf('"T2.6", name') + 1);
    const looked = stateOf(api).checkedAt;
    let shownAnew = 0;
    const listener = api.workspaces.onDidChangeSaved(() => shownAnew++);
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(at, at.translate(0, 4)), 'T2.5');
    });
    await until('a duplicate', () => diagnostics(BACKLOG, document.getText()).includes('backlog/duplicate-id "T2.5"'));
    listener.dispose();
    assert.ok(shownAnew === 0 || stateOf(api).checkedAt > looked, 'typing alone shows no tree anew');
    assert.equal(
      stateOf(api).report.findings.some(({ code }) => code === 'backlog/duplicate-id'),
      false,
      'what is saved has none',
    );
    await vscode.commands.executeCommand('undo');
    await until(
      'no duplicate',
      () => !diagnostics(BACKLOG, document.getText()).some((each) => each.startsWith('backlog/duplicate-id')),
    );
  });

  it('sees a mirror that another program mends, and one that it breaks', async () => {
    const text = await read('cmos/PROJECT_CONTEXT.json');
    await write('cmos/PROJECT_CONTEXT.json', text.replace('"harbours": 12', '"harbours": 11'));
    await until('one drift fewer', () => api.status.item.text === '$(warning) CMOS drift 8');
    await until('no mark', () => diagnostics('cmos/PROJECT_CONTEXT.json', text).length === 0);
    await write('cmos/PROJECT_CONTEXT.json', text);
    await until('the drift is back', () => api.status.item.text === '$(warning) CMOS drift 9');
  });

  it('sees an appended event', async () => {
    const text = await read(LOG);
    await write(
      LOG,
      `${text}{"ts": "2025-03-14T08:00:00Z", "agent": "bo", "mission": "T2.2", "action": "note", "status": "in_progress", "summary": "Second page"}\n`,
    );
    await until('one drift more', () => api.status.item.text === '$(warning) CMOS drift 10');
    const titles = (await below(sessions)).map(({ label }) => label);
    assert.ok(titles.includes('2025-03-14'));
    await write(LOG, text);
    await until('gone again', () => api.status.item.text === '$(warning) CMOS drift 9');
  });

  it('opens missions where they are written, and as a page those that only the database has', async () => {
    const rows = await missions();
    const open = (id: string) =>
      vscode.commands.executeCommand(
        'cmos.openMission',
        rows.find((row) => isMission(row) && row.mission.id === id),
      );
    await open('T2.5');
    const editor = await until('the backlog is shown', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.fileName.endsWith('backlog.yaml')),
    );
    await until('the mission is selected', () => editor.document.getText(editor.selection) === 'T2.5');
    await open('T3.5');
    const page = await until('a page', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'cmos-mission'),
    );
    assert.match(page.document.getText(), /Tides for the lifeboat/);
  });

  it('hands over to an operation what a row stands for, as far as the operation is about that', async () => {
    const given: Parameters[] = [];
    const about = (type: 'mission' | 'sprint'): Operation => ({
      name: 'focus',
      title: () => 'Set Focus',
      description: () => 'set a focus',
      chapter: 'planning',
      order: 1,
      parameters: { [type]: { type, title: () => type } },
      plan(parameters) {
        given.push(parameters);
        throw refuse('Enough.');
      },
    });
    const [, sprint] = await below(backlog);
    const [mission] = await below(backlog, sprint!);
    assert.equal(backlog.getTreeItem(sprint!).contextValue, 'sprint;running');
    for (const [row, operation] of [
      [sprint, about('sprint')],
      [mission, about('mission')],
      [mission, about('sprint')],
    ] as const) {
      const run = onRow(operation)(api) as (row: Shown | undefined) => Promise<void>;
      await assert.rejects(run(row), /Enough/);
    }
    assert.deepEqual(given, [{ sprint: 'Sprint 2' }, { mission: 'T2.1' }, {}]);
  });

  it('copies a report of everything found', async () => {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('cmos.copyParityReport');
    const report = await vscode.env.clipboard.readText();
    assert.match(report, /\(mirrored\): drift\n/);
    assert.match(report, /backlog\.yaml:44:61: warning drift\/mission-field: T2\.3: status differs/);
  });
});
