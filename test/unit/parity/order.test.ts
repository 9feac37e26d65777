import assert from 'node:assert/strict';
import fc from 'fast-check';
import { longestIncreasing } from '../../../src/core/parity/order';

describe('longestIncreasing', () => {
  it('keeps everything of an ascending sequence', () => {
    assert.deepEqual([...longestIncreasing([1, 2, 5, 9])].sort(), [0, 1, 2, 3]);
    assert.equal(longestIncreasing([]).size, 0);
  });

  it('leaves out the one that moved', () => {
    assert.deepEqual([...longestIncreasing([0, 4, 1, 2, 3])].sort(), [0, 2, 3, 4]);
  });

  it('is ascending and as long as any ascending subsequence', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50), { maxLength: 10 }), (values) => {
        const kept = [...longestIncreasing(values)].sort((a, b) => a - b).map((index) => values[index] ?? -1);
        assert.deepEqual(
          kept,
          [...kept].sort((a, b) => a - b),
        );
        let longest = 0;
        for (let mask = 0; mask < 1 << values.length; mask++) {
          const some = values.filter((_, index) => mask & (1 << index));
          if (some.every((value, index) => index === 0 || value > (some[index - 1] ?? 0)))
            longest = Math.max(longest, some.length);
        }
        assert.equal(kept.length, longest);
      }),
      { numRuns: 60 },
    );
  });
});
