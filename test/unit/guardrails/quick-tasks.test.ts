import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { GUARDRAILS } from '../../../src/guardrails/cli/guardrails';
import { COMMANDS } from '../../support/commands';
import { quickTasks, TASK_COMMANDS } from '../../../src/guardrails/quick-tasks';
import { Folder, removeFolders } from './folder';

const PROGRAMS = { python: 'python3', node: 'node' };

const SCRIPTS = {
  'scripts/validate_parity.py': '',
  'scripts/seed_sqlite.py': '',
  'scripts/validate_foundational_refs.py': '',
  'cmos/context/integration_test_runner.js': '',
};

interface Contributed {
  readonly contributes: {
    readonly taskDefinitions: readonly { readonly properties: { readonly command: { readonly enum: string[] } } }[];
    readonly problemMatchers: readonly { readonly name: string; readonly pattern: Record<string, string> }[];
  };
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Contributed;

async function names(folder: Folder, trusted: boolean): Promise<string[]> {
  const found = await quickTasks(folder, { trusted, programs: PROGRAMS });
  return found.map((each) =>
    each.own
      ? `${each.command}: ${each.script.program} ${each.script.arguments.join(' ')}`
      : `${each.command}: cmos ${each.words.join(' ')}`,
  );
}

describe('quick commands as tasks', () => {
  afterEach(removeFolders);

  it('are ours in any workspace, and beside each the workspace’s own script where it has one', async () => {
    const ours = [
      'parity: cmos parity',
      'seed: cmos seed',
      'integration: cmos guardrails integration',
      'references: cmos guardrails references',
      'backlog: cmos list',
    ];
    assert.deepEqual(await names(new Folder(), true), ours);
    assert.deepEqual(await names(new Folder(SCRIPTS), true), [
      ours[0],
      'parity: python3 scripts/validate_parity.py',
      ours[1],
      'seed: python3 scripts/seed_sqlite.py',
      ours[2],
      'integration: node context/integration_test_runner.js',
      ours[3],
      'references: python3 scripts/validate_foundational_refs.py',
      ours[4],
    ]);
  });

  it('are only those that read, and none of the workspace’s own, where it is not trusted', async () => {
    const folder = new Folder(SCRIPTS);
    assert.deepEqual(await names(folder, false), [
      'parity: cmos parity',
      'integration: cmos guardrails integration',
      'references: cmos guardrails references',
      'backlog: cmos list',
    ]);
    assert.deepEqual(folder.touched, [], 'its scripts are not even looked for');
  });

  it('are commands and subjects that the command line has', async () => {
    for (const task of await quickTasks(new Folder(), { trusted: true, programs: PROGRAMS })) {
      assert.ok(!task.own);
      const [command, subject] = task.words;
      assert.ok(
        COMMANDS.some(({ name }) => name === command),
        command,
      );
      if (subject !== undefined) assert.ok(GUARDRAILS.some(({ name }) => name === subject));
    }
  });

  it('are what the manifest declares', () => {
    assert.deepEqual(contributes.taskDefinitions[0]?.properties.command.enum, TASK_COMMANDS);
  });
});

describe('problem matchers', () => {
  /** The parts of a line that a matcher finds: file, line, column, severity, code, message. */
  const match = (name: string, line: string): Record<string, string | undefined> | undefined => {
    const pattern = contributes.problemMatchers.find((each) => each.name === name)?.pattern ?? {};
    const found = new RegExp(pattern['regexp'] ?? '(?!)').exec(line);
    if (found === null) return undefined;
    const parts = ['file', 'line', 'column', 'severity', 'code', 'message'] as const;
    return Object.fromEntries(
      parts.flatMap((part) => {
        const value = found[Number(pattern[part] ?? NaN)];
        return value === undefined ? [] : [[part, value]];
      }),
    );
  };

  it('find what ours prints', () => {
    assert.deepEqual(match('cmos', 'a b/c.json:3:14: information integration/bad-test: It: is bad.'), {
      file: 'a b/c.json',
      line: '3',
      column: '14',
      severity: 'info',
      code: 'integration/bad-test',
      message: 'It: is bad.',
    });
    assert.deepEqual(match('cmos', 'db/cmos.sqlite: warning drift/missing: Gone.'), {
      file: 'db/cmos.sqlite',
      severity: 'warning',
      code: 'drift/missing',
      message: 'Gone.',
    });
    assert.equal(match('cmos', 'Database and files differ in 3 places.'), undefined);
    assert.deepEqual(match('cmos-tests', '  [ ] gone: There is no file a (b).md. (tests/m.json:4:9)'), {
      file: 'tests/m.json',
      line: '4',
      column: '9',
      message: 'gone: There is no file a (b).md.',
    });
    assert.equal(match('cmos-tests', '  [x] fine'), undefined);
  });

  it('find what the reference’s scripts print, where that names a file', () => {
    assert.deepEqual(match('cmos-script', "  - /w/docs/roadmap.md: missing required reference 'a/b.md'"), {
      file: '/w/docs/roadmap.md',
      message: "missing required reference 'a/b.md'",
    });
    assert.deepEqual(match('cmos-script', '[FAIL] missions/backlog.yaml:12: no such status'), {
      file: 'missions/backlog.yaml',
      line: '12',
      message: 'no such status',
    });
    assert.deepEqual(
      match('cmos-script', '[FAIL] C:\\w\\SESSIONS.jsonl: cut short')?.['file'],
      'C:\\w\\SESSIONS.jsonl',
    );
    for (const line of [
      "[FAIL] T1: notes mismatch (db='a.md: b' vs file='')",
      '[FAIL] Sessions missing in DB: 1',
      '[OK] a.md: b',
    ])
      assert.equal(match('cmos-script', line), undefined, line);
  });

  it('come in a second form for a root in the folder’s cmos folder', () => {
    const names = contributes.problemMatchers.map(({ name }) => name);
    assert.deepEqual(
      names,
      ['cmos', 'cmos-tests', 'cmos-script'].flatMap((name) => [name, `${name}-nested`]),
    );
  });
});
