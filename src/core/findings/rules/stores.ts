/** What is wrong with a store as a whole: not there, not to be read, there twice. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../errors';
import { documentOf, type Snapshot, type TextStore } from '../../workspace/snapshot';
import { type Finding } from '../finding';
import { type Found, rule } from '../rule';

type Code =
  | 'file/unreadable'
  | 'file/encoding'
  | 'layout/second-file'
  | 'database/missing'
  | 'database/unreadable'
  | 'database/busy'
  | 'database/schema'
  | 'export/stale';

const TEXT_STORES: readonly TextStore[] = ['backlog', 'sessions', 'project_context', 'master_context', 'health'];

export const stores = rule<Code>(
  {
    'file/unreadable': 'error',
    'file/encoding': 'error',
    'layout/second-file': 'information',
    'database/missing': 'information',
    'database/unreadable': 'error',
    'database/busy': 'warning',
    'database/schema': 'information',
    'export/stale': 'information',
  },
  function* (snapshot, found) {
    yield* ofDatabase(snapshot, found);
    for (const store of TEXT_STORES) {
      const reading = snapshot[store];
      if (reading.state === 'unreadable') {
        yield found('file/unreadable', { args: { reason: sentence(reading.error) }, place: { store } });
      } else if (reading.state === 'read' && reading.invalidBytesAt !== undefined) {
        yield found('file/encoding', { args: { offset: reading.invalidBytesAt }, place: { store } });
      }
    }
    for (const store of ['sessions', 'project_context', 'master_context'] as const) {
      const { path, others } = snapshot.layout.stores[store];
      for (const other of others) {
        yield found('layout/second-file', { args: { used: path, other }, place: { store } });
      }
    }
    yield* staleExport(snapshot, found);
  },
);

function* ofDatabase({ database, layout, profile }: Snapshot, found: Found<Code>): Iterable<Finding> {
  const place = { store: 'database' } as const;
  if (database.state === 'absent') {
    yield found('database/missing', {
      args: { expected: layout.stores.database.path },
      place,
      // Where a setting promises a database, its absence is more than a remark.
      severity: profile.name === 'files-only' ? 'information' : 'error',
    });
  } else if (database.state === 'unreadable') {
    yield CmosError.is(database.error, 'database/busy')
      ? found('database/busy', { args: {}, place })
      : found('database/unreadable', { args: { reason: sentence(database.error) }, place });
  } else {
    for (const { kind, table, detail } of database.document.remarks) {
      if (kind === 'unreadable-table') {
        const file = layout.stores.database.path;
        const reason = t('The table {1} of {0} could not be read: {2}.', file, table, detail);
        yield found('database/unreadable', { args: { reason }, place });
        continue;
      }
      const severity = kind === 'unreadable-row' || kind === 'missing-table' ? 'warning' : 'information';
      yield found('database/schema', { args: { detail: `${table}: ${detail}` }, place, severity });
    }
  }
}

/** In a database-only workspace the files are exports: that one is old is worth knowing, and no drift. */
function* staleExport(snapshot: Snapshot, found: Found<Code>): Iterable<Finding> {
  const database = documentOf(snapshot.database);
  const backlog = documentOf(snapshot.backlog);
  if (snapshot.profile.name !== 'database-only' || database === undefined || backlog === undefined) return;
  const exported = new Map(backlog.missions.map((mission) => [mission.id, mission]));
  const missions = database.missions.filter(({ id, status }) => {
    const value = exported.get(id)?.fields.get('status')?.value;
    return value?.kind !== 'scalar' || value.value.type !== 'str' || value.value.value !== status;
  }).length;
  if (missions > 0 && backlog.missions.length > 0) {
    yield found('export/stale', { args: { missions }, place: { store: 'backlog' } });
  }
}

function sentence({ message, advice }: CmosError): string {
  return advice === undefined ? message : `${message} ${advice}`;
}
