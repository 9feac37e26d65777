/** Copies the sample or a fixture workspace to a fresh folder and makes its database there. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDatabase } from './workspace-database.mjs';

const project = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/**
 * Makes the workspace `name` at `target`, and answers its cmos root. `everyday` is the sample. What a fixture's database
 * is, stands in `NAME.json` beside its folder: `{ "database": "seeded" | "none" | "empty" | "text", "sql": "…" }`.
 */
export async function makeWorkspace(name, target) {
  await mkdir(target, { recursive: true });
  if (name === 'everyday') {
    const sample = path.join(project, 'media', 'sample');
    await cp(sample, target, { recursive: true });
    const drift = path.join(target, 'sample.sql');
    await makeDatabase(path.join(target, 'cmos'), { sql: await readFile(drift, 'utf8') });
    await rm(drift);
    return path.join(target, 'cmos');
  }
  const fixture = path.join(project, 'test', 'fixtures', 'workspaces', name);
  await cp(fixture, target, { recursive: true });
  const recipe = existsSync(`${fixture}.json`) ? JSON.parse(await readFile(`${fixture}.json`, 'utf8')) : {};
  const root = existsSync(path.join(target, 'cmos')) ? path.join(target, 'cmos') : target;
  const database = path.join(root, 'db', 'cmos.sqlite');
  await mkdir(path.dirname(database), { recursive: true });
  switch (recipe.database ?? 'seeded') {
    case 'seeded': {
      const beside = path.join(target, 'SESSIONS.jsonl');
      await makeDatabase(root, {
        sql: recipe.sql ?? '',
        sessions: existsSync(beside) ? beside : path.join(root, 'SESSIONS.jsonl'),
      });
      break;
    }
    case 'empty':
      await writeFile(database, '');
      break;
    case 'text':
      await writeFile(database, 'This is no database.\n'.repeat(50));
      break;
    case 'none':
      break;
    default:
      throw new Error(`${name}: no such kind of database: ${recipe.database}`);
  }
  return root;
}
