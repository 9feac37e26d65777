/** A merged backlog that is not just what the plan asks for is never answered. */
import assert from 'node:assert/strict';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { planMerge } from '../../../src/core/merge/plan';
import { matchesPlan } from '../../../src/core/merge/verify';
import { viewOf } from '../../../src/core/merge/view';
import { FLOW_PLAN } from './plans';

const view = viewOf(FLOW_PLAN);
assert.ok(view);
const plan = planMerge(view, view, view);
const matches = (text: string): boolean => matchesPlan(parseBacklog(text), plan, 'kept');
const line = '        - { id: "B", name: "Beta", status: "Queued" }\n';

describe('a merged backlog', () => {
  it('matches the plan that it came of', () => {
    assert.ok(matches(FLOW_PLAN));
  });

  for (const [what, from, to] of [
    ['lacks a mission', line, ''],
    ['has a mission too many', line, line + line.replace('"B"', '"X"')],
    ['has another value', 'Beta', 'Better'],
    ['has a field too many', 'id: "B",', 'id: "B", notes: "n",'],
    ['lacks a field', ' name: "Beta",', ''],
    ['has another dependency', 'to: "B"', 'to: "D"'],
    ['has another header', '"Plan"', '"Other"'],
  ] as const)
    it(`does not where it ${what}`, () => {
      assert.ok(FLOW_PLAN.includes(from));
      assert.equal(matches(FLOW_PLAN.replace(from, to)), false);
    });

  it('does not where a mission is in another sprint', () => {
    const behind = '        - { id: "E", name: "Epsilon", status: "Planned" }\n';
    assert.equal(matches(FLOW_PLAN.replace(line, '').replace(behind, behind + line)), false);
  });
});
