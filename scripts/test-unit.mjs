/**
 * `npm run test:unit [-- PATTERN…] [MOCHA'S OPTIONS]`: the unit tests of a room (`model`), of files whose path contains a
 * pattern, or all of them. Builds first: some tests start what is shipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const options = process.argv.slice(2).findIndex((word) => word.startsWith('-'));
const words = process.argv.slice(2);
const patterns = options < 0 ? words : words.slice(0, options);
const folder = path.join('test', 'unit');
const all = readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => path.join(folder, name));
const wanted = patterns.length === 0 ? all : all.filter((file) => patterns.some((pattern) => isMeant(file, pattern)));
if (wanted.length === 0) {
  console.error(`No unit test is in a room or a file named ${patterns.join(', ')}.`);
  process.exit(2);
}
const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: project, stdio: 'inherit' });
if (built.status !== 0) process.exit(1);
const mocha = path.join(project, 'node_modules', 'mocha', 'bin', 'mocha.js');
const rest = options < 0 ? [] : words.slice(options);
const run = spawnSync(process.execPath, [mocha, '--config', 'test/mocharc.json', ...wanted, ...rest], {
  cwd: project,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);

/** A room by its folder's name, else part of a path. */
function isMeant(file, pattern) {
  const room = path.join(folder, pattern);
  return existsSync(path.join(project, room)) ? file.startsWith(`${room}${path.sep}`) : file.includes(pattern);
}
