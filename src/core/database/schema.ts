/**
 * The tables of a new database, where the workspace has no `db/schema.sql` of its own: those of the reference's first
 * version (field guide, section 2), which every later version of the tools reads.
 */
export const SCHEMA = `
CREATE TABLE metadata (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE sprints (
  id                 TEXT PRIMARY KEY,
  title              TEXT NOT NULL,
  focus              TEXT,
  status             TEXT,
  start_date         TEXT,
  end_date           TEXT,
  total_missions     INTEGER,
  completed_missions INTEGER
);

CREATE TABLE missions (
  id           TEXT PRIMARY KEY,
  sprint_id    TEXT REFERENCES sprints (id) ON DELETE SET NULL,
  name         TEXT NOT NULL,
  status       TEXT NOT NULL,
  completed_at TEXT,
  notes        TEXT,
  metadata     TEXT
);

CREATE TABLE mission_dependencies (
  from_id TEXT NOT NULL REFERENCES missions (id) ON DELETE CASCADE,
  to_id   TEXT NOT NULL REFERENCES missions (id) ON DELETE CASCADE,
  type    TEXT NOT NULL,
  PRIMARY KEY (from_id, to_id)
);

CREATE TABLE contexts (
  id          TEXT PRIMARY KEY,
  source_path TEXT NOT NULL,
  content     TEXT NOT NULL,
  updated_at  TEXT
);

CREATE TABLE session_events (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  ts        TEXT,
  agent     TEXT,
  mission   TEXT,
  action    TEXT,
  status    TEXT,
  summary   TEXT,
  next_hint TEXT,
  raw_event TEXT NOT NULL
);

CREATE TABLE telemetry_events (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  mission     TEXT,
  source_path TEXT NOT NULL,
  ts          TEXT,
  payload     TEXT NOT NULL
);

CREATE TABLE prompt_mappings (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  prompt   TEXT NOT NULL,
  behavior TEXT NOT NULL
);

CREATE VIEW active_missions AS
  SELECT m.id, m.name, m.status, m.completed_at, m.notes, s.id AS sprint_id, s.title AS sprint_title
  FROM missions m LEFT JOIN sprints s ON s.id = m.sprint_id
  WHERE m.status IN ('Current', 'In Progress');
`;
