import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { MANIFEST, parseManifest } from '../../../src/guardrails/integration/manifest';
import type { RunOutcome } from '../../../src/guardrails/integration/outcome';
import { readManifest, runManifest } from '../../../src/guardrails/integration/run';
import { readSummary, runSentence, summaryText } from '../../../src/guardrails/integration/summary';
import { CmosError } from '../../../src/core/ground/errors';
import { READ_LIMIT } from '../../../src/guardrails/root-files';
import { Folder, removeFolders } from './folder';

type Test = Readonly<Record<string, unknown>>;

async function run(folder: Folder, tests: readonly Test[], stopAt?: string): Promise<RunOutcome> {
  const manifest = parseManifest(
    JSON.stringify({ meta: { mission: 'T1', version: '1.0.0' }, suites: [{ id: 's', tests }] }),
  );
  const stop = new AbortController();
  return runManifest(manifest, folder, {
    now: () => Date.UTC(2025, 2, 14, 9),
    signal: stop.signal,
    started: ({ id }) => {
      if (id === stopAt && id !== undefined) stop.abort();
    },
  });
}

/** The statuses of tests of one type, by target and expectation. */
async function statuses(folder: Folder, tests: readonly Test[]): Promise<string[]> {
  const { suites } = await run(folder, tests);
  return suites[0]?.tests.map(({ status }) => status) ?? [];
}

const both = (test: Test): Test[] => [test, { ...test, expectation: 'fail' }];

/** Text that counts as tested and documented, so that nothing is against it. */
const GOOD_CODE = '// test of nothing\n';
const BAD_CODE = 'const password = "x"; eval(y); req.body; throw error';

describe('integration suite', () => {
  afterEach(removeFolders);

  it('looks for files and folders, and for their absence', async () => {
    const folder = new Folder({ 'a.md': '', 'docs/b.md': '' });
    const of = (type: string) => ['a.md', 'docs', 'none'].flatMap((target) => both({ id: target, type, target }));
    assert.deepEqual(await statuses(folder, of('file_exists')), [
      'passed',
      'failed',
      'failed',
      'passed',
      'failed',
      'passed',
    ]);
    assert.deepEqual(await statuses(folder, of('directory_exists')), [
      'failed',
      'passed',
      'passed',
      'failed',
      'failed',
      'passed',
    ]);
  });

  it('looks for texts in a file; a file that is not there fails either way', async () => {
    const folder = new Folder({ 'a.md': 'one\r\ntwo' });
    const has = (includes: unknown, target = 'a.md') => both({ type: 'content_includes', target, includes });
    assert.deepEqual(
      await statuses(folder, [
        ...has(['one', 'two']),
        ...has(['one', 'three']),
        ...has('two'),
        ...has(['one'], 'none'),
      ]),
      ['passed', 'failed', 'failed', 'passed', 'passed', 'failed', 'failed', 'failed'],
    );
    const { suites } = await run(folder, has(['one', 'three']).slice(0, 1));
    assert.deepEqual(suites[0]?.tests[0]?.details, { target: 'a.md', missing: ['three'] });
  });

  it('assesses code', async () => {
    const folder = new Folder({ 'good.js': GOOD_CODE, 'bad.js': BAD_CODE });
    const tests = ['good.js', 'bad.js'].flatMap((target) => both({ type: 'code_quality', target }));
    assert.deepEqual(await statuses(folder, tests), ['passed', 'failed', 'failed', 'passed']);
  });

  it('scans for what is risky', async () => {
    const folder = new Folder({ 'tests/a.YAML': 'include: "../../etc/passwd"\n', 'b.md': 'fine' });
    const tests = ['tests/a.YAML', 'b.md'].flatMap((target) => both({ type: 'security_scan', target }));
    assert.deepEqual(await statuses(folder, tests), ['failed', 'passed', 'passed', 'failed']);
    const { suites } = await run(folder, tests);
    const { findings, ...details } = suites[0]?.tests[0]?.details ?? {};
    assert.deepEqual(details, { target: 'tests/a.YAML', assessment: 'CRITICAL', score: 50, expectation: 'pass' });
    assert.equal((findings as readonly { rule: string }[])[0]?.rule, 'pathTraversal');
  });

  it('judges benchmarks', async () => {
    const folder = new Folder({
      'b.json': JSON.stringify({
        t: { baseline: 100, enhanced: 70 },
        z: { baseline: 0, enhanced: 0 },
        n: { baseline: -10, enhanced: -5 },
        w: { baseline: '5', enhanced: 1 },
        l: [{ v: 1 }, { v: 2 }],
      }),
      'broken.json': '{"t": ',
    });
    const metric = (name: string, more: object = {}, target = 'b.json') => ({
      type: 'performance_snapshot',
      target,
      metrics: [{ name, baselinePath: `${name}.baseline`, enhancedPath: `${name}.enhanced`, ...more }],
    });
    assert.deepEqual(
      await statuses(folder, [
        metric('t', { trend: 'decrease', minImprovement: 0.3 }),
        metric('t', { trend: 'decrease', minImprovement: 0.31 }),
        metric('t'),
        metric('z', { trend: 'decrease' }),
        metric('n'),
        metric('w'),
        metric('none'),
        metric('l', { baselinePath: 'l.0.v', enhancedPath: 'l.1.v', minImprovement: 1 }),
        metric('t', { baselinePath: 'l.length' }),
        metric('t', { trend: 'sideways' }),
        metric('t', {}, 'broken.json'),
      ]),
      ['passed', 'failed', 'failed', 'passed', 'passed', 'failed', 'failed', 'passed', 'failed', 'failed', 'failed'],
    );
  });

  it('touches nothing outside the root, whatever a test names or expects', async () => {
    const folder = new Folder({
      'in/a.txt': 'secret',
      '../outside/secret.txt': 'secret',
      '../cmos-twin/a.txt': 'secret',
    });
    symlinkSync(path.join(folder.top, 'outside'), path.join(folder.root, 'out'));
    symlinkSync(path.join(folder.top, 'outside', 'secret.txt'), path.join(folder.root, 'link.txt'));
    symlinkSync('loop', path.join(folder.root, 'loop'));
    const targets = [
      '../outside/secret.txt',
      'in/../../outside/secret.txt',
      '../cmos-twin/a.txt',
      path.join(folder.top, 'outside', 'secret.txt'),
      '/etc/passwd',
      'out/secret.txt',
      'out/none/at/all.txt',
      'link.txt',
      'loop',
      'a\0b',
      '..',
      '/',
    ];
    const types = [
      'file_exists',
      'directory_exists',
      'content_includes',
      'security_scan',
      'code_quality',
      'performance_snapshot',
    ];
    const tests = targets.flatMap((target) =>
      types.flatMap((type) =>
        both({ type, target, includes: ['secret'], metrics: [{ baselinePath: 'a', enhancedPath: 'b' }] }),
      ),
    );
    const outcome = await run(folder, tests);
    for (const { status, details } of outcome.suites[0]?.tests ?? [])
      assert.deepEqual([status, details], ['failed', undefined]);
    assert.deepEqual(folder.touchedOutside, []);
  });

  it('takes paths that wander and stay inside', async () => {
    const folder = new Folder({ 'in/a.txt': 'x' });
    symlinkSync(path.join(folder.root, 'in'), path.join(folder.root, 'alias'));
    const targets = [
      './in//a.txt',
      'none/../in/a.txt',
      path.join(folder.root, 'in/a.txt'),
      '../cmos/in/a.txt',
      'alias/a.txt',
    ];
    const { suites } = await run(
      folder,
      targets.map((target) => ({ type: 'file_exists', target })),
    );
    assert.deepEqual(
      suites[0]?.tests.map(({ status }) => status),
      targets.map(() => 'passed'),
    );
    assert.equal(suites[0].tests[1]?.details?.['target'], 'in/a.txt');
  });

  it('looks the same through a link to the root', async () => {
    const folder = new Folder({ 'in/a.txt': 'x' });
    const link = path.join(folder.top, 'link');
    symlinkSync(folder.root, link);
    const world = { files: folder.files, root: link };
    const tests = ['in/a.txt', 'none', 'in/none', '../cmos/in/a.txt'].map((target) => ({
      type: 'file_exists',
      target,
    }));
    const manifest = parseManifest(JSON.stringify({ suites: [{ id: 's', tests }] }));
    const { suites } = await runManifest(manifest, world, { now: Date.now });
    assert.deepEqual(
      suites[0]?.tests.map(({ error = '' }) => error),
      [
        '',
        'There is no file none.',
        'There is no file in/none.',
        '../cmos/in/a.txt leads out of the workspace; it was not looked at.',
      ],
    );
  });

  it('does not wait for a pipe, and does not read what is too large', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = new Folder({ 'large.md': new Uint8Array(READ_LIMIT + 1) });
    execFileSync('mkfifo', [path.join(folder.root, 'pipe')]);
    const { suites } = await run(
      folder,
      ['pipe', 'large.md', '.'].map((target) => ({ type: 'content_includes', target, includes: ['x'] })),
    );
    assert.deepEqual(
      suites[0]?.tests.map(({ status, error }) => [
        status,
        /not an ordinary file|MB|is a folder/.exec(error ?? '')?.[0],
      ]),
      [
        ['failed', 'not an ordinary file'],
        ['failed', 'MB'],
        ['failed', 'is a folder'],
      ],
    );
  });

  it('runs what can be read of a broken manifest, and fails as a whole', async () => {
    const folder = new Folder({
      'a.md': '',
      [MANIFEST]: '{"suites": [{"id": "s", "tests": [{"id": "t", "type": "file_exists", "target": "a.md"}',
    });
    const manifest = await readManifest(folder);
    assert.ok(manifest);
    const outcome = await runManifest(manifest, folder, { now: Date.now });
    assert.equal(outcome.status, 'failed');
    assert.equal(outcome.suites[0]?.tests[0]?.status, 'passed');
    assert.match(runSentence(outcome), /failed, 1 of 1 tests passed; the manifest is broken/);
  });

  it('does not follow the manifest itself out of the workspace', async () => {
    const folder = new Folder({ '../m.json': '{"suites": []}', 'tests/integration/.keep': '' });
    assert.equal(await readManifest(folder), undefined);
    symlinkSync(path.join(folder.top, 'm.json'), path.join(folder.root, MANIFEST));
    await assert.rejects(readManifest(folder), (error) => CmosError.is(error, 'operation/refused'));
    assert.deepEqual(folder.touchedOutside, []);
  });

  it('runs the tests that are asked for, tells of each, and stops when told', async () => {
    const folder = new Folder({ 'a.md': '' });
    const manifest = parseManifest(
      JSON.stringify({
        suites: ['s', 'u'].map((id) => ({
          id,
          tests: ['1', '2'].map((each) => ({ id: each, type: 'file_exists', target: 'a.md' })),
        })),
      }),
    );
    const told: string[] = [];
    const stop = new AbortController();
    const options = {
      now: Date.now,
      finished: (test: { key: string }, { status }: { status: string }) => void told.push(`${test.key} ${status}`),
    };
    const some = await runManifest(manifest, folder, { ...options, only: ({ key }) => key === 'u/2' });
    assert.deepEqual([told.splice(0), some.suites.length, some.status], [['u/2 passed'], 1, 'passed']);
    const half = await runManifest(manifest, folder, {
      ...options,
      signal: stop.signal,
      started: ({ key }) => {
        if (key === 'u/1') stop.abort();
      },
    });
    assert.deepEqual(told, ['s/1 passed', 's/2 passed', 'u/1 skipped', 'u/2 skipped']);
    assert.equal(half.status, 'skipped');
  });

  it('is written as the reference writes it, and read again', async () => {
    const folder = new Folder({ 'a.md': '' });
    const outcome = await run(
      folder,
      [
        { id: 'there', type: 'file_exists', target: 'a.md', description: 'A' },
        { id: 'gone', type: 'file_exists', target: 'b.md' },
        { id: 'late', type: 'security_scan', target: 'a.md' },
      ],
      'late',
    );
    const text = summaryText(outcome);
    assert.deepEqual(JSON.parse(text), {
      meta: {
        mission: 'T1',
        manifestVersion: '1.0.0',
        startedAt: '2025-03-14T09:00:00.000Z',
        completedAt: '2025-03-14T09:00:00.000Z',
        manifestPath: MANIFEST,
        outputPath: 'telemetry/events/testing-summary.json',
      },
      status: 'failed',
      summary: { suites: 1, suitesFailed: 1, tests: 3, testsFailed: 2, testsSkipped: 1 },
      suites: [
        {
          id: 's',
          status: 'failed',
          summary: { total: 3, passed: 1, failed: 2, skipped: 1 },
          tests: [
            {
              id: 'there',
              type: 'file_exists',
              description: 'A',
              status: 'passed',
              details: { target: 'a.md', expectation: 'pass' },
            },
            {
              id: 'gone',
              type: 'file_exists',
              description: '',
              status: 'failed',
              error: 'There is no file b.md.',
              details: { target: 'b.md', expectation: 'pass' },
            },
            {
              id: 'late',
              type: 'security_scan',
              description: '',
              status: 'skipped',
              error: 'The run was ended before.',
            },
          ],
        },
      ],
    });
    const again = readSummary(text);
    assert.ok(again);
    assert.equal(summaryText(again), text);
    assert.equal(
      runSentence(again),
      'Integration suite (tests/integration/test_manifest.json 1.0.0): failed, 1 of 3 tests passed; failed: gone; not run: late.',
    );
  });

  it('is one short line in a note, whatever a manifest calls its tests', async () => {
    const names = ['a\u0000\u001b[31m\r\nb', 'x'.repeat(100_000), ...Array.from({ length: 20 }, (_, at) => `t${at}`)];
    const outcome = await run(
      new Folder(),
      names.map((id) => ({ id, type: 'file_exists', target: 'none' })),
    );
    const sentence = runSentence(outcome);
    assert.match(sentence, /failed: a \[31m b, x{80}…, t0, .* and 12 more\.$/);
    assert.doesNotMatch(sentence, /\p{Cc}/u);
  });

  it('takes no report at its word that contradicts itself, and none that is no report', () => {
    assert.equal(readSummary('not json'), undefined);
    assert.equal(readSummary('{"status": "passed"}'), undefined);
    const lie = {
      status: 'passed',
      suites: [{ id: 's', status: 'passed', tests: [{ id: 't', status: 'failed' }, 5] }],
    };
    const read = readSummary(JSON.stringify(lie));
    assert.deepEqual([read?.status, read?.suites[0]?.tests.length], ['failed', 2]);
  });
});
