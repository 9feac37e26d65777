/** Ways in which database and files come apart, each as a change of one side; for tests of finding and mending them. */
import type { FileChange, RowChange } from '../../src/core/changes/change-set';
import { removeDependency, removeMission } from '../../src/core/files/backlog/write/remove';
import { insertMission, insertSprint } from '../../src/core/files/backlog/write/insert';
import { removeField, setField } from '../../src/core/files/backlog/write/set';
import type { BacklogDocument, BacklogMission } from '../../src/core/files/backlog/model';
import { editBetween } from '../../src/core/files/edits';
import type { TextEdit } from '../../src/core/files/text';
import { documentOf, type Snapshot } from '../../src/core/workspace/snapshot';

export interface Break {
  readonly rows?: readonly RowChange[];
  readonly files?: readonly FileChange[];
}

/** Makes a break of a workspace in step; undefined where it has nothing to break in this way. `at` picks among several. */
export type Breaker = (snapshot: Snapshot, at: number) => Break | undefined;

const pick = <Each>(list: readonly Each[], at: number): Each | undefined => list[at % Math.max(1, list.length)];

const mission =
  (column: 'status' | 'completed_at' | 'notes' | 'name' | 'metadata', value: string): Breaker =>
  (snapshot, at) => {
    const row = pick(documentOf(snapshot.database)?.missions ?? [], at);
    if (row === undefined) return undefined;
    const before = { status: row.status, completed_at: row.completedAt, notes: row.notes, name: row.name };
    const known = column === 'metadata' ? row.metadata : before[column];
    const after = column === 'metadata' ? `{"priority": ${JSON.stringify(value)}}` : value;
    return known === after
      ? undefined
      : {
          rows: [
            {
              kind: 'update',
              table: 'missions',
              key: { id: row.id },
              before: { [column]: known },
              after: { [column]: after },
            },
          ],
        };
  };

/** An edit of the backlog. */
const backlog =
  (edits: (document: BacklogDocument, at: number) => readonly TextEdit[] | undefined): Breaker =>
  (snapshot, at) => {
    const document = documentOf(snapshot.backlog);
    const some = document === undefined ? undefined : edits(document, at);
    if (document === undefined || some === undefined || some.length === 0) return undefined;
    const { path } = snapshot.layout.stores.backlog;
    return { files: [{ kind: 'edit', path, store: 'backlog', before: document.text.text, edits: some }] };
  };

/** An entry whose id no other has. */
const entry = (document: BacklogDocument, at: number): BacklogMission | undefined =>
  pick(
    document.missions.filter(({ id }) => document.missions.filter((each) => each.id === id).length === 1),
    at,
  );

const field = (name: string, value: string): Breaker =>
  backlog((document, at) => {
    const target = entry(document, at);
    return target && setField(document, target, name, value);
  });

/** A change of the log, line by line. */
const log =
  (change: (lines: string[], at: number) => string[] | undefined): Breaker =>
  (snapshot, at) => {
    const document = documentOf(snapshot.sessions);
    if (document === undefined) return undefined;
    const before = document.text.text;
    const lines = before.split(/(?<=\n)/);
    const after = lines.length < 3 ? undefined : change(lines, at)?.join('');
    const edit = after === undefined ? undefined : editBetween(before, after);
    const { path } = snapshot.layout.stores.sessions;
    return edit && { files: [{ kind: 'edit', path, store: 'sessions', before, edits: [edit] }] };
  };

/** A change of a context file's or row's data, written anew: its spelling is no part of what it says. */
const context =
  (side: 'database' | 'file', change: (value: Record<string, unknown>) => void): Breaker =>
  (snapshot, at) => {
    const id = at % 2 === 0 ? 'project_context' : 'master_context';
    const file = documentOf(snapshot[id]);
    const row = documentOf(snapshot.database)?.contexts.find((each) => each.id === id);
    if (file === undefined || row === undefined) return undefined;
    const before = side === 'file' ? file.text.text : row.content;
    const value = JSON.parse(before) as Record<string, unknown>;
    change(value);
    const after = JSON.stringify(value, null, 2);
    if (after === before) return undefined;
    if (side === 'database')
      return {
        rows: [
          { kind: 'update', table: 'contexts', key: { id }, before: { content: before }, after: { content: after } },
        ],
      };
    const edit = editBetween(before, after);
    const { path } = snapshot.layout.stores[id];
    return edit && { files: [{ kind: 'edit', path, store: id, before, edits: [edit] }] };
  };

const LINE = '{"ts":"2031-01-01T00:00:00Z","agent":"b","mission":"X","action":"note","summary":"added “here”"}\n';

export const BREAKERS: Readonly<Record<string, Breaker>> = {
  'status in the database': mission('status', 'Blocked!'),
  'completed_at in the database': mission('completed_at', '2031-02-03T04:05:06Z'),
  'notes in the database': mission('notes', 'line one\nline: "two" # three'),
  'name in the database': mission('name', 'An “other” name'),
  'metadata in the database': mission('metadata', 'high'),
  'sprint of a mission in the database': (snapshot, at) => {
    const database = documentOf(snapshot.database);
    const row = pick(database?.missions ?? [], at);
    const sprint = database?.sprints.find(({ id }) => id !== row?.sprintId);
    if (row === undefined || sprint === undefined) return undefined;
    const [before, after] = [{ sprint_id: row.sprintId }, { sprint_id: sprint.id }];
    return { rows: [{ kind: 'update', table: 'missions', key: { id: row.id }, before, after }] };
  },
  'a mission taken out of the database': (snapshot, at) => {
    const database = documentOf(snapshot.database);
    const row = pick(database?.missions ?? [], at);
    if (row === undefined) return undefined;
    const dependencies = database?.dependencies.filter(({ from, to }) => from === row.id || to === row.id) ?? [];
    return {
      rows: [
        ...dependencies.map(({ from, to, type }): RowChange => {
          const key = { from_id: from, to_id: to };
          return { kind: 'delete', table: 'mission_dependencies', key, before: { ...key, type } };
        }),
        { kind: 'delete', table: 'missions', key: { id: row.id }, before: { id: row.id } },
      ],
    };
  },
  'a mission put into the database': (snapshot, at) => {
    const sprint = pick(documentOf(snapshot.database)?.sprints ?? [], at);
    const known = documentOf(snapshot.database)?.missions.some(({ id }) => id === 'NEW: 1');
    if (sprint === undefined || known === true) return undefined;
    const row = { id: 'NEW: 1', sprint_id: sprint.id, name: 'New', status: 'Queued', metadata: '{"objective": "o"}' };
    return { rows: [{ kind: 'insert', table: 'missions', row }] };
  },
  'title of a sprint in the database': (snapshot, at) => {
    const row = pick(documentOf(snapshot.database)?.sprints ?? [], at);
    if (row === undefined) return undefined;
    const [before, after] = [{ title: row.title }, { title: 'Sprint: “other”' }];
    return row.title === after.title
      ? undefined
      : { rows: [{ kind: 'update', table: 'sprints', key: { id: row.id }, before, after }] };
  },
  'a sprint put into the database': (snapshot) =>
    documentOf(snapshot.database)?.sprints.some(({ id }) => id === 'S: new') === true
      ? undefined
      : { rows: [{ kind: 'insert', table: 'sprints', row: { id: 'S: new', title: 'New', total_missions: 0 } }] },
  'type of a dependency in the database': (snapshot, at) => {
    const row = pick(documentOf(snapshot.database)?.dependencies ?? [], at);
    if (row === undefined || row.type === 'Other') return undefined;
    const key = { from_id: row.from, to_id: row.to };
    const [before, after] = [{ type: row.type }, { type: 'Other' }];
    return { rows: [{ kind: 'update', table: 'mission_dependencies', key, before, after }] };
  },
  'a dependency taken out of the database': (snapshot, at) => {
    const row = pick(documentOf(snapshot.database)?.dependencies ?? [], at);
    if (row === undefined) return undefined;
    const key = { from_id: row.from, to_id: row.to };
    return { rows: [{ kind: 'delete', table: 'mission_dependencies', key, before: { ...key, type: row.type } }] };
  },
  'a dependency put into the database': (snapshot, at) => {
    const database = documentOf(snapshot.database);
    const [from, to] = [pick(database?.missions ?? [], at)?.id, pick(database?.missions ?? [], at + 1)?.id];
    if (from === undefined || to === undefined || from === to) return undefined;
    if (database?.dependencies.some((each) => each.from === from && each.to === to) === true) return undefined;
    // One that dangles in the file is nothing that can be put into the database.
    const inFile = documentOf(snapshot.backlog)?.dependencies ?? [];
    if (inFile.some((each) => each.from === from && each.to === to)) return undefined;
    return {
      rows: [{ kind: 'insert', table: 'mission_dependencies', row: { from_id: from, to_id: to, type: 'Blocks' } }],
    };
  },
  'an event taken out of the database': (snapshot, at) => {
    const row = pick(documentOf(snapshot.database)?.events ?? [], at);
    if (row === undefined) return undefined;
    const before = { id: row.id, raw_event: row.raw };
    return { rows: [{ kind: 'delete', table: 'session_events', key: { id: row.id }, before }] };
  },
  'an event put into the database': () => ({
    rows: [
      {
        kind: 'insert',
        table: 'session_events',
        row: { summary: 'in the database', raw_event: '{"summary":"in the database"}' },
      },
    ],
  }),
  'a value of a context in the database': context('database', (value) => {
    value['new “key”'] = { deep: [1, { two: 'x' }] };
  }),
  'a value of a context taken out of the database': context('database', (value) => {
    Reflect.deleteProperty(value, Object.keys(value).at(-1) ?? '');
  }),
  'status in the file': field('status', 'Deferred?'),
  'notes in the file': field('notes', 'typed: by "hand"'),
  'completed_at in the file, without quotes': backlog((document, at) => {
    const target = entry(document, at);
    if (target === undefined) return undefined;
    const edits = setField(document, target, 'completed_at', 'PLACE-HOLDER');
    return edits.map((edit) => ({
      ...edit,
      newText: edit.newText.replace(/(["']?)PLACE-HOLDER\1/, '2031-01-01 10:00:00'),
    }));
  }),
  'a field taken out of the file': backlog((document, at) => {
    const target = entry(document, at);
    return target && removeField(document, target, 'name');
  }),
  'a mission taken out of the file': backlog((document, at) => {
    const target = entry(document, at);
    const some = document.dependencies.some(({ from, to }) => from === target?.id || to === target?.id);
    return target === undefined || some ? undefined : removeMission(document, target);
  }),
  'a mission put into the file': backlog((document, at) => {
    const sprint = pick(document.sprints, at);
    if (sprint === undefined || document.missions.some(({ id }) => id === 'HAND 1')) return undefined;
    return insertMission(document, sprint.id, { id: 'HAND 1', name: 'By hand', status: 'Queued', objective: 'a: b' });
  }),
  'a sprint put into the file': backlog((document) =>
    document.sprints.some(({ id }) => id === 'S hand')
      ? undefined
      : insertSprint(document, { sprintId: 'S hand', title: 'By hand', totalMissions: 3 }),
  ),
  'a dependency taken out of the file': backlog((document, at) => {
    const dependency = pick(document.dependencies, at);
    return dependency && removeDependency(document, dependency);
  }),
  'a line taken out of the log': log((lines, at) => lines.toSpliced(at % (lines.length - 1), 1)),
  'a line put into the log': log((lines, at) => lines.toSpliced(at % (lines.length - 1), 0, LINE)),
  'a line of the log twice': log((lines, at) => {
    const line = lines[at % (lines.length - 1)] ?? '';
    return line.endsWith('\n') ? lines.toSpliced(at % (lines.length - 1), 0, line) : undefined;
  }),
  'lines of the log in another order': log((lines, at) => {
    const place = at % (lines.length - 1);
    const [one = '', other = ''] = [lines[place], lines[place + 1]];
    if (one === other || !other.endsWith('\n')) return undefined;
    return lines.toSpliced(place, 2, other, one);
  }),
  'a value of a context in the file': context('file', (value) => {
    value['by hand'] = ['é', null, 1.5];
  }),
  'a list of a context in the file': context('file', (value) => {
    for (const [key, each] of Object.entries(value))
      if (Array.isArray(each)) {
        value[key] = [{ put: 'first' }, ...(each as unknown[]), 'put last'];
        return;
      }
    value['list'] = [1];
  }),
  'a value of a context taken out of the file': context('file', (value) => {
    Reflect.deleteProperty(value, Object.keys(value)[0] ?? '');
  }),
};

/** Keys of a context in another order: no difference at all. */
export const reordered: Breaker = context('file', (value) => {
  for (const [key, each] of Object.entries(value).toReversed()) {
    Reflect.deleteProperty(value, key);
    value[key] = each;
  }
});
