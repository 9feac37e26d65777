/**
 * `npm test`: everything that must pass: whether it works first, how it looks last. Stops at the first stage that fails, and closes with one line
 * that counts the tests of all stages: `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const results = path.join(project, 'out', 'test-results');

const bin = (name) => path.join(project, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const mocha = (name, ...globs) => ({
  name,
  command: bin('mocha'),
  // Mocha's own JSON goes to a file, what a person reads to the terminal.
  args: ['--config', 'test/mocharc.json', '--reporter', 'scripts/lib/mocha-reporter.cjs', ...globs],
  counts: true,
});

const stages = [
  { name: 'types', command: bin('tsc'), args: ['--noEmit', '-p', '.'] },
  { name: 'build', command: process.execPath, args: ['scripts/build.mjs', '--tests'] },
  // Later stages run in it, and the unit tests use its Node to write databases; they download nothing themselves.
  { name: 'host', command: process.execPath, args: ['scripts/vscode-host/ensure.mjs'] },
  mocha('unit', 'test/unit/**/*.test.ts'),
  mocha('conformance', 'test/conformance/**/*.test.ts'),
  { name: 'integration', command: process.execPath, args: ['scripts/vscode-host/integration.mjs'], counts: true },
  mocha('end-to-end', 'test/e2e/**/*.test.ts'),
  { name: 'lint', command: bin('eslint'), args: ['.', '--max-warnings', '0'] },
  { name: 'format', command: bin('prettier'), args: ['--check', '.', '--log-level', 'warn'] },
];

const only = process.argv.slice(2);
const chosen = only.length === 0 ? stages : stages.filter(({ name }) => only.includes(name));
if (chosen.length === 0) {
  console.error(`No such stage. There are: ${stages.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });

let passed = 0;
let failed = 0;
let skipped = 0;
for (const stage of chosen) {
  const started = Date.now();
  console.log(`\n── ${stage.name}`);
  const file = path.join(results, `${stage.name}.json`);
  const status = await run(stage, file);
  const counted = stage.counts ? await countsOf(file) : undefined;
  passed += counted?.passed ?? 0;
  failed += counted?.failed ?? 0;
  skipped += counted?.skipped ?? 0;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  // A stage of tests that leaves no results, or counts none, did not do its work, whatever its status says.
  const ok = status === 0 && (!stage.counts || (counted !== undefined && counted.failed === 0 && counted.passed > 0));
  console.log(`── ${stage.name}: ${ok ? 'ok' : `failed (status ${status})`}, ${seconds} s`);
  if (!ok) {
    if (!counted?.failed) failed += 1;
    break;
  }
}
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function run({ command, args }, file) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: project,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CMOS_TEST_RESULTS: file },
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function countsOf(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
