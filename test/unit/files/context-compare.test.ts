import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { type ContextDifference, compareContexts } from '../../../src/core/files/context/compare';
import { equalDocuments, equalValues, valueKey } from '../../../src/core/files/context/equal';
import type { JsonNode } from '../../../src/core/files/context/model';
import { formatPath, parseContext, jsonValue } from '../../../src/core/files/context/parse';
import { anchoredText } from '../../../src/core/files/text';
import { runs } from '../../support/effort';

function node(text: string): JsonNode {
  const { root } = parseContext(text);
  assert.ok(root, text);
  return root;
}

function differences(database: unknown, file: unknown): readonly ContextDifference[] {
  return compareContexts(node(JSON.stringify(database)), node(JSON.stringify(file)));
}

/** Each difference as kind, path, and the text it points at. */
function shown(database: unknown, file: unknown): readonly (readonly [string, string, string])[] {
  return differences(database, file).map(({ kind, path, at }) => [kind, formatPath(path), anchoredText(at)] as const);
}

/** JSON as text, with the spellings in which Python and JavaScript might part. */
const odd = fc.constantFrom(
  ...['0', '-0', '0.0', '-0.0', '1', '1.0', '1e0', '10E-1', 'true', 'false', 'null', '""', '"1"', 'NaN', 'Infinity'],
  ...['-Infinity', '1e400', '-1e400', '1e-400', '9007199254740993', '9007199254740992', '9007199254740992.0'],
  ...['9007199254740993.0', '1e22', '10000000000000000000000', '1e23', '100000000000000000000000', '0.1', '0.10'],
  ...['99999999999999991611392', '0.1000000000000000055511151231257827', '5e-324', '123456789012345678901234567890'],
  ...[
    '"\\ud83d\\ude00"',
    '"😀"',
    '"\\ud83d"',
    '"\\ude00"',
    '"a"',
    '"\\u0061"',
    '"\\/"',
    '"/"',
    '"\\\\ud83d"',
    '"é"',
    '"é"',
  ],
  ...['1.7976931348623157e308', `1${'0'.repeat(400)}`, '2e308', '{}', '[]', '[NaN]', '[1]', '[true]', '[1.0]'],
);
const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    odd,
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(fc.constantFrom('"a"', '"b"', '"\\u0061"', '"\\ud83d"', '""'), tie('value')), { maxLength: 4 })
      .map((members) => `{${members.map(([name, value]) => `${name}: ${value}`).join(', ')}}`),
  ),
})).value;

describe("context: equality is Python's", () => {
  const python = spawnSync('python3', ['--version']).status === 0;

  it('agrees on random JSON', function () {
    if (!python) {
      console.log('      skipped: no python3 here');
      this.skip();
    }
    const pairs = [
      // Random values seldom come out equal: half of the pairs are one value respelled, and all odd ones meet.
      ...fc.sample(fc.tuple(jsonText, jsonText), 4000),
      ...fc.sample(jsonText, 4000).map((text): [string, string] => [text, respelled(text)]),
      ...fc.sample(fc.tuple(odd, odd), 8000),
    ];
    const program =
      'import json, sys\n' + 'print(json.dumps([json.loads(a) == json.loads(b) for a, b in json.load(sys.stdin)]))';
    const run = spawnSync('python3', ['-c', program], { input: JSON.stringify(pairs), encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const verdicts = JSON.parse(run.stdout) as boolean[];
    let same = 0;
    for (const [index, [one, other]] of pairs.entries()) {
      const [database, file] = [node(one), node(other)];
      assert.equal(equalDocuments(database, file), verdicts[index], `${one} == ${other}`);
      assert.equal(compareContexts(database, file).length === 0, verdicts[index], `${one} == ${other}`);
      if (verdicts[index] === true) same++;
    }
    assert.ok(same > 1000 && same < pairs.length - 1000, `${same} of ${pairs.length} are equal`);
  });

  it('gives equal values, and only those, the same key', () => {
    fc.assert(
      fc.property(jsonText, jsonText, (one, other) => {
        assert.equal(valueKey(node(one)) === valueKey(node(other)), equalValues(node(one), node(other)));
        assert.ok(equalValues(node(one), node(respelled(one))));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('takes integers of any length', () => {
    const long = '7'.repeat(100_000);
    assert.ok(equalDocuments(node(long), node(long)));
    assert.ok(!equalDocuments(node(long), node(`${long.slice(0, -1)}8`)));
    assert.ok(!equalDocuments(node(long), node('1e400')));
  });
});

/** The same value with other spellings of its numbers and another order of its members. */
function respelled(text: string): string {
  const write = (value: JsonNode): string => {
    switch (value.kind) {
      case 'object':
        return `{${[...value.members]
          .reverse()
          .map(([name, member]) => `${JSON.stringify(name)}:${write(member.value)}`)
          .join()}}`;
      case 'array':
        return `[${value.items.map(write).join()}]`;
      case 'number':
        return value.text === '1' ? 'true' : value.text === '0' ? '-0.0' : value.text;
      case 'boolean':
        return value.value ? '1.0' : '0';
      default:
        return JSON.stringify(jsonValue(value));
    }
  };
  return write(node(text));
}

describe('context: differences', () => {
  it('finds each value with its place', () => {
    const database = { project: { name: 'A', size: 1 }, health: { kb: 1, on: true }, gone: [1] };
    const file = { project: { name: 'B', size: 1 }, health: { kb: 1, extra: null }, more: { x: 1 } };
    assert.deepEqual(shown(database, file), [
      ['differs', '$.project.name', '"B"'],
      ['missing-in-file', '$.health.on', '"health"'],
      ['missing-in-database', '$.health.extra', 'null'],
      ['missing-in-file', '$.gone', '{'],
      ['missing-in-database', '$.more', '{"x":1}'],
    ]);
    const [first, second, third] = differences(database, file);
    assert.deepEqual(first?.database?.kind === 'string' && first.database.value, 'A');
    assert.deepEqual([second?.file, third?.database], [undefined, undefined]);
  });

  it('tells nothing of equal contexts', () => {
    assert.deepEqual(differences({ a: 1, b: [true, null] }, { b: [1, null], a: 1 }), []);
  });

  it('takes another kind of value for one difference', () => {
    assert.deepEqual(shown({ a: { b: 1 } }, { a: [1] }), [['differs', '$.a', '[1]']]);
    assert.deepEqual(shown({ a: 1 }, [1]), [['differs', '$', '[1]']]);
    assert.deepEqual(shown(1, 2), [['differs', '$', '2']]);
  });

  it('shows one inserted or removed element as one difference', () => {
    const facts = ['a', 'b', 'c', 'd', 'e'];
    assert.deepEqual(shown({ facts }, { facts: ['a', 'b', 'new', 'c', 'd', 'e'] }), [
      ['missing-in-database', '$.facts[2]', '"new"'],
    ]);
    assert.deepEqual(shown({ facts }, { facts: ['a', 'c', 'd', 'e'] }), [['missing-in-file', '$.facts[1]', '"facts"']]);
    assert.deepEqual(shown({ facts }, { facts: ['b', 'c', 'x', 'd', 'e', 'f'] }), [
      ['missing-in-file', '$.facts[0]', '"facts"'],
      ['missing-in-database', '$.facts[2]', '"x"'],
      ['missing-in-database', '$.facts[5]', '"f"'],
    ]);
    assert.deepEqual(shown({ facts: [] }, { facts: ['a'] }), [['missing-in-database', '$.facts[0]', '"a"']]);
  });

  it('looks into an element that was changed, also beside an inserted one', () => {
    const decision = (text: string): object => ({ date: '2025-11-04', decision: text });
    assert.deepEqual(
      shown({ made: [decision('a'), decision('b'), 'c'] }, { made: ['new', decision('a'), decision('B'), 'c'] }),
      [
        ['missing-in-database', '$.made[0]', '"new"'],
        ['differs', '$.made[2].decision', '"B"'],
      ],
    );
    const [, changed] = differences(
      { made: [decision('a'), decision('b'), 'c'] },
      { made: ['new', decision('a'), decision('B'), 'c'] },
    );
    assert.deepEqual(changed?.databasePath, ['made', 1, 'decision']);
  });

  it('leads to the database when the differences are taken one by one', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const list = fc.array(fc.constantFrom('a', 'b', 'c', { d: 1 }, { d: 2 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.oneof(fc.tuple(value, value), fc.tuple(list, list)), ([database, file]) => {
        const copy = JSON.parse(JSON.stringify([file])) as unknown[];
        // From the last to the first, so that the paths before stay right. Members missing in one come in any order.
        for (const difference of [...differences(database, file)].reverse()) take(copy, difference);
        assert.ok(equalValues(node(JSON.stringify(copy[0])), node(JSON.stringify(database))));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('bounds the work on long lists', () => {
    const long = Array.from({ length: 1900 }, (_, index) => `entry ${index}`);
    const shuffled = long.map((_, index) => long[(index * 7) % long.length]);
    assert.ok(differences(long, shuffled).length > 0);
    const longer = Array.from({ length: 30_000 }, (_, index) => ({ index }));
    assert.equal(differences(longer, [...longer.slice(0, 10), 'x', ...longer.slice(10)]).length, 1);
    assert.ok(differences(longer, longer.toReversed()).length > 0);
  });
});

/** Makes one place of a value what the database has there. */
function take(holder: unknown[], { path, kind, database }: ContextDifference): void {
  const steps = [0, ...path];
  const last = steps.pop() ?? 0;
  const parent = steps.reduce((value: unknown, step) => (value as Record<string | number, unknown>)[step], holder);
  const value = database === undefined ? undefined : jsonValue(database);
  if (Array.isArray(parent)) {
    if (kind === 'differs') parent[Number(last)] = value;
    else if (kind === 'missing-in-file') parent.splice(Number(last), 0, value);
    else parent.splice(Number(last), 1);
  } else if (kind === 'missing-in-database') {
    Reflect.deleteProperty(parent as object, last);
  } else {
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  }
}
