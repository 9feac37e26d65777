import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Shown, Tree } from '../../../src/vscode/tree';
import { health } from '../../../src/vscode/views/health';
import { below, diagnostics, extension, file, read, texts, until, write } from './support';

const HEALTH = 'cmos/telemetry/events/database-health.jsonl';
const MISSION = 'cmos/telemetry/events/T2.2.jsonl';
const FIXTURE = 'cmos/tests/security/scripts-risky.yaml';

describe('the Health view', () => {
  let tree: Tree;
  let original: string;

  before(async () => {
    tree = (await extension()).views.of(health);
    original = await read(HEALTH);
  });

  after(async () => {
    await write(HEALTH, original);
    await vscode.workspace.fs.delete(file(MISSION));
    await vscode.workspace.fs.delete(file('cmos/tests'), { recursive: true });
  });

  const section = async (key: string): Promise<Shown> => {
    const found = (await below(tree)).find((row) => row.key === key);
    assert.ok(found, key);
    return found;
  };
  const rows = async (key: string): Promise<readonly string[]> => texts(tree, await section(key));
  const anomalies = async (): Promise<string | undefined> => (await section('anomalies')).description;

  /** As something beside the editor writes: to the disk, at the file's end. */
  async function append(path: string, text: string): Promise<void> {
    await write(path, (await read(path).catch(() => '')) + text);
  }

  it('shows an anomaly after a line was appended, and opens its line', async () => {
    assert.deepEqual(await rows('anomalies'), []);
    const line =
      '{"ts": "2025-03-14T08:00:00Z", "source": "mission_runtime", "status": "error", "message": "database is locked", "details": null}';
    await append(HEALTH, `${line}\n`);
    await until('an anomaly is there', async () => (await anomalies()) === '1');
    const number = (await read(HEALTH)).trimEnd().split('\n').length;
    assert.deepEqual(await rows('anomalies'), [
      `The database could not be used: database is locked. | database-health.jsonl:${number}`,
    ]);
    assert.deepEqual(diagnostics(HEALTH, await read(HEALTH)), [`telemetry/error ${JSON.stringify(line)}`]);
    const [row] = await below(tree, await section('anomalies'));
    const { command } = tree.getTreeItem(row!);
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
    const editor = await until('the log is shown', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.fileName.endsWith('database-health.jsonl')),
    );
    await until('its line is selected', () => editor.document.getText(editor.selection) === line);
    await write(HEALTH, original);
    await until('it is gone again', async () => (await anomalies()) === 'none');
  });

  it('shows what a mission reported, and where a line is no event', async () => {
    const event = (ts: string, name: string): string =>
      `{"ts": "${ts}", "mission": "T2.2", "event": "${name}", "agent": "bo", "status": "ok", "fallbackTriggered": false}\n`;
    await append(MISSION, event('2025-03-13T10:00:00Z', 'step_start') + event('2025-03-13T10:10:00Z', 'worker_retry'));
    await append(MISSION, `${event('2025-03-13T10:20:00Z', 'step_complete')}not an event\n`);
    await until('the bad line is an anomaly', async () => (await anomalies()) === '1');
    assert.match((await rows('missions')).find((row) => row.startsWith('T2.2 ')) ?? '', /\| 1 step · 1 retry · /);
    assert.match((await rows('anomalies'))[0] ?? '', /^Line 4 is not an event: .* \| T2\.2\.jsonl:4$/);
    assert.equal(diagnostics(MISSION, await read(MISSION)).length, 1);
  });

  it('shows which categories of the OWASP Top 10 fixtures cover, and follows them', async () => {
    const covered = async (): Promise<string[]> =>
      (await rows('coverage')).filter(
        (row) => /^A\d\d .*(?:covered|stale)(?: ·|$)/.test(row) && !row.includes('uncovered'),
      );
    assert.deepEqual(await covered(), []);
    await write(FIXTURE, 'name: "<script>alert(1)</script>"\n');
    await until('it is covered', async () => (await covered()).length > 0, 10_000);
    assert.deepEqual(await covered(), ['A03 Injection | stale · scripts-risky.yaml']);
    const [remark] = await rows('coverage');
    assert.equal(remark, 'No run of the suite is recorded | ');
  });

  it('shows benchmarks with what tests ask of them, and follows the file', async () => {
    const metric = { name: 'latency', trend: 'decrease', minImprovement: 0.25 };
    await write(
      'cmos/tests/integration/test_manifest.json',
      JSON.stringify({
        suites: [
          {
            id: 's',
            name: 'S',
            tests: [
              {
                id: 'b',
                type: 'performance_snapshot',
                target: 'tests/performance/benchmarks.json',
                metrics: [{ ...metric, baselinePath: 'latency.baseline', enhancedPath: 'latency.enhanced' }],
              },
            ],
          },
        ],
      }),
    );
    const benchmark = (value: number): string =>
      JSON.stringify({ latency: { baseline: 100, enhanced: value, unit: 'ms' } });
    await write('cmos/tests/performance/benchmarks.json', benchmark(60));
    assert.deepEqual(await rows('benchmarks'), ['latency | 100 → 60 ms · lower by 40 %, at least 25 %']);
    await write('cmos/tests/performance/benchmarks.json', benchmark(90));
    assert.deepEqual(await rows('benchmarks'), ['latency | 100 → 90 ms · lower by 10 %, at least 25 %']);
    const [row] = await below(tree, await section('benchmarks'));
    assert.equal((tree.getTreeItem(row!).iconPath as vscode.ThemeIcon).id, 'warning');
  });
});
