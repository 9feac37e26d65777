import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_TESTS, parseManifest, type Manifest } from '../../../src/guardrails/integration/manifest';
import { rangesIn } from '../../../src/guardrails/finding';
import { runs } from '../../support/effort';

const MANIFEST = `{
  "meta": { "mission": "T1", "version": "2.0" },
  "suites": [
    {
      "id": "séance 😀", "name": "First",
      "tests": [
        { "id": "there", "type": "file_exists", "target": "a.md" },
        { "id": "there", "type": "file_exists", "target": "b.md", "expectation": "fail" },
        { "type": "directory_exists", "target": "docs" },
        { "id": "odd", "type": "teleport", "target": "x" }
      ]
    },
    { "id": "empty" }
  ]
}`;

/** Findings as their code and the text under them. */
function found({ findings, text }: Manifest): string[] {
  return findings.map(({ code, at }) => `${code} ${at === undefined ? '' : text.slice(at.start, at.end)}`);
}

const test = (members: object): Manifest => parseManifest(JSON.stringify({ suites: [{ id: 's', tests: [members] }] }));

const problem = (members: object): string | undefined => test(members).suites[0]?.tests[0]?.problem;

describe('integration manifest', () => {
  it('reads suites and tests with their places, in UTF-16 units', () => {
    const { mission, version, suites, text, broken } = parseManifest(MANIFEST);
    assert.deepEqual([mission, version, broken], ['T1', '2.0', false]);
    assert.deepEqual(
      suites.map(({ id, tests }) => [id, tests.map(({ key }) => key)]),
      [
        ['séance 😀', ['séance 😀/there', 'séance 😀/there#2', 'séance 😀/3', 'séance 😀/odd']],
        ['empty', []],
      ],
    );
    const [first] = suites;
    assert.equal(text.slice(first?.idAt.start, first?.idAt.end), '"séance 😀"');
    const second = first?.tests[1];
    assert.ok(second?.targetAt);
    assert.equal(text.slice(second.targetAt.start, second.targetAt.end), '"b.md"');
    assert.match(text.slice(second.at.start, second.at.end), /^\{ "id": "there".*"fail" \}$/);
    assert.deepEqual(rangesIn(text)(second.idAt).start, { line: 7, character: 16 });
  });

  it('tells of ids that stand twice or are missing, of unknown types, and of suites without tests', () => {
    assert.deepEqual(found(parseManifest(MANIFEST)), [
      'integration/duplicate-id "there"',
      'integration/missing-id {',
      'integration/bad-test "teleport"',
      'integration/shape "empty"',
    ]);
  });

  it('says of each test that cannot be run why', () => {
    const good = { id: 'a', type: 'content_includes', target: 'x', includes: ['y'] };
    assert.equal(problem(good), undefined);
    assert.match(problem({ ...good, type: undefined }) ?? '', /no type/);
    assert.match(problem({ ...good, target: 5 }) ?? '', /no target/);
    assert.match(problem({ ...good, target: '' }) ?? '', /no target/);
    assert.match(problem({ ...good, expectation: 'maybe' }) ?? '', /pass or fail/);
    assert.match(problem({ ...good, includes: [] }) ?? '', /no text to look for/);
    assert.match(problem({ ...good, includes: [{}] }) ?? '', /no text to look for/);
    assert.match(problem({ ...good, type: 'performance_snapshot' }) ?? '', /no metrics/);
    assert.match(problem([1]) ?? '', /must be an object/);
    assert.equal(test({ ...good, includes: 'alone' }).suites[0]?.tests[0]?.includes[0], 'alone');
    assert.equal(problem({ ...good, expectation: null }), undefined, 'as with the reference, none is a pass');
  });

  it('keeps the tests that can be read where the file is broken', () => {
    const cut = MANIFEST.slice(0, MANIFEST.indexOf('"directory_exists"'));
    const { broken, suites, findings } = parseManifest(cut);
    assert.ok(broken);
    assert.deepEqual(
      suites[0]?.tests.slice(0, 2).map(({ target }) => target),
      ['a.md', 'b.md'],
    );
    assert.ok(findings.some(({ code }) => code === 'integration/syntax'));

    const marked = MANIFEST.replace('  "suites"', '<<<<<<< ours\n=======\n>>>>>>> theirs\n  "suites"');
    assert.ok(parseManifest(marked).broken);
    assert.equal(parseManifest(marked).suites.length, 2);
    assert.ok(parseManifest(`\ufeff${MANIFEST}`).broken, 'JSON.parse takes no byte-order mark');
  });

  it('is told of as broken where JSON.parse would not read it, whatever the text', () => {
    const parses = (text: string): boolean => {
      try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null && !Array.isArray(value);
      } catch {
        return false;
      }
    };
    for (const text of [
      '',
      'no json',
      '[]',
      '{"suites": NaN}',
      '{"suites": 5}',
      '{"a": 1,}',
      '{} {}',
      '{"suites": [1, null]}',
    ])
      assert.equal(!parseManifest(text).broken, parses(text), text);
    fc.assert(
      fc.property(fc.nat(MANIFEST.length), fc.nat(40), fc.string(), (at, length, put) => {
        const text = MANIFEST.slice(0, at) + put + MANIFEST.slice(at + length);
        const { broken, findings } = parseManifest(text);
        assert.equal(!broken, parses(text), text);
        for (const { at: place } of findings) assert.ok(place && place.start <= place.end && place.end <= text.length);
      }),
      { numRuns: runs(500) },
    );
  });

  it('bears thousands of tests of one id, and deep nesting', () => {
    const tests = Array.from({ length: MAX_TESTS + 5 }, () => ({ id: 'x', type: 'file_exists', target: 'y' }));
    const { suites, findings } = parseManifest(JSON.stringify({ suites: [{ id: 's', tests }] }));
    const keys = suites[0]?.tests.map(({ key }) => key) ?? [];
    assert.equal(new Set(keys).size, MAX_TESTS);
    assert.ok(
      findings.some(({ code, message }) => code === 'integration/shape' && message.includes(String(MAX_TESTS))),
    );
    assert.ok(parseManifest(`{"suites": ${'['.repeat(100_000)}`).broken);
  });
});
