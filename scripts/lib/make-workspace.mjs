/** Copies the sample workspace to a folder and makes its database there. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDatabase } from './workspace-database.mjs';

const project = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/**
 * Makes the sample at `target`, and answers its cmos root. `everyday` is as it comes, with drift and a broken log line;
 * `in-step` is the same with neither.
 */
export async function makeWorkspace(name, target) {
  await mkdir(target, { recursive: true });
  await cp(path.join(project, 'media', 'sample'), target, { recursive: true });
  const root = path.join(target, 'cmos');
  const drift = path.join(target, 'sample.sql');
  const sql = await readFile(drift, 'utf8');
  await rm(drift);
  if (name === 'everyday') {
    await makeDatabase(root, { sql });
    return root;
  }
  const log = path.join(root, 'SESSIONS.jsonl');
  const lines = (await readFile(log, 'utf8')).split('\n');
  await writeFile(log, lines.filter((line) => line === '' || line.endsWith('}')).join('\n'));
  await makeDatabase(root);
  return root;
}
