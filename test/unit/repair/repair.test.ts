/** Drift of every kind, found and mended from either side, with nothing else changed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check } from '../../../src/core/findings/check';
import { locate } from '../../../src/core/findings/located';
import { isDrift } from '../../../src/core/findings/places';
import type { Finding } from '../../../src/core/findings/finding';
import { referenceVerdict } from '../../../src/core/parity/reference';
import { driftOf } from '../../../src/core/repair/items';
import { planRepair } from '../../../src/core/repair/plan';
import { documentOf, type Snapshot } from '../../../src/core/workspace/snapshot';
import { BREAKERS, reordered } from '../../support/breaks';
import { all, broken, driftIn, filesOf, inStep, mended, NOW, rowsOf } from '../../support/mending';
import { TestWorkspace } from '../../support/workspaces';
import { runs } from '../../support/effort';

describe('repairing drift', function () {
  this.timeout(60_000);
  let workspace: TestWorkspace;
  let sample: Snapshot;

  before(async () => {
    workspace = await TestWorkspace.inStep();
    sample = inStep((await workspace.read()).snapshot);
  });
  after(() => {
    workspace.remove();
  });

  for (const [name, breaker] of Object.entries(BREAKERS)) {
    it(`mends ${name} both ways, and changes nothing else`, () => {
      let tried = 0;
      for (let at = 0; at < 12; at++) {
        const change = breaker(sample, at);
        if (change === undefined) continue;
        tried++;
        const apart = broken(sample, change);
        const found = check(apart).findings.filter((each) => driftOf(each) !== undefined);
        assert.ok(found.length > 0, `${name} ${at} is found`);
        for (const finding of found) assertPlace(apart, finding);
        assert.deepEqual(new Set(found.map(({ code }) => code)), new Set(codesOf(name, found)), `${name} ${at}`);
        for (const side of ['database', 'files'] as const) {
          const after = mended(apart, all(side));
          const where = `${name} ${at} from the ${side}`;
          assert.deepEqual(driftIn(after), [], where);
          assert.equal(referenceVerdict(after).exitStatus, 0, where);
          // An event is put in wherever it is missing; all else is as the side had it.
          const events = (rowsOf(after) as { events: readonly string[] }).events;
          assert.deepEqual((filesOf(after) as { events: readonly string[] }).events, events, where);
          const kept = side === 'database' ? rowsOf : filesOf;
          if (!/event|log/.test(name) && !name.includes('without quotes'))
            assert.deepEqual(kept(after), kept(apart), where);
        }
      }
      assert.ok(tried > 0, 'the sample has something to break in this way');
    });
  }

  it('brings the file back as it was, to the byte, where the database’s value is taken', () => {
    for (const name of ['status in the file', 'notes in the file', 'a mission put into the file'] as const) {
      const change = BREAKERS[name]?.(sample, 1);
      assert.ok(change !== undefined);
      const after = mended(broken(sample, change), all('database'));
      assert.equal(documentOf(after.backlog)?.text.text, documentOf(sample.backlog)?.text.text, name);
    }
  });

  it('finds nothing in keys of another order', () => {
    const change = reordered(sample, 0);
    assert.ok(change !== undefined);
    assert.deepEqual(driftIn(broken(sample, change)), []);
  });

  it('throws no event away, whichever side is taken', () => {
    for (const name of ['an event taken out of the database', 'a line taken out of the log'])
      for (const side of ['database', 'files'] as const) {
        const change = BREAKERS[name]?.(sample, 2);
        assert.ok(change !== undefined);
        const after = mended(broken(sample, change), all(side));
        assert.deepEqual(
          (rowsOf(after) as { events: unknown }).events,
          (rowsOf(sample) as { events: unknown }).events,
          `${name}, ${side}: in its place`,
        );
      }
  });

  it('ends in step after any differences and any choices, loses no event, and leaves what was agreed', () => {
    const names = Object.keys(BREAKERS);
    const steps = fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(20)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(steps, fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (breaks, choices) => {
        let state = sample;
        for (const [name, at] of breaks) {
          const change = BREAKERS[name]?.(state, at);
          if (change !== undefined) state = broken(state, change);
        }
        const agreed = agreedItems(state);
        const events = eventsOf(state);
        // Item by item, each from one side or the other, until nothing is left.
        for (let turn = 0; turn < 60; turn++) {
          const left = check(state).findings.filter((each) => isDrift(each) && driftOf(each) !== undefined);
          const finding = left[turn % Math.max(1, left.length)];
          if (finding === undefined) break;
          const item = driftOf(finding)?.item;
          const side = choices[turn % choices.length] === true ? 'database' : 'files';
          const next = mended(state, (drift) => (drift.item === item ? side : undefined));
          const rest = check(next).findings.filter(isDrift);
          // What must wait for something else is mended from the other side, or in its turn.
          state = rest.length < left.length ? next : mended(state, all(side));
        }
        assert.deepEqual(driftIn(state), []);
        const after = eventsOf(state);
        for (const [raw, count] of events) assert.ok((after.get(raw) ?? 0) >= count, `lost: ${raw}`);
        for (const [id, status] of agreedItems(state)) {
          const before = agreed.get(id);
          if (before !== undefined) assert.equal(status, before, `${id} was agreed upon`);
        }
      }),
      { numRuns: runs(120) },
    );
  });

  it('says what it cannot mend, and mends the rest', async () => {
    const odd = await TestWorkspace.of(
      {
        'missions/backlog.yaml':
          'name: P\n---\ndomainFields:\n  sprints:\n    - sprintId: S\n      missions:\n        - { id: A, name: A, status: Queued, notes: [a, b] }\n        - { id: B, name: B, status: Queued }\n',
        'SESSIONS.jsonl': '',
        'PROJECT_CONTEXT.json': '{}',
        'context/MASTER_CONTEXT.json': '{}',
      },
      { sql: "UPDATE missions SET notes = 'x' WHERE id = 'A'; UPDATE missions SET status = 'Current' WHERE id = 'B'" },
    );
    try {
      const { snapshot } = await odd.read();
      const plan = planRepair(snapshot, all('files'), NOW);
      assert.match(plan.left.join(), /notes of A was left out: no column can hold it/);
      assert.equal(plan.rows.filter(({ table }) => table === 'missions').length, 1);
    } finally {
      odd.remove();
    }
  });
});

/** A finding lies in the mirror that differs, at the value, or at what is nearest to where it would stand. */
function assertPlace(snapshot: Snapshot, finding: Finding): void {
  const { range } = locate(snapshot, finding);
  assert.ok(range, finding.code);
  const { store } = finding.place;
  assert.ok(store === 'backlog' || store === 'sessions' || store === 'project_context' || store === 'master_context');
  const document: { readonly text: { readonly text: string } } | undefined = documentOf<{
    readonly text: { readonly text: string };
  }>(snapshot[store]);
  const lines = document?.text.text.split('\n') ?? [];
  const under = (lines[range.start.line] ?? '').slice(range.start.character);
  const { fileValue, mission, code, item } = finding;
  if (code === 'drift/mission-field' || code === 'drift/sprint-field') {
    const value = fileValue?.split('\n')[0] ?? '';
    const id = mission ?? (item?.kind === 'sprint' ? item.id : '');
    const nearest = [value, id, finding.field ?? ''].filter((each) => each !== '');
    assert.ok(
      nearest.some((each) => under.replaceAll('\\', '').startsWith(each)) || value === '' || /^[[{|>"']/.test(value),
      `${code} at ${under.slice(0, 40)}, not at ${nearest.join(' or ')}`,
    );
  }
  if (code === 'drift/session-missing-in-database') assert.ok(under.startsWith(fileValue ?? '?'), under);
}

/** The codes that a break of this name leads to. */
function codesOf(name: string, found: readonly Finding[]): readonly string[] {
  const [, kind = ''] =
    [
      [/event|log/, 'drift/session'],
      [/context/, 'drift/context-value'],
      [/dependency/, 'drift/dependency'],
      [/a mission (taken|put)/, 'drift/mission-missing'],
      [/sprint put/, 'drift/sprint-missing'],
      [/title of a sprint/, 'drift/sprint-field'],
      [/./, 'drift/mission-field'],
    ]
      .map(([pattern, code]) => [pattern, code] as const)
      .find(([pattern]) => (pattern as RegExp).test(name)) ?? [];
  const codes = found.map(({ code }) => code);
  assert.ok(
    codes.some((code) => code.startsWith(kind as string)),
    `${name}: ${codes.join()}`,
  );
  // A mission that one side lacks takes its dependencies with it, and a place among the others.
  return codes.filter((code) => code.startsWith(kind as string) || /dependency-missing|-order$/.test(code));
}

/** Status by mission, where both sides say the same. */
function agreedItems(snapshot: Snapshot): ReadonlyMap<string, string> {
  const drifted = new Set(check(snapshot).findings.map(({ mission }) => mission));
  const rows = documentOf(snapshot.database)?.missions ?? [];
  return new Map(rows.filter(({ id }) => !drifted.has(id)).map(({ id, status }) => [id, status]));
}

/** How often each event is known, on the side that knows it more often. */
function eventsOf(snapshot: Snapshot): ReadonlyMap<string, number> {
  const counts = (list: readonly string[]): Map<string, number> => {
    const map = new Map<string, number>();
    for (const each of list) map.set(each, (map.get(each) ?? 0) + 1);
    return map;
  };
  const rows = counts((rowsOf(snapshot) as { events: readonly string[] }).events);
  const lines = counts((filesOf(snapshot) as { events: readonly string[] }).events);
  for (const [raw, count] of lines) rows.set(raw, Math.max(rows.get(raw) ?? 0, count));
  return rows;
}
