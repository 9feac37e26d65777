import assert from 'node:assert/strict';
import fc from 'fast-check';
import { equalValues, valueKey } from '../../../src/core/files/context/equal';
import { joined } from '../../../src/core/files/context/join';
import type { JsonNode } from '../../../src/core/files/context/model';
import { formatPath, jsonValue, parseContext } from '../../../src/core/files/context/parse';

function nodeOf(value: unknown): JsonNode {
  const { root } = parseContext(JSON.stringify(value));
  assert.ok(root);
  return root;
}

/** What `own` becomes; what stays is named by its path. */
function join(own: unknown, other: unknown, ...stays: readonly string[]): unknown {
  return jsonValue(joined(nodeOf(own), nodeOf(other), (path) => stays.includes(formatPath(path))));
}

describe('joining one context to another', () => {
  it('takes the values of the other one, and keeps what it has alone', () => {
    assert.deepEqual(join({ a: 1, b: { c: 1, d: 2 }, e: null }, { b: { d: 3, f: 4 }, a: 1 }), {
      a: 1,
      b: { c: 1, d: 3, f: 4 },
      e: null,
    });
  });

  it('loses no element of a list, and takes none for a change of another', () => {
    assert.deepEqual(join(['a', 'b', 'd'], ['a', 'c', 'd']), ['a', 'b', 'c', 'd']);
    const decisions = [{ date: '1', decision: 'x' }];
    const others = [{ date: '1', decision: 'y' }];
    assert.deepEqual(join(decisions, others), [...decisions, ...others]);
  });

  it('does not take an element that moved for a missing one', () => {
    assert.deepEqual(join(['a', 'b'], ['b', 'a']), ['b', 'a']);
    assert.deepEqual(join(['a', 'a', 'b'], ['b', 'a']), ['a', 'b', 'a']);
  });

  it('knows two objects of a list by their id', () => {
    assert.deepEqual(join([{ id: 'A', n: 1, own: 2 }, { id: 'B' }], [{ id: 'A', n: 3 }]), [
      { id: 'B' },
      { id: 'A', n: 3, own: 2 },
    ]);
  });

  it('leaves single values as they are, or as absent: members, elements, members of one with the same id', () => {
    assert.deepEqual(join({ a: 1, b: { c: 1 } }, { a: 2, b: { c: 2 }, d: 3 }, '$.b.c', '$.d'), { a: 2, b: { c: 1 } });
    assert.deepEqual(join({ l: ['x', 'y'] }, { l: ['y', 'x', 'z', 'w'] }, '$.l[2]'), { l: ['y', 'x', 'w'] });
    assert.deepEqual(join([{ id: 'p', n: 1, m: 1 }], [{ id: 'q' }, { id: 'p', n: 2, m: 2 }], '$[1].n'), [
      { id: 'q' },
      { id: 'p', n: 1, m: 2 },
    ]);
    assert.deepEqual(join({ a: [1] }, { a: { b: 1 } }, '$.a'), { a: [1] });
  });

  const json = fc.jsonValue({ maxDepth: 3 });
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 1, { id: 'x' }, { id: 'y' }, []), { maxLength: 8 });

  it('holds every element of both lists, as often as either has it', () => {
    fc.assert(
      fc.property(list, list, (one, other) => {
        const counts = (values: unknown): Map<string, number> => {
          const found = new Map<string, number>();
          for (const value of values as unknown[])
            found.set(valueKey(nodeOf(value)), (found.get(valueKey(nodeOf(value))) ?? 0) + 1);
          return found;
        };
        const merged = counts(join(one, other));
        for (const [key, count] of [...counts(one), ...counts(other)]) assert.ok((merged.get(key) ?? 0) >= count);
      }),
    );
  });

  it('changes nothing a second time, nor where both say the same', () => {
    fc.assert(
      fc.property(fc.oneof(json, list), fc.oneof(json, list), (one, other) => {
        const first = join(one, other);
        assert.ok(equalValues(nodeOf(join(first, other)), nodeOf(first)));
        // JSON has no negative zero.
        assert.deepEqual(join(one, one), jsonValue(nodeOf(one)));
      }),
    );
  });
});
