/**
 * The verdict of the reference's `validate_parity.py`, line for line, for scripts that depend on it (field guide,
 * section 7). It looks one way only, from the database to the files, and at three fields of a mission.
 */
import { t } from '@vscode/l10n';
import { parseContext } from '../files/context/parse';
import { equalDocuments } from '../files/context/equal';
import type { BacklogMission } from '../files/backlog/model';
import { wholeLines } from '../files/log/glued';
import { pairText } from './pair-text';
import { pythonStrip as strip } from '../files/python';
import { referenceEqual, referenceText } from './values';
import { CONTEXT_IDS, type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';

interface ReferenceVerdict {
  /** What the reference prints, a line each, without line ends. */
  readonly lines: readonly string[];
  readonly exitStatus: 0 | 1;
  /** Where the reference stops without a verdict: why, in one sentence. */
  readonly error: string | undefined;
}

const FIELDS = ['status', 'completed_at', 'notes'] as const;

/** The files that the reference compares; it looks nowhere else. */
const PATHS: Readonly<Record<ContextId | 'sessions', string>> = {
  sessions: 'SESSIONS.jsonl',
  project_context: 'PROJECT_CONTEXT.json',
  master_context: 'context/MASTER_CONTEXT.json',
};

/** What the reference would say of the snapshot. Missions come in row order, then sessions, then contexts. */
export function referenceVerdict(snapshot: Snapshot): ReferenceVerdict {
  const { database, layout } = snapshot;
  if (database.state === 'absent') {
    return stopped(`Database access failed: Database does not exist: ${layout.root}/${layout.stores.database.path}`);
  }
  if (database.state === 'unreadable') return stopped(`Database access failed: ${database.error.message}`);

  try {
    const missions = backlogMissions(snapshot);
    const lines = [
      ...database.document.missions.flatMap((row) => missionLines(row, missions.get(row.id))),
      ...sessionLines(snapshot),
      ...CONTEXT_IDS.flatMap((id) => contextLines(snapshot, id)),
    ];
    return lines.length === 0
      ? { lines: ['[OK] Database and file mirrors are in sync.'], exitStatus: 0, error: undefined }
      : { lines: lines.map((line) => `[FAIL] ${line}`), exitStatus: 1, error: undefined };
  } catch (error) {
    if (error instanceof Stop) return stopped(error.message);
    throw error;
  }
}

/** The reference ends here with an error of its own. */
class Stop extends Error {}

function stopped(error: string): ReferenceVerdict {
  return { lines: [], exitStatus: 1, error };
}

function missionLines(
  row: {
    readonly id: string;
    readonly status: string;
    readonly completedAt: string | null;
    readonly notes: string | null;
  },
  mission: BacklogMission | undefined,
): string[] {
  if (mission === undefined) return [`${row.id}: missing from backlog file`];
  const columns = { status: row.status, completed_at: row.completedAt, notes: row.notes };
  return FIELDS.filter((field) => !referenceEqual(columns[field], mission.fields.get(field))).map(
    (field) =>
      `${row.id}: ${field} mismatch (db='${columns[field] ?? ''}' vs file='${referenceText(mission.fields.get(field))}')`,
  );
}

/** By id; of two entries with one id the last. Ids that YAML does not read as strings match no row. */
function backlogMissions({ backlog, layout }: Snapshot): ReadonlyMap<string, BacklogMission> {
  const { path } = layout.stores.backlog;
  if (backlog.state === 'absent') return new Map();
  if (backlog.state === 'unreadable') throw new Stop(backlog.error.message);
  const { document, encoding } = backlog;
  if (encoding?.kind === 'bytes') throw new Stop(t('{0} is not valid UTF-8.', path));
  const fatal = document.problems.find(
    ({ kind }) => kind === 'syntax' || kind === 'merge-marker' || kind === 'missing-id',
  );
  if (fatal !== undefined)
    throw new Stop(t('{0} cannot be read as the reference reads it: {1}', path, fatal.detail || fatal.kind));
  if (document.documentCount < 2) return new Map();
  const readable = document.missions.filter((mission) => pairText(mission.fields.get('id')) !== undefined);
  return new Map(readable.map((mission) => [mission.id, mission]));
}

function sessionLines({ database, sessions, layout }: Snapshot): string[] {
  const inDatabase = new Set(documentOf(database)?.events.map(({ raw }) => strip(raw)));
  const inFile = new Set<string>();
  if (layout.stores.sessions.path === PATHS.sessions) {
    if (sessions.state === 'unreadable') throw new Stop(sessions.error.message);
    if (sessions.state === 'read') {
      if (sessions.encoding?.kind === 'bytes') throw new Stop(t('{0} is not valid UTF-8.', PATHS.sessions));
      for (const { raw } of wholeLines(sessions.document)) if (raw !== '') inFile.add(raw);
    }
  }
  const missingInDatabase = [...inFile].filter((raw) => !inDatabase.has(raw)).length;
  const missingInFile = [...inDatabase].filter((raw) => !inFile.has(raw)).length;
  return [
    ...(missingInDatabase > 0 ? [`Sessions missing in DB: ${missingInDatabase}`] : []),
    ...(missingInFile > 0 ? [`Sessions missing in file: ${missingInFile}`] : []),
  ];
}

function contextLines(snapshot: Snapshot, id: ContextId): string[] {
  const row = documentOf(snapshot.database)?.contexts.find((context) => context.id === id);
  if (row === undefined) return [`${id}: missing from database`];
  const stored = parseContext(row.content);
  if (stored.root === undefined || hasFault(stored)) throw new Stop(t('The database’s {0} is not valid JSON.', id));
  const reading = snapshot.layout.stores[id].path === PATHS[id] ? snapshot[id] : undefined;
  if (reading?.state === 'unreadable') throw new Stop(reading.error.message);
  const file = reading?.state === 'read' ? reading.document : parseContext('{}');
  if (file.root === undefined || hasFault(file)) throw new Stop(t('{0} is not valid JSON.', PATHS[id]));
  return equalDocuments(stored.root, file.root) ? [] : [`${id}: content mismatch`];
}

/** Whether Python's `json.loads` refuses the text; a duplicate key it does not mind. */
function hasFault({ problems }: { readonly problems: readonly { readonly kind: string }[] }): boolean {
  return problems.some(({ kind }) => kind !== 'duplicate-key' && kind !== 'not-an-object');
}
