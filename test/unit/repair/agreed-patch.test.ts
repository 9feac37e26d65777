import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isPatch, patchBetween, patched, type Tree } from '../../../src/core/ground/patch';

describe('a patch between two states of the last agreement', () => {
  it('makes one state of another, through a file', () => {
    const { tree } = fc.letrec<{ tree: Tree; set: readonly string[] }>((tie) => ({
      set: fc.uniqueArray(fc.constantFrom('', 'a', '+', '-b', '__proto__'), { maxLength: 4 }),
      tree: fc.dictionary(
        fc.constantFrom('a', 'b', 'toString', '__proto__'),
        fc.oneof({ maxDepth: 3 }, fc.constantFrom('', 'x', 'y'), tie('set'), tie('tree')),
        { maxKeys: 3 },
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (from, to) => {
        const patch = JSON.parse(JSON.stringify(patchBetween(from, to))) as unknown;
        assert.ok(isPatch(patch));
        assert.deepEqual(sorted(patched(from, patch)), sorted(to));
        assert.deepEqual(Object.keys(patchBetween(from, from)), []);
      }),
    );
    for (const damaged of [null, [], 'text', { a: 1 }, { a: [1] }, { a: { b: true } }]) assert.ok(!isPatch(damaged));
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.toSorted();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([name, each]) => [name, sorted(each)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}
