/**
 * Makes the SQLite database of a workspace out of its mirrors, for the sample and for fixtures: none is kept in the
 * repository. The tables are those that the reference's first version has.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createRequire } from 'node:module';
import { loadAll, YAML11_SCHEMA } from 'js-yaml';

const require = createRequire(import.meta.url);

/** The tables, columns and keys that CMOS's tools expect. */
export const SCHEMA = `
CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sprints (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, focus TEXT, status TEXT, start_date TEXT, end_date TEXT,
  total_missions INTEGER, completed_missions INTEGER
);
CREATE TABLE missions (
  id TEXT PRIMARY KEY, sprint_id TEXT REFERENCES sprints (id) ON DELETE SET NULL, name TEXT NOT NULL,
  status TEXT NOT NULL, completed_at TEXT, notes TEXT, metadata TEXT
);
CREATE TABLE mission_dependencies (
  from_id TEXT NOT NULL REFERENCES missions (id) ON DELETE CASCADE,
  to_id TEXT NOT NULL REFERENCES missions (id) ON DELETE CASCADE,
  type TEXT NOT NULL, PRIMARY KEY (from_id, to_id)
);
CREATE TABLE contexts (id TEXT PRIMARY KEY, source_path TEXT NOT NULL, content TEXT NOT NULL, updated_at TEXT);
CREATE TABLE session_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ts TEXT, agent TEXT, mission TEXT, action TEXT, status TEXT, summary TEXT,
  next_hint TEXT, raw_event TEXT NOT NULL
);
CREATE TABLE telemetry_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, mission TEXT, source_path TEXT NOT NULL, ts TEXT, payload TEXT NOT NULL
);
CREATE TABLE prompt_mappings (id INTEGER PRIMARY KEY AUTOINCREMENT, prompt TEXT NOT NULL, behavior TEXT NOT NULL);
CREATE VIEW active_missions AS
  SELECT m.id, m.name, m.status, m.completed_at, m.notes, s.id AS sprint_id, s.title AS sprint_title
  FROM missions m LEFT JOIN sprints s ON s.id = m.sprint_id
  WHERE m.status IN ('Current', 'In Progress');
`;

/** Columns of `missions`; every other key of an entry goes to `metadata`. */
const COLUMNS = new Set(['id', 'name', 'status', 'notes', 'completed_at']);

/**
 * Makes `db/cmos.sqlite` in a cmos root from the mirrors there. `sql` is run afterwards; `sessions` names the log where
 * it is not in the root.
 */
export async function makeDatabase(root, { sql = '', sessions = path.join(root, 'SESSIONS.jsonl') } = {}) {
  const SQL = await require('sql.js')();
  const database = new SQL.Database();
  database.run(SCHEMA);
  const text = async (file) => (existsSync(file) ? await readFile(file, 'utf8') : undefined);
  const insert = (table, row) => {
    const names = Object.keys(row);
    database.run(
      `INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      Object.values(row).map((value) => value ?? null),
    );
  };

  insert('metadata', { key: 'seeded_at', value: '2025-03-13T07:59:00Z' });
  const backlog = await text(path.join(root, 'missions', 'backlog.yaml'));
  const plan =
    backlog === undefined
      ? undefined
      : loadAll(backlog, { schema: YAML11_SCHEMA }).findLast((each) => each?.domainFields);
  const fields = plan?.domainFields ?? {};
  for (const sprint of fields.sprints ?? []) {
    insert('sprints', {
      id: sprint.sprintId,
      title: sprint.title ?? '',
      focus: sprint.focus,
      status: sprint.status,
      start_date: sprint.startDate,
      end_date: sprint.endDate,
      total_missions: sprint.totalMissions,
      completed_missions: sprint.completedMissions,
    });
    for (const mission of sprint.missions ?? []) {
      const extras = Object.fromEntries(Object.entries(mission).filter(([key]) => !COLUMNS.has(key)));
      insert('missions', {
        id: mission.id,
        sprint_id: sprint.sprintId,
        name: mission.name ?? '',
        status: mission.status ?? '',
        completed_at: mission.completed_at,
        notes: mission.notes,
        metadata: Object.keys(extras).length === 0 ? null : JSON.stringify(extras),
      });
    }
  }
  for (const { from, to, type } of fields.missionDependencies ?? [])
    insert('mission_dependencies', { from_id: from, to_id: to, type });
  for (const [id, file] of [
    ['project_context', 'PROJECT_CONTEXT.json'],
    ['master_context', path.join('context', 'MASTER_CONTEXT.json')],
  ]) {
    const content = await text(path.join(root, file));
    if (content !== undefined)
      insert('contexts', {
        id,
        source_path: '',
        content: JSON.stringify(JSON.parse(content), null, 2),
        updated_at: '2025-03-13T07:59:00Z',
      });
  }
  for (const line of ((await text(sessions)) ?? '').split(/\r?\n/)) {
    let event;
    try {
      event = JSON.parse(line);
    } catch {
      continue;
    }
    insert('session_events', {
      ts: event.ts ?? event.timestamp,
      agent: event.agent,
      mission: event.mission,
      action: event.action,
      status: event.status ?? event.type,
      summary: event.summary,
      next_hint: event.next_hint,
      raw_event: line.trim(),
    });
  }
  if (sql !== '') database.run(sql);
  await mkdir(path.join(root, 'db'), { recursive: true });
  await writeFile(path.join(root, 'db', 'cmos.sqlite'), database.export());
  database.close();
}
