/** What must hold before a change set may be committed (design: a refusal, never a guess). */
import { SPRINT_FIELDS } from '../database/tables';
import { check, fileOf, isDrift } from '../findings/check';
import type { Finding } from '../findings/finding';
import { messageOf } from '../findings/messages';
import { isDatabaseMissing, unreadableDatabase } from '../workspace/database-fault';
import { agreedOn, fileRefusal } from '../workspace/readable';
import { MIRRORS, type Mirror } from '../workspace/settings';
import { CONTEXT_IDS, type Snapshot } from '../workspace/snapshot';
import { snapshotAfter } from '../workspace/snapshot-after';
import type { ChangeSet, Row, RowChange } from '../changes/change-set';
import { drifted, managedElsewhere, missingDatabase, missingFile } from './refusals';

/** Throws a refusal where the profile forbids the change, a store of it cannot be used, or what it touches has drifted. */
export function gate(snapshot: Snapshot, changeSet: ChangeSet): void {
  if (snapshot.profile.name === 'managed-elsewhere' && changeSet.rows.length > 0)
    throw managedElsewhere(snapshot.profile.evidence.join(' '));
  if (changeSet.creates === undefined) requireStores(snapshot, changeSet);
  if (changeSet.toleratesDrift === true || changeSet.override !== undefined) return;
  const touched = touchedBy(changeSet);
  const found = check(snapshot).findings.find((finding) => isDrift(finding) && isAbout(finding, touched));
  if (found !== undefined) throw drifted(messageOf(found), fileOf(snapshot, found.place));
}

/**
 * Throws where the database is missing or cannot be read as a whole, in a workspace that has one: a change would reach the
 * files alone. What only is missing is passed by a reason.
 */
export function requireDatabase(snapshot: Snapshot, override: string | undefined): void {
  const unreadable = snapshot.profile.name === 'files-only' ? undefined : unreadableDatabase(snapshot);
  if (unreadable !== undefined) throw unreadable;
  if (override === undefined && isDatabaseMissing(snapshot)) throw missingDatabase(snapshot);
}

/** Throws where a store that a change needs is missing or cannot be read as a whole. */
export function requireStores(
  snapshot: Snapshot,
  changeSet: Pick<ChangeSet, 'rows' | 'files' | 'toleratesDrift' | 'override'>,
): void {
  const { rows, files, toleratesDrift, override } = changeSet;
  const unreadable = rows.length === 0 ? undefined : unreadableDatabase(snapshot);
  if (unreadable !== undefined) throw unreadable;
  if (toleratesDrift === true) {
    // What repairs the files alone, such as a merge, needs no database.
    if (rows.length > 0) requireDatabase(snapshot, undefined);
    return;
  }
  requireDatabase(snapshot, override);
  const written = new Set(files.map(({ store }) => store));
  const repeated = new Set(rows.map(mirrorOf));
  for (const store of MIRRORS) {
    const mirrors = snapshot.profile.name === 'mirrored' && snapshot.mirrors.has(store);
    if (!written.has(store) && !(mirrors && repeated.has(store))) continue;
    const refusal = fileRefusal(snapshot, store);
    if (refusal !== undefined) throw refusal;
    if (mirrors && override === undefined && snapshot[store].state === 'absent' && agreedOn(snapshot, store))
      throw missingFile(snapshot.layout.stores[store].path);
  }
}

/** The mirror that repeats a row. */
function mirrorOf({ table, ...change }: RowChange): Mirror | undefined {
  switch (table) {
    case 'missions':
    case 'sprints':
    case 'mission_dependencies':
      return 'backlog';
    case 'session_events':
      return 'sessions';
    case 'contexts':
      return CONTEXT_IDS.find((id) => id === (change.kind === 'insert' ? change.row : change.key)['id']);
    default:
      return undefined;
  }
}

/**
 * The disagreements that a change set would bring into the world: there must be none. A change that would leave the
 * stores apart is a defect of the operation that planned it, and is stopped here.
 */
export function newDrift(snapshot: Snapshot, changeSet: ChangeSet): readonly Finding[] {
  const before = new Set(check(snapshot).findings.filter(isDrift).map(identity));
  return check(snapshotAfter(snapshot, changeSet)).findings.filter(
    (finding) => isDrift(finding) && !before.has(identity(finding)),
  );
}

function identity({ code, mission, field, args, databaseValue, fileValue }: Finding): string {
  // What a fold counts may change with what is folded.
  return JSON.stringify([code, mission, field, { ...args, count: undefined }, databaseValue, fileValue]);
}

interface Touched {
  readonly missions: ReadonlySet<string>;
  readonly contexts: ReadonlySet<string>;
  /** The columns that change, by the sprint's id: a sprint's counts may move while its title is disputed. */
  readonly sprints: ReadonlyMap<string, ReadonlySet<string>>;
}

function touchedBy({ rows }: ChangeSet): Touched {
  const named = (table: string, column: string): ReadonlySet<string> =>
    new Set(
      rows
        .filter((change) => change.table === table)
        .flatMap((change) => [...parts(change)])
        .map((part) => part[column])
        .filter((value) => typeof value === 'string'),
    );
  return { missions: named('missions', 'id'), contexts: named('contexts', 'id'), sprints: sprintColumns(rows) };
}

function sprintColumns(rows: readonly RowChange[]): ReadonlyMap<string, ReadonlySet<string>> {
  const columns = new Map<string, ReadonlySet<string>>();
  for (const change of rows) {
    if (change.table !== 'sprints') continue;
    const id = (change.kind === 'insert' ? change.row : change.key)['id'];
    if (typeof id !== 'string') continue;
    const named = change.kind === 'update' ? change.after : change.kind === 'insert' ? change.row : change.before;
    columns.set(id, new Set([...(columns.get(id) ?? []), ...Object.keys(named)]));
  }
  return columns;
}

function parts(change: RowChange): readonly Row[] {
  return change.kind === 'insert' ? [change.row] : [change.key];
}

function isAbout({ code, mission, field, args, place }: Finding, touched: Touched): boolean {
  if (code === 'drift/context-value') return touched.contexts.has(place.store);
  if (code.startsWith('drift/session') || code.startsWith('log/')) return false;
  if (code.startsWith('drift/sprint')) {
    const columns = touched.sprints.get(String((args as { sprint?: unknown }).sprint));
    if (columns === undefined || field === undefined) return columns !== undefined;
    return SPRINT_FIELDS.some((each) => each.field === field && columns.has(each.name));
  }
  return mission !== undefined && touched.missions.has(mission);
}
