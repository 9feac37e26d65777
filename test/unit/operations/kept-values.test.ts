/** Operations change a value where an entry keeps it, whatever style it is written in, and nothing besides. */
import assert from 'node:assert/strict';
import { diffLines } from 'diff';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { missionRow } from '../../../src/core/columns/rows';
import { newDrift } from '../../../src/core/commit/gates';
import type { MissionRow } from '../../../src/core/database/model';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { check } from '../../../src/core/findings/check';
import { CmosError } from '../../../src/core/ground/errors';
import { OpenGates } from '../../../src/core/ground/gate';
import { block } from '../../../src/core/operations/catalog/block';
import { complete } from '../../../src/core/operations/catalog/complete';
import { edit } from '../../../src/core/operations/catalog/edit';
import type { Operation, Parameters } from '../../../src/core/operations/operation';
import { review } from '../../../src/core/operations/catalog/review';
import { reopen } from '../../../src/core/operations/catalog/reopen';
import { start } from '../../../src/core/operations/catalog/start';
import { unblock } from '../../../src/core/operations/catalog/unblock';
import { documentOf, type Snapshot } from '../../../src/core/workspace/snapshot';
import { snapshotAfter } from '../../../src/core/workspace/snapshot-after';
import { runs } from '../../support/effort';
import { all, mended } from '../../support/mending';
import { DEFAULT_POLICY, NOW } from '../../support/performing';
import { snapshotOf, sprintRow } from '../model/snapshots';

/** Entries of a blocked mission M between two others, each in its style. */
const STYLES: Readonly<Record<string, string>> = {
  dumped: `    - id: M
      name: Mission
      status: Blocked # still
      notes: Chose vitest over jest, since it starts faster and needs no transformer for
        the modules of today
      metadata:
        # what the runtime wrote
        blocked_at: '2025-01-02T03:04:05Z'
        blocked_needs:
        - a key
        - 'a door: the left one'
        blocked_reason: 'no: key, and a long reason that a dump wraps at eighty columns,
          as PyYAML does it with plain text'
        phase: Phase 1
        started_at: '2025-01-01T00:00:00Z' # the first time
        week: null
`,
  nested: `    - id: M
      name: Mission
      status: Blocked
      metadata:
        phase: Phase 1
        metadata:
          blocked_at: "2025-01-02T03:04:05Z"
          blocked_reason: "no key"
          blocked_needs: ["a key"]
          metadata: { started_at: "2025-01-01T00:00:00Z", week: 3 }
`,
  'nested alone': `    - id: M
      name: Mission
      status: Blocked
      metadata:
        metadata:
          blocked_reason: no key
          blocked_at: 2025-01-02
`,
  twice: `    - id: M
      name: Mission
      status: Blocked
      blocked_reason: the newer one
      metadata:
        blocked_reason: the older one
        blocked_needs: []
        phase: Phase 1
`,
  block: `    - name: "Mission"
      id: "M"
      status: "Blocked"
      blocked_at: "2025-01-02T03:04:05Z"
      blocked_needs:
        - "a key"
      blocked_reason: >
        no key
        at all
      path: m.yaml
`,
  flow: `    - { id: "M", name: "Mission", status: "Blocked", started_at: "2025-01-01T00:00:00Z", blocked_needs: ["a key"] } # kept
`,
  'flow in lines': `    - { id: M, name: Mission,
        status: Blocked, # still
        metadata: { phase: Phase 1, # one
                    blocked_reason: no key,
                    blocked_needs: [a key, a door] },
        path: m.yaml }
`,
  'flow within block': `    - id: M
      name: Mission
      status: Blocked
      metadata: {blocked_at: '2025-01-02T03:04:05Z', phase: Phase 1}
`,
  'JSON in quotes': `    - {"id": "M", "name": "Mission", "status": "Blocked", "metadata": {"blocked_reason": "no key", "blocked_needs": ["a key"], "phase": "Phase 1"}}
`,
  'a text of JSON': `    - id: M
      name: Mission
      status: Blocked
      metadata: '{"blocked_reason": "no key", "phase": "Phase 1"}'
`,
  'with anchors': `    - id: M
      name: Mission
      status: Blocked
      metadata:
        needs: &id001
        - a key
        blocked_needs: *id001
        blocked_at: &id002 '2025-01-02T03:04:05Z'
        updated_at: *id002
`,
  'without metadata': `    - id: M
      name: Mission
      status: Blocked
`,
};

const FRAME = (entry: string, before: string): string => `name: Plan
---
domainFields:
  type: Planning.SprintPlan.v1
  sprints:
  - sprintId: S1
    title: One
    status: Active
    missions:
${before}${entry}    - id: LAST
      name: Other
      status: Deferred
`;

const BEFORE: readonly string[] = [
  '',
  `    - id: FIRST
      name: Other
      status: Completed
      completed_at: '2025-01-01T00:00:00Z'
      metadata:
        started_at: '2025-01-01T00:00:00Z'
        completed_at: '2025-01-01T00:00:00Z'
`,
  `    - { id: "FIRST", name: "Other", status: "Completed", started_at: "2025-01-01T00:00:00Z" }
`,
];

/** What an operation may change in an entry; a mapping that is empty without it may go. */
const MEANT = new Set([
  ...['status', 'notes', 'completed_at', 'started_at', 'blocked_at', 'blocked_reason', 'blocked_needs'],
  ...['reviews', 'phase'],
]);

const STEPS: readonly (readonly [Operation, Parameters])[] = [
  [unblock, { summary: 's' }],
  [start, { summary: 's' }],
  [block, { summary: 's', reason: 'no: "key"', needs: ['a: key', 'b'] }],
  [block, { summary: 's', reason: 'SUPERSEDED: by B' }],
  [complete, { summary: 's', notes: 'all of it' }],
  [review, { remark: 'seen' }],
  [edit, { fields: ['phase=Phase 2'] }],
  [edit, { fields: ['phase='] }],
  [reopen, { reason: 'not all of it' }],
];

/** A snapshot whose rows say what the entries say, as after seeding; `columns` may change the mission's metadata. */
function seeded(text: string): Snapshot {
  const { missions } = parseBacklog(text);
  const rows = missions.map((entry, at): MissionRow => {
    const { id, name, status, completed_at, notes, metadata } = missionRow(entry, 'S1') as Record<string, string>;
    return {
      ...{ rowid: at + 1, id: id ?? '', sprintId: 'S1', name: name ?? '', status: status ?? '' },
      ...{ completedAt: completed_at ?? null, notes: notes ?? null, metadata: metadata ?? null },
    };
  });
  return snapshotOf({
    backlog: text,
    sessions: '',
    database: { missions: rows, sprints: [sprintRow('S1', { title: 'One' })] },
  });
}

function planned(snapshot: Snapshot, [operation, parameters]: (typeof STEPS)[number]): Snapshot {
  const { changeSet } = operation.plan(
    { mission: 'M', ...parameters },
    {
      snapshot,
      now: NOW,
      agent: 'a',
      override: 'as a test',
      gates: new OpenGates(),
      policy: DEFAULT_POLICY,
      gathered: undefined,
    },
  );
  assert.deepEqual(newDrift(snapshot, changeSet), [], `${operation.name}\n${textOf(snapshot)}`);
  return snapshotAfter(snapshot, changeSet);
}
/** What both sides say differently, information included. */
function driftIn(snapshot: Snapshot): readonly string[] {
  return check(snapshot).findings.flatMap(({ code, field = '' }) =>
    code.startsWith('drift/') ? [`${code} ${field}`] : [],
  );
}

const textOf = (snapshot: Snapshot): string => documentOf(snapshot.backlog)?.text.text ?? '';

/** What a backlog says, but for what is meant to change in the mission M. */
function unmeant(text: string): string {
  const documents = parseAllDocuments(text, { version: '1.1' });
  assert.ok(Array.isArray(documents));
  for (const { errors } of documents) assert.deepEqual(errors, [], text);
  const without = (value: object): object =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
        if (MEANT.has(key)) return [];
        if (key !== 'metadata' || typeof each !== 'object' || each === null) return [[key, each]];
        const inner = without(each);
        return Object.keys(inner).length === 0 ? [] : [[key, inner]];
      }),
    );
  const plain = documents.map((each) => each.toJS() as unknown);
  return JSON.stringify(plain, (_key, value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'id' in value && value.id === 'M' ? without(value) : value,
  );
}

/** Lines of other values that were changed or are gone. */
function touchedLines(before: string, after: string): readonly string[] {
  return diffLines(before, after)
    .filter(({ removed }) => removed)
    .flatMap(({ value }) => value.split('\n'))
    .filter((line) => /^ *(?:id|name|title|sprintId|week|needs|#)/.test(line));
}

describe('values in an entry', () => {
  it('are changed where the entry keeps them, in any style and by any operation', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(STYLES)),
        fc.nat(BEFORE.length - 1),
        fc.array(fc.constantFrom(...STEPS.keys()), { minLength: 1, maxLength: 8 }),
        (style, before, steps) => {
          let snapshot = seeded(FRAME(STYLES[style] ?? '', BEFORE[before] ?? ''));
          const differing = driftIn(snapshot);
          const said = unmeant(textOf(snapshot));
          for (const at of steps) {
            const step = STEPS[at] ?? assert.fail();
            let next: Snapshot;
            try {
              next = planned(snapshot, step);
            } catch (error) {
              // Blocked already, or superseded: the operation's own refusals.
              if (CmosError.is(error, 'operation/refused')) continue;
              throw error;
            }
            assert.equal(unmeant(textOf(next)), said, textOf(next));
            assert.deepEqual(touchedLines(textOf(snapshot), textOf(next)), [], textOf(next));
            const more = driftIn(next).filter((each) => !differing.includes(each));
            assert.deepEqual(more, [], `${step[0].name}: ${textOf(next)}`);
            snapshot = next;
          }
        },
      ),
      { numRuns: runs(400) },
    );
  });

  const after = (style: string, ...steps: readonly (typeof STEPS)[number][]): string =>
    textOf(steps.reduce(planned, seeded(FRAME(STYLES[style] ?? '', BEFORE[1] ?? ''))));
  const [unblocked, started, blocked] = [0, 1, 2].map((at) => STEPS[at] ?? assert.fail());

  it('go from each place that has them, with a mapping that is empty without them', () => {
    assert.ok(unblocked);
    for (const style of ['nested alone', 'twice', 'block', 'with anchors'])
      assert.doesNotMatch(after(style, unblocked), /blocked/, style);
    assert.doesNotMatch(after('nested alone', unblocked), /metadata:\n *(?:metadata:|- id: LAST)/);
  });

  it('stand where their siblings do, in the style of those', () => {
    assert.ok(unblocked && started && blocked);
    assert.match(
      after('dumped', unblocked, blocked),
      / {8}blocked_reason: 'no: "key"'\n {8}blocked_needs:\n {8}- 'a: key'\n {8}- b\n/,
    );
    assert.match(
      after('without metadata', unblocked, started),
      / {6}metadata:\n {8}started_at: '2025-03-14T09:00:00Z'\n/,
    );
    assert.match(
      after('JSON in quotes', unblocked, started, blocked),
      /"blocked_reason": "no: \\"key\\"", "blocked_needs": \["a: key", "b"\]\}/,
    );
  });

  it('are mended line by line: a block stays a block, with its comments and the style of its texts', () => {
    const snapshot = seeded(FRAME(STYLES['dumped'] ?? '', ''));
    const metadata = (key: string, value: unknown): Snapshot => {
      const [row] = documentOf(snapshot.database)?.missions ?? [];
      assert.ok(row);
      const fields = { ...(JSON.parse(row.metadata ?? '{}') as { metadata: object }).metadata, [key]: value };
      const column = { metadata: JSON.stringify(value === undefined ? { metadata: {}, ...fields } : fields) };
      return snapshotAfter(snapshot, {
        rows: [{ kind: 'update', table: 'missions', key: { id: 'M' }, before: {}, after: column }],
        files: [],
      });
    };
    const changed = (key: string, value: unknown): readonly string[] =>
      diffLines(textOf(snapshot), textOf(mended(metadata(key, value), all('database'))))
        .filter(({ added, removed }) => added || removed)
        .flatMap(({ value: lines, added }) =>
          lines
            .trimEnd()
            .split('\n')
            .map((line) => (added ? '+' : '-') + line.trim()),
        );
    assert.deepEqual(changed('phase', 'Phase 2'), ['-phase: Phase 1', '+phase: Phase 2']);
    assert.deepEqual(changed('phase', undefined), ['-phase: Phase 1']);
    assert.deepEqual(changed('blocked_needs', ['a key', 'a door: the right one']), [
      "-- 'a door: the left one'",
      "+- 'a door: the right one'",
    ]);
    assert.deepEqual(changed('depth', { of: ['one', { two: 2 }] }), [...['+depth:', '+of:', '+- one', '+- two: 2']]);
  });
});
