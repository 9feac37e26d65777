/** What is wrong with a store as a whole: not there, not to be read, there twice. */
import { CmosError } from '../../ground/errors';
import { anchor, type Anchor, type ChunkedText, lineStartsOf } from '../../files/text';
import { isDatabaseMissing, unreadableTable } from '../../workspace/database-fault';
import { fileFault } from '../../workspace/readable';
import { documentOf, type Reading, type Snapshot, type TextStore } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { type FindingMaker, rule } from '../rule';

type Code =
  | 'journal/unfinished'
  | 'file/unreadable'
  | 'file/encoding'
  | 'file/empty'
  | 'layout/second-file'
  | 'database/missing'
  | 'database/unreadable'
  | 'database/busy'
  | 'database/schema'
  | 'export/stale';

const TEXT_STORES: readonly TextStore[] = ['backlog', 'sessions', 'project_context', 'master_context', 'health'];

export const stores = rule<Code>(
  {
    'journal/unfinished': 'warning',
    'file/unreadable': 'error',
    'file/encoding': 'error',
    'file/empty': 'error',
    'layout/second-file': 'information',
    'database/missing': 'information',
    'database/unreadable': 'error',
    'database/busy': 'warning',
    'database/schema': 'information',
    'export/stale': 'information',
  },
  function* (snapshot, finding) {
    for (const { title, at, file } of snapshot.unfinished)
      yield finding('journal/unfinished', {
        args: { title: title === '' ? file : title, at },
        place: { store: 'database' },
      });
    yield* ofDatabase(snapshot, finding);
    for (const store of TEXT_STORES) yield* ofFile(snapshot, store, finding);
    for (const store of ['sessions', 'project_context', 'master_context'] as const) {
      const { path, others } = snapshot.layout.stores[store];
      for (const other of others) {
        yield finding('layout/second-file', { args: { used: path, other }, place: { store } });
      }
    }
    yield* staleExport(snapshot, finding);
  },
);

function* ofFile(snapshot: Snapshot, store: TextStore, finding: FindingMaker<Code>): Iterable<Finding> {
  const file = snapshot.layout.stores[store].path;
  const reading: Reading<{ readonly text: ChunkedText }> = snapshot[store];
  if (reading.state === 'absent') return;
  const { encoding } = reading;
  if (encoding !== undefined) {
    const at = reading.state === 'read' ? lineAt(reading.document.text, encoding.line) : undefined;
    yield finding('file/encoding', {
      args: { file, ...encoding },
      place: { store, ...(at === undefined ? {} : { at }) },
    });
  } else if (reading.state === 'unreadable')
    yield finding('file/unreadable', { args: { reason: sentence(reading.error) }, place: { store } });
  else if (store !== 'health' && fileFault(snapshot, store)?.kind === 'empty')
    yield finding('file/empty', { args: { file }, place: { store } });
}

/** An anchor over a line; as bytes that are no text cannot be marked, the line is. */
function lineAt(text: ChunkedText, line: number): Anchor | undefined {
  let before = line;
  for (const chunk of text.chunks) {
    const starts = lineStartsOf(chunk);
    const start = starts[before];
    // What is behind a chunk's last line end is the next chunk's first line.
    if (start !== undefined && start < chunk.text.length) {
      const rest = chunk.text.slice(start, starts[before + 1]);
      return anchor(chunk, start, start + rest.trimEnd().length);
    }
    before -= starts.length - 1;
  }
  return undefined;
}

function* ofDatabase(snapshot: Snapshot, finding: FindingMaker<Code>): Iterable<Finding> {
  const { database, layout, databaseTraces: traces } = snapshot;
  const place = { store: 'database' } as const;
  if (database.state === 'absent') {
    const missing = isDatabaseMissing(snapshot);
    yield finding('database/missing', {
      args: { expected: layout.stores.database.path, missing, traces },
      place,
      severity: missing ? 'error' : 'information',
    });
  } else if (database.state === 'unreadable') {
    yield CmosError.is(database.error, 'database/busy')
      ? finding('database/busy', { args: {}, place })
      : finding('database/unreadable', { args: { reason: sentence(database.error) }, place });
  } else {
    for (const { kind, table, detail } of database.document.remarks) {
      if (kind === 'unreadable-table') {
        const reason = unreadableTable(layout.stores.database.path, table, detail);
        yield finding('database/unreadable', { args: { reason }, place });
        continue;
      }
      const severity = kind === 'unreadable-row' || kind === 'missing-table' ? 'warning' : 'information';
      yield finding('database/schema', { args: { detail: `${table}: ${detail}` }, place, severity });
    }
  }
}

/** In a database-only workspace the files are exports: that one is old is worth knowing, and no drift. */
function* staleExport(snapshot: Snapshot, finding: FindingMaker<Code>): Iterable<Finding> {
  const database = documentOf(snapshot.database);
  const backlog = documentOf(snapshot.backlog);
  if (snapshot.profile.name !== 'database-only' || database === undefined || backlog === undefined) return;
  const exported = new Map(backlog.missions.map((mission) => [mission.id, mission]));
  const missions = database.missions.filter(({ id, status }) => {
    const value = exported.get(id)?.fields.get('status')?.value;
    return value?.kind !== 'scalar' || value.value.type !== 'str' || value.value.value !== status;
  }).length;
  if (missions > 0 && backlog.missions.length > 0) {
    yield finding('export/stale', { args: { missions }, place: { store: 'backlog' } });
  }
}

function sentence({ message, advice }: CmosError): string {
  return advice === undefined ? message : `${message} ${advice}`;
}
