/**
 * The reference's own tools, which a test asks where `CMOS_REFERENCE` names a checkout of it and Python has PyYAML. Without that ours say
 * what they would.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hasPyYaml } from './python';

const REFERENCE = hasPyYaml ? process.env['CMOS_REFERENCE'] : undefined;

const ROWS = `import json, sqlite3, sys
c = sqlite3.connect(sys.argv[1])
q = ('select * from sprints order by rowid', 'select id, sprint_id, name, status, completed_at, notes from missions order by id')
print(json.dumps([c.execute(each).fetchall() for each in q]))`;

/** What they say: that database and files are in step. */
export const IN_STEP = '[OK] Database and file mirrors are in sync.\n';

export const isReferenceHere = REFERENCE !== undefined;

/** Runs one of its tools, which must succeed, and answers what it prints. */
export function reference(tool: string, ...argv: readonly string[]): string {
  return python('-B', path.join(REFERENCE ?? '', 'scripts', tool), ...argv);
}

/** What its validator prints of a workspace, whatever it finds. */
export function verdictOf(root: string): string {
  const tool = path.join(REFERENCE ?? '', 'scripts', 'validate_parity.py');
  return spawnSync('python3', ['-B', tool, '--root', root], { encoding: 'utf8' }).stdout;
}

/** Holds that it finds the stores of a workspace in step, and seeds the same rows from the files. `copy` is a folder to do that in. */
export function acceptedByReference(root: string, copy: string, step: string): void {
  if (!isReferenceHere) return;
  assert.equal(verdictOf(root), IN_STEP, step);
  rmSync(copy, { recursive: true, force: true });
  cpSync(root, copy, { recursive: true });
  reference('seed_sqlite.py', '--root', copy);
  assert.deepEqual(rowsIn(copy), rowsIn(root), step);
}

function rowsIn(root: string): unknown {
  return JSON.parse(python('-c', ROWS, path.join(root, 'db/cmos.sqlite')));
}

function python(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('python3', words, { encoding: 'utf8' });
  assert.equal(status, 0, `${words.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}
