/** A change set of the kind that every lifecycle operation makes: a mission's status in row and file, an event in row and log. */
import type { ChangeSet } from '../../src/core/changes/change-set';
import { pythonJson } from '../../src/core/files/python';
import { documentOf, type Snapshot } from '../../src/core/workspace/snapshot';

/** `note` makes the event one of its own. */
export function step(snapshot: Snapshot, mission: string, status: string, note: string): ChangeSet {
  const backlog = documentOf(snapshot.backlog);
  const row = documentOf(snapshot.database)?.missions.find(({ id }) => id === mission);
  const entry = backlog?.missions.find(({ id }) => id === mission);
  const value = entry?.fields.get('status')?.value;
  if (backlog === undefined || row === undefined || value?.kind !== 'scalar') throw new Error(`No mission ${mission}.`);
  const span = backlog.text.spanOf(value.at);
  if (span === undefined) throw new Error('No place.');
  const ts = '2025-03-14T09:00:00Z';
  const raw = pythonJson({ ts, agent: 'tester', mission, action: 'note', status, summary: note });
  return {
    operation: 'step',
    title: `Step ${mission}`,
    rows: [
      {
        kind: 'update',
        table: 'missions',
        key: { id: mission },
        before: { status: row.status },
        after: { status },
      },
      {
        kind: 'insert',
        table: 'session_events',
        row: { ts, agent: 'tester', mission, action: 'note', status, summary: note, raw_event: raw },
      },
    ],
    files: [
      {
        kind: 'edit',
        path: snapshot.layout.stores.backlog.path,
        store: 'backlog',
        before: backlog.text.text,
        edits: [{ ...span, newText: status }],
      },
      { kind: 'append', path: snapshot.layout.stores.sessions.path, store: 'sessions', lines: [raw] },
    ],
  };
}
