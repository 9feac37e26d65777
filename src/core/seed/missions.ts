/** The rows of `missions`. */
import { t } from '@vscode/l10n';
import { type Row } from '../changes/change-set';
import { type MissionRow } from '../database/model';
import { type BacklogMission } from '../files/backlog/model';
import { indexOf } from '../parity/backlog-index';
import { columnText, sameText } from './columns';
import { type SeedInput, type SeedRows } from './input';
import { metadataAfter, newMetadata } from './metadata';
import { TableRows } from './rows';

const COLUMNS = [
  ['name', 'name'],
  ['status', 'status'],
  ['completed_at', 'completedAt'],
  ['notes', 'notes'],
] as const;

/** A new row of an entry, with text for what is missing; undefined where a list or a mapping stands for a text. */
export function missionRow(entry: BacklogMission, sprintId: string | null): Row | undefined {
  const { id, fields } = entry;
  const [name, status, completed_at, notes] = COLUMNS.map(([column]) => columnText(fields.get(column)));
  if (name === undefined || status === undefined || completed_at === undefined || notes === undefined) return undefined;
  const metadata = newMetadata(entry);
  return { id, sprint_id: sprintId, name: name ?? '', status: status ?? '', completed_at, notes, metadata };
}

export function seedMissions(input: SeedInput): SeedRows {
  const { backlog, database, rebuild, tally, stays } = input;
  const put = new TableRows('missions', database);
  const gone = new TableRows('missions', database);
  if (!put.exists) return { put: [], gone: [] };
  const rows = new Map(database?.missions.map((row) => [row.id, row]));
  const index = backlog === undefined ? undefined : indexOf(backlog);
  for (const entry of backlog?.missions ?? []) {
    // Of two with one id the last counts, as in Python.
    if (entry.id === '' || index?.missions.get(entry.id) !== entry) continue;
    const sprint = index.sprintOf.get(entry)?.id ?? '';
    const sprintId = sprint === '' ? null : sprint;
    const row = rows.get(entry.id);
    if (row === undefined) {
      if (stays.value('mission', entry.id)) continue;
      const text = (name: string): string | null => valueOf(input, entry, name) ?? null;
      put.insert({
        id: entry.id,
        sprint_id: sprintId,
        name: text('name') ?? '',
        status: text('status') ?? '',
        completed_at: text('completed_at'),
        notes: text('notes'),
        metadata: newMetadata(entry),
      });
      tally.add('inserted', 'mission');
    } else if (updateMission(input, put, entry, sprintId, row)) tally.add('changed', 'mission');
  }
  for (const row of rows.values()) {
    if (index?.missions.has(row.id) === true) continue;
    tally.add(rebuild ? 'lost' : 'kept', 'mission');
    if (rebuild) gone.remove({ id: row.id, status: row.status });
  }
  return { put: put.changes, gone: gone.changes };
}

function updateMission(
  input: SeedInput,
  put: TableRows,
  entry: BacklogMission,
  sprintId: string | null,
  row: MissionRow,
): boolean {
  const { rebuild, tally, stays } = input;
  const before: Record<string, string | null> = { sprint_id: row.sprintId, metadata: row.metadata };
  const after: Record<string, string | null> = {};
  const status = valueOf(input, entry, 'status');
  const moved = typeof status === 'string' && status !== row.status;
  for (const [column, property] of COLUMNS) {
    const value = column === 'status' ? status : valueOf(input, entry, column);
    const old = row[property];
    if (value === undefined || sameText(old, value)) continue;
    // A time of completion goes with the status that it belongs to.
    if (!entry.fields.has(column) && !(column === 'completed_at' && moved)) {
      tally.add(rebuild ? 'lost' : 'kept', 'value');
      if (!rebuild) continue;
    }
    if (stays.value('mission', row.id, column)) continue;
    before[column] = old;
    after[column] = column === 'name' || column === 'status' ? (value ?? '') : value;
  }
  if (!sameText(row.sprintId, sprintId) && !stays.value('mission', row.id, 'sprint')) after['sprint_id'] = sprintId;
  after['metadata'] = metadataAfter(row, entry, input);
  return put.update({ id: row.id }, before, after);
}

/** A column's value; undefined for a list or a mapping, which is told. */
function valueOf({ tally }: SeedInput, { id, fields }: BacklogMission, name: string): string | null | undefined {
  const value = columnText(fields.get(name));
  if (value === undefined) tally.find(t('{0} of {1} was left out: no column can hold it.', name, id));
  return value;
}
