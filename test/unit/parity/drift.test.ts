/** What is drift, and what is none, rule by rule; and what the reference makes of the same. */
import assert from 'node:assert/strict';
import { check } from '../../../src/core/findings/check';
import { isDrift } from '../../../src/core/findings/places';
import type { Item } from '../../../src/core/findings/finding';
import { referenceVerdict } from '../../../src/core/parity/reference';
import {
  backlogText,
  dependencyRow,
  eventRow,
  missionRow,
  type Parts,
  snapshotOf,
  sprintRow,
} from '../model/snapshots';

/** Each difference as its code and what it is about. */
const drift = (parts: Parts): string[] =>
  check(snapshotOf(parts))
    .findings.filter(({ code }) => code.startsWith('drift/'))
    .map(({ code, item, mission, field }) =>
      [code.slice(6), item === undefined ? mission : aboutOf(item), field]
        .filter((each) => each !== undefined)
        .join(' '),
    )
    .sort();

function aboutOf(item: Item): string | undefined {
  if (item.kind === 'dependency') return `${item.from}-${item.to}`;
  return 'id' in item ? item.id : undefined;
}

const EVENT = '{"ts": "2025-03-01T00:00:00Z", "mission": "A", "action": "note"}';
const row = (id: string, rest: Parameters<typeof missionRow>[2] = {}): ReturnType<typeof missionRow> =>
  missionRow(id, 'Queued', { sprintId: 'S', ...rest });
const sprints = [sprintRow('S')];
const backlog = (...entries: readonly (readonly [string, string?, ...string[]])[]): string =>
  backlogText({ S: entries });

describe('drift of missions', () => {
  const of = (text: string, ...missions: ReturnType<typeof missionRow>[]): string[] =>
    drift({ backlog: text, database: { missions, sprints } });

  it('is none where both say the same', () => {
    assert.deepEqual(of(backlog(['A']), row('A')), []);
    assert.deepEqual(of(backlog(['A', 'Queued', 'notes: ""']), row('A')), []);
  });

  it('is what either side lacks, and a mission in another sprint', () => {
    assert.deepEqual(of(backlog(['A'], ['B']), row('A')), ['mission-missing-in-database B']);
    assert.deepEqual(of(backlog(['A']), row('A'), row('B')), ['mission-missing-in-file B']);
    assert.deepEqual(of(backlog(['A']), row('A', { sprintId: 'T' })), ['mission-field A sprint']);
    assert.deepEqual(of(backlog(['A']), row('A', { sprintId: null })), ['mission-field A sprint']);
  });

  it('is a value that Python reads as another one, a text without quotes among them', () => {
    const completed = row('A', { completedAt: '2025-03-01' });
    assert.deepEqual(of(backlog(['A', 'Queued', 'completed_at: "2025-03-01"']), completed), []);
    assert.deepEqual(of(backlog(['A', 'Queued', 'completed_at: 2025-03-01']), completed), [
      'mission-field A completed_at',
    ]);
  });

  it('is metadata that only one side has, or has otherwise; not what the runtime keeps', () => {
    const metadata = (value: unknown): ReturnType<typeof missionRow> => row('A', { metadata: JSON.stringify(value) });
    assert.deepEqual(of(backlog(['A', 'Queued', 'tags: [1, 2, 3]']), metadata({ tags: [1, 2] })), [
      'mission-field A metadata.tags',
    ]);
    assert.deepEqual(of(backlog(['A', 'Queued', 'size: { a: 1, b: 2 }']), metadata({ size: { a: 1 } })), [
      'mission-field A metadata.size',
    ]);
    assert.deepEqual(of(backlog(['A', 'Queued', 'size: 3']), metadata({ size: 3 })), []);
    assert.deepEqual(of(backlog(['A', 'Queued', 'size: 3']), row('A')), ['mission-field A metadata.size']);
    assert.deepEqual(of(backlog(['A']), metadata({ size: 3 })), ['mission-field A metadata.size']);
    assert.deepEqual(
      of(backlog(['A']), metadata({ started_at: '2025-03-01', blocked_at: 'x', blocked_needs: ['y'], size: null })),
      [],
    );
    assert.deepEqual(of(backlog(['A', 'Queued', 'metadata: { size: 3 }']), metadata({ size: 3 })), []);
  });

  it('is told of the one that moved, and compares each with its own', () => {
    const rows = [row('A'), row('B'), row('C'), row('D')];
    assert.deepEqual(of(backlog(['A'], ['D'], ['B'], ['C']), ...rows), ['mission-order D']);
  });

  it('is none where nobody promises that both say the same', () => {
    const snapshot = snapshotOf({ backlog: backlog(['A']), database: { missions: [row('B')], sprints } });
    const profile = { ...snapshot.profile, name: 'files-only' as const };
    assert.ok(check(snapshot).findings.some(isDrift));
    assert.ok(!check({ ...snapshot, profile }).findings.some(isDrift));
  });

  it('is none where their table, or the file, could not be read as a whole', () => {
    const remarks = [{ kind: 'unreadable-table', table: 'missions', detail: 'malformed' } as const];
    assert.deepEqual(drift({ backlog: backlog(['A']), database: { sprints, remarks } }), []);
    assert.deepEqual(drift({ backlog: `${backlog(['A'])}x: [`, database: { sprints, missions: [row('B')] } }), []);
  });
});

describe('drift of sprints and dependencies', () => {
  it('is what either side lacks', () => {
    assert.deepEqual(drift({ backlog: backlogText({ S: [], T: [] }), database: { sprints } }), [
      'sprint-missing-in-database T',
    ]);
    assert.deepEqual(drift({ backlog: backlogText({ S: [] }), database: { sprints: [...sprints, sprintRow('T')] } }), [
      'sprint-missing-in-file T',
    ]);
  });

  it('is another type; not one on a mission that is nowhere', () => {
    const missions = [row('A'), row('B')];
    const text = (...edges: readonly (readonly [string, string, string])[]): string =>
      backlogText({ S: [['A'], ['B']] }, edges);
    const dependencies = [dependencyRow('A', 'B', 'Requires')];
    assert.deepEqual(drift({ backlog: text(['A', 'B', 'Blocks']), database: { missions, sprints, dependencies } }), [
      'dependency-type A-B type',
    ]);
    assert.deepEqual(
      drift({ backlog: text(['A', 'B', 'Blocks'], ['A', 'X', 'Blocks']), database: { missions, sprints } }),
      ['dependency-missing-in-database A-B'],
    );
  });
});

describe('drift of the session log', () => {
  const of = (sessions: string | undefined, ...raws: string[]): string[] =>
    drift({ ...(sessions === undefined ? {} : { sessions }), database: { events: raws.map((raw) => eventRow(raw)) } });

  it('is an event that one side has more often; blanks around it are none', () => {
    assert.deepEqual(of(`${EVENT}\n`, ` ${EVENT}\n`), []);
    assert.deepEqual(of(`${EVENT}\n`, EVENT, ` ${EVENT} `), ['session-missing-in-file']);
    assert.deepEqual(of(`{"a": 1}\n${EVENT}\n${EVENT}\n`, EVENT), [
      'session-missing-in-database',
      'session-missing-in-database',
    ]);
    assert.deepEqual(of(undefined, EVENT), ['session-missing-in-file']);
  });

  it('is no line that is no event', () => {
    assert.deepEqual(of(`${EVENT}\nno event\n`, EVENT), []);
  });

  it('is counted as a whole where it is long', () => {
    const raws = Array.from({ length: 600 }, (_, index) => `{"n": ${index}}`);
    const found = check(snapshotOf({ sessions: '', database: { events: raws.map((raw) => eventRow(raw)) } })).findings;
    assert.equal(
      found.filter(isDrift).reduce((sum, { count = 1 }) => sum + count, 0),
      600,
    );
  });
});

describe('drift of contexts', () => {
  const stored = [{ id: 'project_context', content: '{"a": 1}', updatedAt: null }];

  it('is a context that one side lacks', () => {
    assert.deepEqual(drift({ project: '{"a": 1}', database: { contexts: stored } }), []);
    assert.deepEqual(drift({ project: '{"a": 1}', database: {} }), ['context-missing-in-database project_context']);
    assert.deepEqual(drift({ database: { contexts: stored } }), ['context-missing-in-file project_context']);
    assert.deepEqual(drift({ database: { contexts: [{ ...stored[0]!, content: '{}' }] } }), []);
  });
});

describe('the verdict of the reference', () => {
  const contexts = ['project_context', 'master_context'].map((id) => ({ id, content: '{}', updatedAt: null }));
  const verdict = (parts: Parts): readonly string[] => {
    const { lines, error } = referenceVerdict(snapshotOf(parts));
    return error === undefined ? lines : [error];
  };

  it('is about status, times and notes', () => {
    const missions = [row('A', { notes: 'n' })];
    assert.deepEqual(verdict({ backlog: backlog(['A', 'Queued', 'notes: m']), database: { missions, contexts } }), [
      "[FAIL] A: notes mismatch (db='n' vs file='m')",
    ]);
  });

  it('misses a context that the database lacks, and minds no key that is there twice', () => {
    assert.deepEqual(verdict({ database: { contexts: contexts.slice(1) } }), [
      '[FAIL] project_context: missing from database',
    ]);
    const twice = contexts.map((each) => ({ ...each, content: '{"a": 1, "a": 2}' }));
    assert.deepEqual(verdict({ project: '{"a": 2}', master: '{"a": 2}', database: { contexts: twice } }), [
      '[OK] Database and file mirrors are in sync.',
    ]);
  });
});
