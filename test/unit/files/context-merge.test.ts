import assert from 'node:assert/strict';
import fc from 'fast-check';
import { same, valueKey } from '../../../src/core/files/context/equal';
import { mergeContexts } from '../../../src/core/files/context/merge';
import { type JsonNode } from '../../../src/core/files/context/model';
import { parseContext, jsonValue } from '../../../src/core/files/context/parse';

function nodeOf(value: unknown): JsonNode {
  const { root } = parseContext(JSON.stringify(value));
  assert.ok(root);
  return root;
}

function merge(base: unknown, over: unknown): { readonly value: unknown; readonly kept: number } {
  const { node, kept } = mergeContexts(nodeOf(base), nodeOf(over));
  return { value: jsonValue(node), kept };
}

describe('laying one context over another', () => {
  it('takes the values of the upper one, and keeps what only the lower one has', () => {
    assert.deepEqual(merge({ a: 1, b: { c: 1, d: 2 }, e: null }, { b: { d: 3, f: 4 }, a: 1 }), {
      value: { b: { d: 3, f: 4, c: 1 }, a: 1, e: null },
      kept: 2,
    });
  });

  it('loses no element of a list, and takes none for a change of another', () => {
    assert.deepEqual(merge(['a', 'b', 'd'], ['a', 'c', 'd']), { value: ['a', 'b', 'c', 'd'], kept: 1 });
    const decisions = [{ date: '1', decision: 'x' }];
    const others = [{ date: '1', decision: 'y' }];
    assert.deepEqual(merge(decisions, others).value, [...decisions, ...others]);
  });

  it('does not take an element that moved for a missing one', () => {
    assert.deepEqual(merge(['a', 'b'], ['b', 'a']), { value: ['b', 'a'], kept: 0 });
    assert.deepEqual(merge(['a', 'a', 'b'], ['b', 'a']), { value: ['a', 'b', 'a'], kept: 1 });
  });

  it('knows two objects of a list by their id', () => {
    assert.deepEqual(merge([{ id: 'A', n: 1, own: 2 }, { id: 'B' }], [{ id: 'A', n: 3 }]), {
      value: [{ id: 'B' }, { id: 'A', n: 3, own: 2 }],
      kept: 2,
    });
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
        const merged = counts(merge(one, other).value);
        for (const [key, count] of [...counts(one), ...counts(other)]) assert.ok((merged.get(key) ?? 0) >= count);
      }),
    );
  });

  it('changes nothing a second time, nor where both say the same', () => {
    fc.assert(
      fc.property(fc.oneof(json, list), fc.oneof(json, list), (one, other) => {
        const merged = mergeContexts(nodeOf(one), nodeOf(other)).node;
        assert.ok(same(mergeContexts(merged, nodeOf(other)).node, merged));
        assert.deepEqual(mergeContexts(nodeOf(one), nodeOf(one)).kept, 0);
      }),
    );
  });
});
