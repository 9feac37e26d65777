import assert from 'node:assert/strict';
import { commandTitle } from '../../../src/core/operations/operation';
import { OPERATIONS } from '../../../src/guardrails/registry';

describe('what buttons and menus call an operation', () => {
  const titleOf = (name: string, given = {}): string => {
    const found = OPERATIONS.find((each) => each.name === name);
    assert.ok(found !== undefined, name);
    return commandTitle(found, given);
  };

  it('ends in … exactly where more is asked for', () => {
    assert.equal(titleOf('start'), 'Start Mission…');
    assert.equal(titleOf('promote'), 'Promote Mission…');
    assert.equal(titleOf('promote', { mission: 'B1' }), 'Promote Mission B1');
    assert.equal(titleOf('seed'), 'Seed Database from Files');
  });

  it('names what it is about, the last of several', () => {
    assert.equal(titleOf('start', { mission: 'B1' }), 'Start Mission B1…');
    assert.equal(titleOf('waive', { mission: 'B2', prerequisite: 'B1' }), 'Waive Prerequisite B1…');
  });
});
