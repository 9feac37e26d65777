/** Files that are out to hurt whoever reads them: the process ends by itself, with findings, and waits for nothing. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { check } from '../../../src/core/findings/check';
import { DEFAULT_SETTINGS } from '../../../src/core/workspace/settings';
import { Workspace } from '../../../src/core/workspace/workspace';
import { nodePorts } from '../../../src/node/ports';
import { cmos, objectOf } from '../../support/cmos';
import { folderWith, removeFolders } from './workspace';

const BACKLOG = `domainFields:
  sprints:
  - sprintId: S
    missions:
    - {id: B1.1, status: Completed}
    - {id: B1.2, status: Queued}
`;
const COMMAND = require.resolve('../../support/command-process.ts');

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** `cmos` thrice in a process of its own: a regular expression that is compiled where the stack ends would abort it. */
function alone(cwd: string, ...argv: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['-r', require.resolve('tsx'), COMMAND, '3', ...argv], { cwd });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  return new Promise((resolve) =>
    child.on('close', (status) => {
      resolve({ status, out, err });
    }),
  );
}

const codesOf = ({ out }: { readonly out: string }): readonly string[] =>
  (JSON.parse(out) as { findings: readonly { code: string }[] }).findings.map(({ code }) => code);

describe('a workspace of hostile files', () => {
  after(removeFolders);

  it('is looked through to the end, with what is good in it', async () => {
    const folder = folderWith({
      'missions/backlog.yaml': BACKLOG.replace(
        '    - {id: B1.2',
        () => `    - ${'- '.repeat(20_000)}\n    - {id: B1.2`,
      ),
      'SESSIONS.jsonl': `${'['.repeat(100_000)}\n${'{"a":'.repeat(50_000)}\n`,
      'PROJECT_CONTEXT.json': '{"a":'.repeat(50_000),
      'context/MASTER_CONTEXT.json': '}'.repeat(100_000),
      'README.md': '](`<!--'.repeat(10_000),
    });
    const lint = await alone(folder, 'lint', '--format', 'json');
    assert.deepEqual([lint.status, lint.err], [1, '']);
    for (const code of ['backlog/syntax', 'log/invalid-line', 'context/syntax'])
      assert.ok(codesOf(lint).includes(code), code);
    const list = await cmos(folder, 'list');
    assert.match(list.out, /B1\.1[^]*B1\.2/);
  });

  it('ends soon, whatever its backlog is a run of', async () => {
    for (const unit of ['}', '- ', '? ']) {
      const folder = folderWith({ 'missions/backlog.yaml': unit.repeat(20_000 / unit.length) });
      assert.ok(codesOf(await alone(folder, 'lint', '--format', 'json')).includes('backlog/syntax'), unit);
    }
  });

  it('has files that are too large, or have too many lines, told by their size', async () => {
    const folder = folderWith({ 'missions/backlog.yaml': BACKLOG, 'SESSIONS.jsonl': '\n'.repeat(500_001) });
    const large = async (): Promise<readonly string[]> =>
      (await cmos(folder, 'lint')).out.split('\n').filter((line) => line.includes('was not read'));
    assert.deepEqual(await large(), [
      'SESSIONS.jsonl: error file/unreadable: SESSIONS.jsonl has more than 500000 lines and was not read. Archive what is old.',
    ]);
    truncateSync(path.join(folder, 'SESSIONS.jsonl'), 17 * 1024 * 1024);
    truncateSync(path.join(folder, 'missions/backlog.yaml'), 5 * 1024 * 1024);
    const advice = 'Archive what is old, or raise the limit in the settings.';
    assert.deepEqual(await large(), [
      `SESSIONS.jsonl: error file/unreadable: SESSIONS.jsonl is larger than 16 MB and was not read. ${advice}`,
      `missions/backlog.yaml: error file/unreadable: missions/backlog.yaml is larger than 4 MB and was not read. ${advice}`,
    ]);
    writeFileSync(path.join(folder, 'SESSIONS.jsonl'), '');
    mkdirSync(path.join(folder, '.vscode'));
    writeFileSync(path.join(folder, '.vscode/settings.json'), '');
    truncateSync(path.join(folder, '.vscode/settings.json'), 5 * 1024 * 1024);
    const { status, err } = await cmos(folder, 'lint');
    assert.equal(status, 3);
    assert.match(err, /settings\.json is larger than 4 MB and was not read/);
    const merge = await cmos(folder, 'merge-file', 'SESSIONS.jsonl', 'SESSIONS.jsonl', '.vscode/settings.json');
    assert.equal(merge.status, 0);
    truncateSync(path.join(folder, '.vscode/settings.json'), 17 * 1024 * 1024);
    const refused = await cmos(folder, 'merge-file', 'SESSIONS.jsonl', 'SESSIONS.jsonl', '.vscode/settings.json');
    assert.match(refused.err, /settings\.json is larger than 16 MB and was not read/);
  });

  it('reads no telemetry beyond what all of it may come to', async () => {
    const event = '{"ts": "2025-01-01T00:00:00Z", "mission": "B1.1"}\n';
    const folder = folderWith({
      'missions/backlog.yaml': BACKLOG,
      ...Object.fromEntries(
        Array.from({ length: 9 }, (_, at) => [`telemetry/events/B1.${at}.jsonl`, event.repeat(100)]),
      ),
    });
    const limits = { ...DEFAULT_SETTINGS.limits, textBytes: 10_000 };
    const snapshot = await new Workspace(nodePorts(), folder, { ...DEFAULT_SETTINGS, limits }).refresh();
    const unread = check(snapshot).findings.filter(({ code }) => code === 'telemetry/unreadable');
    assert.equal(unread.length, 1);
  });

  it('has settings that nest too deep', async () => {
    const folder = folderWith({
      'missions/backlog.yaml': BACKLOG,
      '.vscode/settings.json': `{"a": // don't "\n${'['.repeat(100_000)}`,
    });
    const { status, err } = await cmos(folder, 'status');
    assert.equal(status, 3);
    assert.match(err, /settings\.json is nested deeper than 1000 levels/);
  });

  it('has pipes where files are meant, and nobody waits for them', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = folderWith({ 'missions/backlog.yaml': BACKLOG, 'README.md': '', 'agents.md': '', 'a.md': '' });
    const pipe = (name: string): void => {
      rmSync(path.join(folder, name), { force: true });
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      execFileSync('mkfifo', [path.join(folder, name)]);
    };
    for (const name of ['SESSIONS.jsonl', 'PROJECT_CONTEXT.json', 'telemetry/events/B1.1.jsonl', 'agents.md'])
      pipe(name);
    const { status, out } = await cmos(folder, 'lint');
    assert.equal(status, 1);
    assert.match(out, /SESSIONS\.jsonl is not an ordinary file and was not read/);
    assert.match((await cmos(folder, 'intake')).out, /agents\.md could not be read: it is not an ordinary file/);
    assert.match(
      (await cmos(folder, 'guardrails', 'references', '--reference')).err,
      /agents\.md: not an ordinary file, or too large, and is not read/,
    );
    const merge = await cmos(folder, 'merge-file', 'a.md', 'a.md', 'agents.md', '--format', 'json');
    assert.equal(merge.status, 3);
    assert.match(JSON.stringify(objectOf(merge)), /agents\.md is not an ordinary file and was not read/);
    pipe('.vscode/settings.json');
    assert.match((await cmos(folder, 'lint')).err, /settings\.json is not an ordinary file and was not read/);
  });
});
