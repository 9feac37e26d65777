/**
 * Whether the last agreed state is behind: both sides have come to say the same of something since, and nobody remembered it,
 * as after a change by another program. Then a side that says what was remembered may have gone back to it.
 */
import type { DatabaseReading } from '../../database/model';
import { columnsOf, eventsTable, missionsTable, sprintsTable, type Table } from '../../database/tables';
import { hashOf } from '../../ground/hash';
import { rememberedBy } from '../../ground/memo';
import type { AgreedSides, Hashes, Statements } from '../../workspace/agreed';
import { MIRRORS } from '../../workspace/settings';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import { agreedNow } from './statements';

const known = new WeakMap<Snapshot, boolean>();

export function isOutOfDate(snapshot: Snapshot): boolean {
  const { agreed } = snapshot;
  if (agreed === undefined) return false;
  let result = known.get(snapshot);
  if (result === undefined) {
    // Where one side is as it was, it was the other that moved.
    const moved =
      agreed.sides?.database !== databaseFingerprint(snapshot) && agreed.sides?.files !== filesFingerprint(snapshot);
    const now = moved ? agreedNow(snapshot, agreed) : undefined;
    result = now !== undefined && saysMore(now, agreed);
    known.set(snapshot, result);
  }
  return result;
}

/** What either side says now, as a name to tell whether it still says that. */
export function sidesOf(snapshot: Snapshot): AgreedSides {
  return { database: databaseFingerprint(snapshot), files: filesFingerprint(snapshot) };
}

function databaseFingerprint({ database }: Snapshot): string {
  const reading = documentOf(database);
  return reading === undefined ? '' : fingerprintOf(reading);
}

const fingerprintOf = rememberedBy((reading: DatabaseReading): string => {
  const { missions, sprints, events, dependencies, contexts } = reading;
  return hashOf(
    [
      rowsFingerprint(missions, missionsTable),
      rowsFingerprint(sprints, sprintsTable),
      rowsFingerprint(events, eventsTable),
      JSON.stringify(dependencies.map(({ from, to, type }) => [from, to, type])),
      JSON.stringify(contexts.map(({ id, content }) => [id, hashOf(content)])),
    ].join('\n'),
  );
});

function rowsFingerprint<Row extends object>(rows: readonly Row[], table: Table<Row>): string {
  return hashOf(rows.map((row) => JSON.stringify(columnsOf(table, row))).join('\n'));
}

function filesFingerprint(snapshot: Snapshot): string {
  return hashOf(MIRRORS.map((store) => textFingerprint(documentOf<HasText>(snapshot[store]) ?? NO_TEXT)).join('\n'));
}

interface HasText {
  readonly text: { readonly text: string };
}

const NO_TEXT: HasText = { text: { text: '' } };

const textFingerprint = rememberedBy(({ text }: HasText): string => hashOf(text.text));

/** Whether both say something now that is not what both said. */
function saysMore(now: Statements, then: Statements): boolean {
  const lines = new Set(then.sessions);
  return (
    now.sessions.some((line) => !lines.has(line)) ||
    tableSaysMore(now.missions, then.missions) ||
    tableSaysMore(now.sprints, then.sprints) ||
    hashesSayMore(now.dependencies, then.dependencies) ||
    Object.entries(now.contexts).some(([id, { values, elements }]) => {
      const before = then.contexts[id];
      const there = new Set(before?.elements);
      return hashesSayMore(values, before?.values ?? {}) || elements.some((element) => !there.has(element));
    })
  );
}

function tableSaysMore(now: Readonly<Record<string, Hashes>>, then: Readonly<Record<string, Hashes>>): boolean {
  return Object.entries(now).some(([id, hashes]) => hashesSayMore(hashes, Object.hasOwn(then, id) ? then[id] : {}));
}

function hashesSayMore(now: Hashes, then: Hashes = {}): boolean {
  return Object.entries(now).some(([name, hash]) => !Object.hasOwn(then, name) || then[name] !== hash);
}
