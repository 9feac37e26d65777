/**
 * `npm run mutants [-- ROOM|PART OF A FILE OR OF A DESCRIPTION…] [--jobs N]`: puts each mistake of the list into a copy of the
 * tree, one at a time, and runs the tests that should see it. Prints a score for each room and the mistakes that no test saw.
 * Fails where one stays unseen that is not known to, or one is seen that is listed as unseen.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MISTAKES, withMistake } from './mistakes.mjs';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const { values, positionals } = parseArgs({
  options: { jobs: { type: 'string', default: '2' } },
  allowPositionals: true,
});
const jobs = Math.max(1, Number(values.jobs) || 1);

const rooms = new Set(MISTAKES.map(({ room }) => room));
const chosen = MISTAKES.filter(
  ({ room, file, harm }) =>
    positionals.length === 0 ||
    positionals.some((word) => (rooms.has(word) ? room === word : file.includes(word) || harm.includes(word))),
);
if (chosen.length === 0) {
  console.error(`No mistake of the list is meant by ${positionals.join(', ')}. Rooms: ${[...rooms].join(', ')}.`);
  process.exit(2);
}
for (const mistake of chosen) withMistake(readFileSync(path.join(project, mistake.file), 'utf8'), mistake);

const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-mutants-'));
// Some tests act as another user.
chmodSync(folder, 0o755);
const running = new Set();
process.on('exit', () => {
  for (const child of running) endGroup(child);
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

const started = Date.now();
const trees = Array.from({ length: Math.min(jobs, chosen.length) }, (_, index) => copyOfTree(`tree-${index + 1}`));
const limits = await cleanRuns();
const results = new Map();
await inParallel(chosen, async (mistake, tree) => {
  const seen = await isSeen(mistake, tree);
  results.set(mistake, seen);
  const mark = seen === false ? (mistake.survives === undefined ? 'UNSEEN' : 'unseen') : seen;
  console.log(`${mark.padEnd(7)} ${mistake.room}: ${mistake.harm} (${mistake.file})`);
});
report();

/** The files that git knows or would take in, as they are now, with the modules of this tree and a build of their own. */
function copyOfTree(name) {
  const tree = path.join(folder, name);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: project,
  });
  for (const file of listed.toString().split('\0')) {
    if (file === '' || file === 'node_modules' || !existsSync(path.join(project, file))) continue;
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    cpSync(path.join(project, file), path.join(tree, file));
  }
  symlinkSync(path.join(project, 'node_modules'), path.join(tree, 'node_modules'), 'junction');
  mkdirSync(path.join(tree, 'tmp'));
  build(tree, '--tests');
  return tree;
}

function build(tree) {
  execFileSync(process.execPath, ['scripts/build.mjs', '--tests'], {
    cwd: tree,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Runs the tests without a mistake, and answers how long each set of them may take with one, in milliseconds. */
async function cleanRuns() {
  const sets = new Map(chosen.map((mistake) => [setOf(mistake), mistake]));
  const known = new Map();
  await inParallel(sets, async ([set, mistake], tree) => {
    const began = Date.now();
    const { status, output } = await runTests(mistake, tree, 600_000);
    if (status !== 0) {
      console.error(`${output}\nThe tests fail without a mistake (${set}): no score can be given.`);
      process.exit(1);
    }
    known.set(set, 20_000 + 5 * (Date.now() - began));
  });
  return known;
}

/** How the tests see a mistake: `seen` by a test that fails, `stuck` where they do not end; false where they pass. */
async function isSeen(mistake, tree) {
  const file = path.join(tree, mistake.file);
  const source = readFileSync(file, 'utf8');
  // What runs in a process of its own is started from the build.
  const built = /^src\/writer\/|\/apply-rows\.ts$/.test(mistake.file);
  writeFileSync(file, withMistake(source, mistake));
  try {
    if (built) build(tree, '--writers');
    const { status } = await runTests(mistake, tree, limits.get(setOf(mistake)));
    return status === 0 ? false : status === undefined ? 'stuck' : 'seen';
  } finally {
    writeFileSync(file, source);
    if (built) build(tree, '--writers');
  }
}

/** Names what is run to see a mistake. */
function setOf({ tests, named = '' }) {
  return `${tests.join(' ')} ${named}`.trim();
}

/** Mocha's exit status, undefined where it was ended after `limit` milliseconds. */
function runTests({ tests, named }, tree, limit) {
  const files = tests.map((name) => `test/unit/${name}.test.ts`);
  const mocha = path.join('node_modules', 'mocha', 'bin', 'mocha.js');
  const args = [mocha, '--config', 'test/mocharc.json', '--bail', '--exit', '--reporter', 'dot', ...files];
  if (named !== undefined) args.push('--fgrep', named);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: tree,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The same sample each time, and nothing left behind by tests that are ended.
      env: { ...process.env, CMOS_SEED: '1', TMPDIR: path.join(tree, 'tmp') },
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output = (output + String(chunk)).slice(-20_000)));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, limit);
    child.once('close', (status) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ status: late ? undefined : (status ?? 1), output });
    });
  });
}

/** A process with those that it started. */
function endGroup(child) {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Works through a list, one at a time in each copy of the tree. */
async function inParallel(list, work) {
  const waiting = [...list];
  await Promise.all(
    trees.map(async (tree) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next, tree);
    }),
  );
}

function report() {
  const count = (list) => `${list.filter((each) => results.get(each) !== false).length} of ${list.length}`;
  console.log('');
  for (const room of new Set(chosen.map((each) => each.room)))
    console.log(`${room.padEnd(12)} ${count(chosen.filter((each) => each.room === room))}`);
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  console.log(`${'seen'.padEnd(12)} ${count(chosen)}, in ${minutes} minutes`);
  const unseen = chosen.filter((each) => results.get(each) === false);
  for (const { file, harm, survives } of unseen.filter(({ survives }) => survives !== undefined))
    console.log(`\nunseen, as listed: ${harm} (${file})\n  ${survives}`);
  for (const { file, harm, text, instead, tests } of unseen.filter(({ survives }) => survives === undefined))
    console.log(`\nUNSEEN by ${tests.join(', ')}: ${harm} (${file})\n- ${text}\n+ ${instead}`);
  const wrong = chosen.filter((each) => each.survives !== undefined && results.get(each) !== false);
  for (const { file, harm } of wrong) console.log(`\nSeen, though listed as unseen: ${harm} (${file})`);
  process.exitCode = wrong.length > 0 || unseen.some(({ survives }) => survives === undefined) ? 1 : 0;
}
