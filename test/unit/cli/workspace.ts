/** Folders on disk, and databases made row by row. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import initSqlJs from 'sql.js';

const made: string[] = [];

/** A folder of its own with files by relative path; removed by `removeFolders`. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cmos-cli-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** What a database holds: missions as id, name, status, completed_at, notes; dependencies; lines; contexts by id. */
export interface Contents {
  readonly missions?: readonly (readonly [string, string, string, string?, string?])[];
  readonly dependencies?: readonly (readonly [from: string, to: string, type: string])[];
  readonly events?: readonly string[];
  readonly contexts?: Readonly<Record<string, string>>;
}

const SCHEMA = `
CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE sprints (id TEXT PRIMARY KEY, title TEXT, focus TEXT, status TEXT, start_date TEXT, end_date TEXT,
  total_missions INTEGER, completed_missions INTEGER);
CREATE TABLE missions (id TEXT PRIMARY KEY, sprint_id TEXT, name TEXT, status TEXT, completed_at TEXT, notes TEXT, metadata TEXT);
CREATE TABLE mission_dependencies (from_id TEXT, to_id TEXT, type TEXT, PRIMARY KEY (from_id, to_id));
CREATE TABLE contexts (id TEXT PRIMARY KEY, source_path TEXT, content TEXT, updated_at TEXT);
CREATE TABLE session_events (id INTEGER PRIMARY KEY AUTOINCREMENT, ts TEXT, agent TEXT, mission TEXT, action TEXT,
  status TEXT, summary TEXT, next_hint TEXT, raw_event TEXT NOT NULL);
`;

/** The bytes of a database with one sprint, `s1`, that holds all missions. */
export async function databaseOf({
  missions = [],
  dependencies = [],
  events = [],
  contexts = {},
}: Contents): Promise<Uint8Array> {
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run(SCHEMA);
  database.run("INSERT INTO sprints (id, title, status) VALUES ('s1', 'Sprint s1', 'Active')");
  for (const [id, name, status, completedAt = null, notes = null] of missions) {
    database.run('INSERT INTO missions (id, sprint_id, name, status, completed_at, notes) VALUES (?, ?, ?, ?, ?, ?)', [
      id,
      's1',
      name,
      status,
      completedAt,
      notes,
    ]);
  }
  for (const edge of dependencies) database.run('INSERT INTO mission_dependencies VALUES (?, ?, ?)', [...edge]);
  for (const line of events) {
    const { ts = null, mission = null, summary = null } = JSON.parse(line) as Record<string, string>;
    database.run('INSERT INTO session_events (ts, mission, summary, raw_event) VALUES (?, ?, ?, ?)', [
      ts,
      mission,
      summary,
      line,
    ]);
  }
  for (const [id, content] of Object.entries(contexts)) {
    database.run("INSERT INTO contexts VALUES (?, '', ?, '')", [id, content]);
  }
  const bytes = database.export();
  database.close();
  return bytes;
}
