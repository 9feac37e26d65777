/** The Python of this machine, for tests that compare with it: they are skipped, by name, where it is not there, and fail where it fails. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const imports = (name: string): boolean => spawnSync('python3', ['-c', `import ${name}`]).status === 0;

/** Whether a Python with `sqlite3` is there. */
export const hasPython = imports('sqlite3');

/** Whether a Python with PyYAML is there. */
export const hasPyYaml = imports('yaml');

/** What a script prints that is given a value as JSON. */
export function askPython(script: string, input: unknown): string {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr.slice(-1000));
  return stdout;
}
