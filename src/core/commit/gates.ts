/** What must hold before a change set may be committed (design: a refusal, never a guess). */
import { t } from '@vscode/l10n';
import { SPRINT_FIELDS } from '../database/tables';
import { check } from '../findings/check';
import { isDrift } from '../findings/places';
import { type Finding, messageOf } from '../findings/finding';
import { movedSide } from '../findings/moved';
import { closedGate, type Gate, GateRefusal, isGateCode, type Remedy, remedy } from '../ground/gate';
import { join } from '../ground/paths';
import { isDatabaseMissing, unreadableDatabase } from '../workspace/database-fault';
import { agreedOn, fileRefusal } from '../workspace/readable';
import { MIRRORS, type Mirror } from '../workspace/settings';
import { CONTEXT_IDS, type Snapshot } from '../workspace/snapshot';
import { snapshotAfter } from '../workspace/snapshot-after';
import type { ChangeSet, Row, RowChange } from '../changes/change-set';
import type { CommitPorts } from './ports';
import { managedElsewhere, missingDatabase, missingFile, touchedDrift, unsaved, untrusted } from './refusals';

/** What the gates of a change set are asked of. */
type Asked = Pick<ChangeSet, 'rows' | 'files' | 'creates' | 'toleratesDrift'>;

/**
 * The gates of a change set that are open: the folder is not trusted, the profile forbids the change, a store of it cannot be used, an editor holds unsaved
 * changes of a file, or what it touches has drifted. Empty: it may be committed.
 */
export function openGates(
  { trusted, isUnsaved }: Pick<CommitPorts, 'trusted' | 'isUnsaved'>,
  snapshot: Snapshot,
  changeSet: Asked,
): readonly Gate[] {
  const { root } = snapshot.layout;
  const forbidden =
    snapshot.profile.name === 'managed-elsewhere' && changeSet.rows.length > 0
      ? [closedGate(managedElsewhere(snapshot.profile.evidence.join(' ')))]
      : [];
  return [
    ...(trusted ? [] : [closedGate(untrusted())]),
    ...forbidden,
    ...(changeSet.creates === undefined ? storeGates(snapshot, changeSet) : []),
    ...changeSet.files.filter(({ path }) => isUnsaved(join(root, path))).map(({ path }) => closedGate(unsaved(path))),
    ...(changeSet.toleratesDrift === true ? [] : driftGate(snapshot, changeSet)),
  ];
}

/** Throws the refusal of a change set with gates that are open, unless they were passed. */
export function requireGates(
  ports: Pick<CommitPorts, 'trusted' | 'isUnsaved'>,
  snapshot: Snapshot,
  changeSet: ChangeSet,
): void {
  const passed = changeSet.passes ?? [];
  const open = openGates(ports, snapshot, changeSet).filter(
    ({ code, overridable }) => !overridable || !passed.includes(code),
  );
  if (open.length > 0) throw refusalOf(open);
}

/** The refusal of a change with these gates open; its code is that of the first that no reason passes. */
export function refusalOf(gates: readonly Gate[]): GateRefusal {
  const closed = gates.find(({ overridable }) => !overridable)?.code;
  if (closed !== undefined) return new GateRefusal(isGateCode(closed) ? 'operation/refused' : closed, gates);
  // Its code is older than the others'.
  return new GateRefusal(
    gates.every(({ code }) => code === 'gate/touched-drift') ? 'commit/drift' : 'operation/gated',
    gates,
  );
}

/** Throws where the database cannot be read as a whole, in a workspace that has one; answers the gate where it is missing. */
export function databaseGate(snapshot: Snapshot): readonly Gate[] {
  const unreadable = snapshot.profile.name === 'files-only' ? undefined : unreadableDatabase(snapshot);
  if (unreadable !== undefined) throw unreadable;
  return isDatabaseMissing(snapshot) ? [missingDatabase(snapshot)] : [];
}

/** The gates of stores that a change needs and that are missing. Throws where one cannot be read as a whole. */
function storeGates(snapshot: Snapshot, { rows, files, toleratesDrift }: Asked): readonly Gate[] {
  const unreadable = rows.length === 0 ? undefined : unreadableDatabase(snapshot);
  if (unreadable !== undefined) throw unreadable;
  // What repairs the files alone, such as a merge, needs no database.
  if (toleratesDrift === true)
    return rows.length === 0 ? [] : databaseGate(snapshot).map((gate) => ({ ...gate, overridable: false }));
  const written = new Set(files.map(({ store }) => store));
  const repeated = new Set(rows.map(mirrorOf));
  const missing = MIRRORS.flatMap((store) => {
    const mirrors = snapshot.profile.name === 'mirrored' && snapshot.mirrors.has(store);
    if (!written.has(store) && !(mirrors && repeated.has(store))) return [];
    const refusal = fileRefusal(snapshot, store);
    if (refusal !== undefined) throw refusal;
    return mirrors && snapshot[store].state === 'absent' && agreedOn(snapshot, store)
      ? [missingFile(snapshot.layout.stores[store].path)]
      : [];
  });
  return [...databaseGate(snapshot), ...missing];
}

/** Drift of what a change touches: it would build on a value that nobody has decided on. */
function driftGate(snapshot: Snapshot, changeSet: Asked): readonly Gate[] {
  const touched = touchedBy(changeSet);
  const found = check(snapshot).findings.filter((finding) => isDrift(finding) && isAbout(finding, touched));
  return found.length === 0 ? [] : [touchedDrift(found.map(messageOf), driftRemedies(snapshot, found))];
}

/** What closes drift: a look, and a repair by the side that moved where that is known. */
export function driftRemedies(snapshot: Snapshot, drifts: readonly Finding[]): readonly Remedy[] {
  const known = drifts.some((finding) => movedSide(snapshot, finding) !== undefined);
  return [
    remedy(t('Show the differences'), 'parity'),
    known
      ? remedy(t('Repair them from the side that changed'), 'repair', {}, '--take moved')
      : remedy(t('Preview a repair from the database'), 'repair', {}, '--take database --dry-run'),
  ];
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

function identity({ code, mission, field, item, args, databaseValue, fileValue }: Finding): string {
  return JSON.stringify([code, mission, field, item ?? args, databaseValue, fileValue]);
}

interface Touched {
  readonly missions: ReadonlySet<string>;
  readonly contexts: ReadonlySet<string>;
  /** The columns that change, by the sprint's id: a sprint's counts may move while its title is disputed. */
  readonly sprints: ReadonlyMap<string, ReadonlySet<string>>;
}

function touchedBy({ rows }: Asked): Touched {
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

function isAbout({ code, mission, item }: Finding, touched: Touched): boolean {
  switch (item?.kind) {
    case 'context':
      return item.path !== undefined && touched.contexts.has(item.id);
    case 'sprint': {
      const { field } = item;
      const columns = touched.sprints.get(item.id);
      if (columns === undefined || field === undefined) return columns !== undefined;
      return SPRINT_FIELDS.some((each) => each.field === field && columns.has(each.name));
    }
    default:
      if (code.startsWith('drift/session') || code.startsWith('log/')) return false;
      return mission !== undefined && touched.missions.has(mission);
  }
}
