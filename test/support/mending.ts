/** Breaking and mending in memory, as changes of a snapshot. */
import assert from 'node:assert/strict';
import { snapshotAfter } from '../../src/core/workspace/snapshot-after';
import { check } from '../../src/core/findings/check';
import { isDrift } from '../../src/core/findings/places';
import { messageOf } from '../../src/core/findings/finding';
import { parseContext, jsonValue } from '../../src/core/files/context/parse';
import { plainYaml } from '../../src/core/parity/values';
import { planRepair, type Take } from '../../src/core/repair/plan';
import type { Side } from '../../src/core/ground/side';
import { documentOf, type Snapshot } from '../../src/core/workspace/snapshot';
import type { Break } from './breaks';

export const NOW = '2025-03-14T09:00:00Z';

export function broken(snapshot: Snapshot, { rows = [], files = [] }: Break): Snapshot {
  return snapshotAfter(snapshot, { rows, files });
}

export function mended(snapshot: Snapshot, take: Take): Snapshot {
  const plan = planRepair(snapshot, take, NOW);
  return snapshotAfter(snapshot, plan);
}

/** Everything that counts as drift, and metadata that one side alone has. */
export const all =
  (side: Side): Take =>
  ({ code }) =>
    code === 'drift/mission-order' ? undefined : side;

/** The workspace with everything taken from one side, in step. */
export function inStep(snapshot: Snapshot, side: Side = 'database'): Snapshot {
  const after = mended(snapshot, all(side));
  assert.deepEqual(driftIn(after), []);
  return after;
}

export function driftIn(snapshot: Snapshot): readonly string[] {
  return check(snapshot).findings.filter(isDrift).map(messageOf);
}

/** What the database says, without what only counts rows. */
export function rowsOf(snapshot: Snapshot): unknown {
  const database = documentOf(snapshot.database);
  return {
    missions: byId(database?.missions.map((row) => ({ ...row, rowid: 0, metadata: parsed(row.metadata) })) ?? []),
    sprints: byId(database?.sprints.map((row) => ({ ...row, rowid: 0 })) ?? []),
    dependencies: new Set(database?.dependencies.map(({ from, to, type }) => `${from} ${to} ${type}`)),
    contexts: database?.contexts.map(({ id, content }) => [id, parsed(content)]),
    events: database?.events.map(({ raw }) => raw.trim()),
  };
}

/** What the files say. */
export function filesOf(snapshot: Snapshot): unknown {
  const backlog = documentOf(snapshot.backlog);
  return {
    missions: byId(
      backlog?.sprints.flatMap(({ id: sprint, missions }) =>
        missions.map(({ id, fields }) => ({
          id,
          sprint,
          fields: Object.fromEntries([...fields].map(([key, { value }]) => [key, plainYaml(value)])),
        })),
      ) ?? [],
    ),
    sprints: byId(
      backlog?.sprints.map(({ id, fields }) => ({
        id,
        fields: Object.fromEntries(
          [...fields].filter(([key]) => key !== 'missions').map(([key, { value }]) => [key, plainYaml(value)]),
        ),
      })) ?? [],
    ),
    dependencies: new Set(backlog?.dependencies.map(({ from, to, type }) => `${from} ${to} ${type}`)),
    contexts: [documentOf(snapshot.project_context), documentOf(snapshot.master_context)].map((each) =>
      each?.root === undefined ? undefined : jsonValue(each.root),
    ),
    events: documentOf(snapshot.sessions)
      ?.lines.map(({ raw }) => raw)
      .filter((raw) => raw !== ''),
  };
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

function parsed(text: string | null): unknown {
  const root = text === null ? undefined : parseContext(text).root;
  return root === undefined ? text : jsonValue(root);
}
