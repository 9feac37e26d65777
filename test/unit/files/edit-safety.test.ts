/** What an edit of a backlog does beside what was meant is never let through. */
import assert from 'node:assert/strict';
import { CmosError } from '../../../src/core/ground/errors';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { safeEdits } from '../../../src/core/files/backlog/write/safety';
import type { TextEdit } from '../../../src/core/files/text';

const TEXT = `name: Plan
---
domainFields:
  sprints:
    - sprintId: S1
      missions:
        - { id: A, status: Queued }
        - { id: B, status: Queued }
    - sprintId: S2
      missions:
        - { id: C, status: Queued }
  missionDependencies:
    - { from: A, to: B, type: Blocks }
`;
const HEAD = '    - sprintId: S2\n      missions:\n';
const B = '        - { id: B, status: Queued }\n';

const document = parseBacklog(TEXT);
const [target] = document.missions;
const exchanged = (from: string, newText: string): TextEdit => {
  const start = TEXT.indexOf(from);
  assert.ok(start >= 0, from);
  return { start, end: start + from.length, newText };
};
const MEANT = exchanged('Queued', 'Current');
const safe = (...edits: readonly TextEdit[]): readonly TextEdit[] => {
  assert.ok(target);
  return safeEdits(document, edits, { change: 'field', target, path: ['status'], value: 'Current' }, 'A');
};

describe('an edit of a backlog', () => {
  it('passes where it does what is meant', () => {
    assert.deepEqual(safe(MEANT), [MEANT]);
  });

  for (const [what, ...edits] of [
    ['changes the header', exchanged('Plan', 'Other')],
    ['changes a dependency', exchanged('Blocks', 'Requires')],
    ['takes a dependency away', exchanged('\n    - { from: A, to: B, type: Blocks }', ' []')],
    ['changes another mission', exchanged('B, status: Queued', 'B, status: Current')],
    ['changes another field of the mission', exchanged('id: A', 'id: Z')],
    ['adds a field to the mission', exchanged('{ id: A', '{ notes: n, id: A')],
    ['adds a field to another mission', exchanged('{ id: C', '{ notes: n, id: C')],
    ['renames a sprint', exchanged('S2', 'S3')],
    ['puts a mission into another sprint', exchanged(B, HEAD + B), exchanged(HEAD, '')],
    ['writes a key twice', exchanged('{ id: B', '{ id: B, id: B')],
  ] as const)
    it(`is refused where it also ${what}`, () => {
      assert.throws(
        () => safe(MEANT, ...edits),
        (error) => CmosError.is(error, 'edit/unsafe'),
      );
    });
});
