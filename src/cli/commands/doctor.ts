import { t } from '@vscode/l10n';
import { type Store } from '../../core/workspace/layout';
import { type Snapshot } from '../../core/workspace/snapshot';
import { directionsText } from '../directions';
import { type Command } from '../command';
import { table } from '../missions';

declare const CMOS_VERSION: string | undefined;

const STORES: readonly Store[] = [
  'database',
  'backlog',
  'sessions',
  'project_context',
  'master_context',
  'health',
  'agents',
];

/** What was found where, and how it is read: for the question why something is not as expected. */
export const doctor: Command = {
  name: 'doctor',
  description: t('tell what was found where, which profile that makes and why, and which engine reads the database'),
  run({ snapshot }) {
    const { layout, profile, database } = snapshot;
    const stores = STORES.map((store) => ({ store, ...layout.stores[store], ...contentsOf(snapshot, store) }));
    const engine = database.state === 'read' ? `SQLite ${database.document.engine} (sql.js)` : null;
    const journalMode = database.state === 'read' ? database.document.journalMode : null;
    const version = typeof CMOS_VERSION === 'undefined' ? '0.0.0' : CMOS_VERSION;
    const directions = directionsText(snapshot);
    return {
      status: database.state === 'unreadable' ? 3 : 0,
      text: [
        `${t('root')}  ${layout.root}`,
        '',
        ...table(
          stores.map(({ store, path, exists, contents, others }) => [
            store,
            exists ? path : t('{0} (not there)', path),
            [contents, ...others.map((other) => t('not used: {0}', other))].filter(Boolean).join('; '),
          ]),
        ),
        '',
        `${t('profile')}  ${profile.name}`,
        ...profile.evidence.map((line) => `  ${line}`),
        ...(directions.length > 0 ? ['', t('dependencies'), ...directions.map((line) => `  ${line}`)] : []),
        '',
        ...table([
          [t('database engine'), engine ?? t('none in use')],
          [t('journal'), journalMode ?? t('unknown')],
          ['cmos', version],
          ['Node', process.version],
        ]),
      ].join('\n'),
      json: {
        root: layout.root,
        profile,
        stores: Object.fromEntries(
          stores.map(({ store, path, exists, others, contents }) => [store, { path, exists, others, contents }]),
        ),
        engine,
        journalMode,
        versions: { cmos: version, node: process.version },
        dependencies: directions,
      },
    };
  },
};

/** What a store holds, in a few words; or why it could not be read. */
function contentsOf(snapshot: Snapshot, store: Store): { contents: string } {
  if (store === 'agents') return { contents: '' };
  const reading = snapshot[store];
  if (reading.state === 'absent') return { contents: '' };
  if (reading.state === 'unreadable') return { contents: reading.error.message };
  if (store === 'database') {
    const {
      missions = [],
      sprints = [],
      events = [],
    } = snapshot.database.state === 'read' ? snapshot.database.document : {};
    return { contents: t('{0} missions, {1} sprints, {2} events', missions.length, sprints.length, events.length) };
  }
  if (store === 'backlog') {
    const { missions = [], sprints = [] } = snapshot.backlog.state === 'read' ? snapshot.backlog.document : {};
    return { contents: t('{0} missions, {1} sprints', missions.length, sprints.length) };
  }
  if (store === 'sessions' || store === 'health') {
    const log = snapshot[store];
    return {
      contents: t('{0} lines', log.state === 'read' ? log.document.lines.filter(({ raw }) => raw !== '').length : 0),
    };
  }
  const context = snapshot[store];
  return { contents: t('{0} bytes', context.state === 'read' ? context.document.bytes : 0) };
}
