/**
 * `node scripts/record-reference.mjs CHECKOUT`: runs the reference's own tools (a checkout of CMOS at its first version) on
 * the workspaces in `test/conformance/recorded/workspaces/`, and records what they print and leave. Needs Python with PyYAML.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'test', 'conformance', 'recorded');
const [checkout] = process.argv.slice(2);
if (checkout === undefined) {
  console.error('Usage: node scripts/record-reference.mjs CHECKOUT');
  process.exit(2);
}

const ROWS = `
import json, sqlite3, sys
c = sqlite3.connect(sys.argv[1]); c.row_factory = sqlite3.Row
tables = ['sprints', 'missions', 'mission_dependencies', 'contexts', 'session_events']
print(json.dumps({t: [dict(r) for r in c.execute(f'SELECT * FROM {t} ORDER BY rowid')] for t in tables}))
`;

const cases = JSON.parse(readFileSync(path.join(folder, 'cases.json'), 'utf8'));
for (const { name, workspace, edits = [], commands } of cases) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-record-')));
  cpSync(path.join(folder, 'workspaces', workspace), root, { recursive: true });
  for (const part of ['scripts', 'context/db_client.py', 'context/mission_runtime.py', 'db/schema.sql'])
    cpSync(path.join(checkout, part), path.join(root, part), { recursive: true });
  mkdirSync(path.join(root, 'telemetry', 'events'), { recursive: true });
  const masked = (text) =>
    text
      .replaceAll(root, '<root>')
      .replaceAll(new RegExp(`"${new Date().toISOString().slice(0, 10)}T[^"]*"`, 'g'), '"<now>"');
  const run = ([tool, ...argv]) => {
    const { status, stdout, stderr } = spawnSync('python3', ['-B', path.join('scripts', tool), ...argv], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf8' },
    });
    return {
      command: [tool, ...argv],
      exit: status,
      stdout: masked(stdout),
      stderrLastLine: masked(stderr.trimEnd().split('\n').at(-1) ?? ''),
    };
  };
  const steps = [run(['seed_sqlite.py'])];
  for (const { file, from, to } of edits) {
    const text = readFileSync(path.join(root, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${name}: ${file} does not contain ${from}`);
    writeFileSync(
      path.join(root, file),
      text.replace(from, () => to),
    );
  }
  for (const command of commands) steps.push(run(command));
  const database = path.join(root, 'db', 'cmos.sqlite');
  const rows = spawnSync('python3', ['-c', ROWS, database], { encoding: 'utf8' }).stdout;
  const read = (file) => (existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), 'utf8') : null);
  const recorded = {
    sample: workspace,
    edits,
    steps,
    after: {
      'missions/backlog.yaml': read('missions/backlog.yaml'),
      'SESSIONS.jsonl': read('SESSIONS.jsonl'),
      database: JSON.parse(masked(rows)),
    },
  };
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(recorded, undefined, 2)}\n`);
  rmSync(root, { recursive: true, force: true });
  console.log(`${name}: ${steps.map(({ exit }) => exit).join(' ')}`);
}
