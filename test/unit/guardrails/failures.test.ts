import assert from 'node:assert/strict';
import { failuresOf, reasonFor } from '../../../src/guardrails/integration/failures';
import { parseManifest } from '../../../src/guardrails/integration/manifest';
import { outcomesByTest } from '../../../src/guardrails/integration/outcome';
import { runManifest } from '../../../src/guardrails/integration/run';
import { readSummary, summaryText } from '../../../src/guardrails/integration/summary';
import { Folder, removeFolders } from './folder';

const BENCHMARKS = 'tests/performance/benchmarks.json';

const TESTS: readonly Record<string, unknown>[] = [
  { id: 'gone', type: 'file_exists', target: 'gone.md' },
  { id: 'there', type: 'file_exists', target: 'a.md', expectation: 'fail' },
  { id: 'words', type: 'content_includes', target: 'a.md', includes: ['one', 'two', 'three'] },
  { id: 'none', type: 'content_includes', target: 'a.md', includes: ['one'], expectation: 'fail' },
  {
    id: 'speed',
    type: 'performance_snapshot',
    target: BENCHMARKS,
    metrics: [
      { name: 'slow', baselinePath: 'slow.b', enhancedPath: 'slow.e', minImprovement: 0.5 },
      { name: 'fast', baselinePath: 'fast.b', enhancedPath: 'fast.e', minImprovement: 0.5 },
      { name: 'lost', baselinePath: 'lost.b', enhancedPath: 'lost.e' },
    ],
  },
  { id: 'code', type: 'code_quality', target: 'bad.js' },
  { id: 'odd', type: 'teleport', target: 'a.md' },
  { id: 'out', type: 'file_exists', target: '../../out.md' },
];

async function ran(tests = TESTS) {
  const folder = new Folder({
    'a.md': 'one\nthree\n',
    'bad.js': 'eval(input); var password = "hunter2hunter2";\n'.repeat(40),
    [BENCHMARKS]: '{"slow": {"b": 100, "e": 110}, "fast": {"b": 100, "e": 200}}',
  });
  const manifest = parseManifest(JSON.stringify({ suites: [{ id: 's', tests }] }, null, 1));
  const outcome = await runManifest(manifest, folder, { now: Date.now });
  const outcomes = outcomesByTest(manifest, outcome);
  return { manifest, outcome, outcomes };
}

describe('what a failed test says', () => {
  afterEach(removeFolders);

  it('is what was expected and what was found, at its place in the manifest', async () => {
    const { manifest, outcomes } = await ran();
    const said = manifest.suites[0]!.tests.map((test) =>
      failuresOf(test, outcomes.get(test.key)!).map(({ message, expected, actual, at }) => [
        manifest.text.slice(at.start, at.end).split('\n')[0],
        message.split('\n')[0],
        expected,
        actual,
      ]),
    );
    assert.deepEqual(said.slice(0, 5), [
      [['"gone.md"', 'There is no file gone.md.', 'it is there', 'it is not there']],
      [['"a.md"', 'a.md is there, and should not be.', 'it is not there', 'it is there']],
      [['"a.md"', 'a.md does not have: two', 'one\ntwo\nthree', 'one\nthree']],
      [['"a.md"', 'a.md has all that it should not have.', undefined, undefined]],
      [
        ['{', 'slow is 10 % better, not at least 50 % better.', 'at least 50 % better', '10 % better'],
        ['{', 'lost: There is no lost.b.', undefined, undefined],
      ],
    ]);
    const [code, odd, out] = said.slice(5);
    assert.match(code?.[0]?.[1] ?? '', /^bad\.js has grade [A-F], \d+ of 100; expected to pass$/);
    assert.deepEqual(code?.[0]?.[2], 'pass');
    assert.match(odd?.[0]?.[1] ?? '', /teleport/);
    assert.equal(odd?.[0]?.[2], undefined);
    assert.match(out?.[0]?.[1] ?? '', /leads out of the workspace/);
  });

  it('can be told of any report, whatever its details are', async () => {
    const { manifest } = await ran();
    const weird: unknown[] = [
      undefined,
      {},
      { missing: 5 },
      { metrics: [null, 3, { name: {} }] },
      { grade: {} },
      { missing: [{}] },
    ];
    for (const test of manifest.suites[0]!.tests)
      for (const details of weird) {
        const outcome = { key: test.key, id: test.id, type: test.type, description: '', status: 'failed' as const };
        const told = details === undefined ? outcome : { ...outcome, details: details as Record<string, unknown> };
        assert.ok(failuresOf(test, told).length > 0);
        assert.equal(typeof reasonFor(told), 'string');
      }
  });
});

describe('another runner’s report', () => {
  afterEach(removeFolders);

  it('is held against the tests of the manifest by their ids, in their order', async () => {
    const tests = [
      { id: 'same', type: 'file_exists', target: 'a.md' },
      { id: 'same', type: 'file_exists', target: 'gone.md' },
      { type: 'file_exists', target: 'a.md' },
    ];
    const { manifest, outcome } = await ran(tests);
    const read = readSummary(summaryText(outcome))!;
    const found = outcomesByTest(manifest, read);
    assert.deepEqual(
      [...found].map(([key, { status }]) => [key, status]),
      [
        ['s/same', 'passed'],
        ['s/same#2', 'failed'],
        ['s/3', 'passed'],
      ],
    );
    const shorter = { ...read, suites: read.suites.map((suite) => ({ ...suite, tests: suite.tests.slice(0, 1) })) };
    assert.deepEqual([...outcomesByTest(manifest, shorter).keys()], ['s/same']);
    assert.equal(outcomesByTest(manifest, { ...read, suites: [] }).size, 0);
  });
});
