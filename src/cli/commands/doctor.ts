import { t } from '@vscode/l10n';
import { check } from '../../core/findings/check';
import { uncertainText } from '../../core/commit/refusals';
import { historySize } from '../../core/commit/history';
import type { Severity } from '../../core/findings/finding';
import { countText } from '../../core/ground/counts';
import type { Store } from '../../core/ground/store-names';
import { JOURNAL_FOLDER } from '../../core/ground/own-folder';
import { NEWER, newerText } from '../../core/workspace/agreed';
import { join } from '../../core/ground/paths';
import type { FileSystem } from '../../core/ground/ports';
import { databaseFault, isDatabaseMissing, missingText } from '../../core/workspace/database-fault';
import { faultText } from '../../core/workspace/readable';
import { documentOf, type Snapshot } from '../../core/workspace/snapshot';
import { bytesText } from '../bytes';
import { directionsText } from '../directions';
import type { Command } from '../command';
import { table, unfinishedRows } from '../missions';
import { VERSION } from '../version';

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
  description: () => t('tell what was found where, which profile that makes and why, and how the database is read'),
  async run({ snapshot, files, commit }) {
    const { layout, profile, database } = snapshot;
    const stores = await Promise.all(
      STORES.map(async (store) => {
        const location = layout.stores[store];
        const findings = check(snapshot).findings.filter(
          ({ place, severity }) => place.store === store && isGrave(severity),
        ).length;
        const bytes = location.exists ? await sizeOf(files, join(layout.root, location.path)) : undefined;
        return { store, ...location, bytes, findings, contents: contentsOf(snapshot, store) };
      }),
    );
    const byEngine = database.state === 'read' ? [...database.document.byEngine] : undefined;
    const journalMode = database.state === 'read' ? database.document.journalMode : null;
    const directions = directionsText(snapshot);
    const uncertain = await commit.uncertainFileSystem?.(layout.root);
    const kept = await historySize(commit, layout);
    const sealed = (await commit.provenance.seal('')) !== undefined;
    return {
      status: databaseFault(snapshot) === undefined ? 0 : 3,
      text: [
        `${t('root')}  ${layout.root}`,
        '',
        ...table(
          stores.map(({ store, path, exists, bytes, contents, findings, others }) => [
            store,
            exists ? path : t('{0} (not there)', path),
            [
              ...(bytes === undefined ? [] : [countText('byte', bytes)]),
              contents,
              findings === 0 ? '' : findings === 1 ? t('1 error or warning') : t('{0} errors or warnings', findings),
              ...others.map((other) => t('not used: {0}', other)),
            ]
              .filter((part) => part !== '')
              .join('; '),
          ]),
        ),
        '',
        `${t('profile')}  ${profile.name}`,
        ...profile.evidence.map((line) => `  ${line}`),
        ...(snapshot.agreedIsNewer === true ? ['', newerText()] : []),
        ...(directions.length > 0 ? ['', t('dependencies'), ...directions.map((line) => `  ${line}`)] : []),
        '',
        ...table([
          [t('database engine'), engineText(byEngine)],
          [t('journal'), journalMode ?? t('unknown')],
          [
            t('kept for undo'),
            t('{0}, {1} in {2}', countText('record', kept.entries), bytesText(kept.bytes), JOURNAL_FOLDER),
          ],
          ...(sealed ? [] : [[t('journal key'), t('cannot be kept: changes made now need --foreign to be undone')]]),
          ...(uncertain === undefined ? [] : [[t('file system'), uncertainText(uncertain)]]),
          ...unfinishedRows(snapshot),
          ['cmos', VERSION],
          ['Node', process.version],
        ]),
      ].join('\n'),
      json: {
        root: layout.root,
        profile,
        stores: Object.fromEntries(
          stores.map(({ store, path, exists, others, bytes, contents, findings }) => [
            store,
            { path, exists, bytes: bytes ?? null, contents, findings, others },
          ]),
        ),
        engine: byEngine === undefined ? null : byEngine.length === 0 ? 'pages' : 'sql.js',
        engineTables: byEngine ?? [],
        journalMode,
        history: kept,
        unfinished: snapshot.unfinished,
        versions: { cmos: VERSION, node: process.version },
        dependencies: directions,
        ...(uncertain === undefined ? {} : { fileSystem: uncertain }),
        ...(snapshot.agreedIsNewer === true ? { lastAgreed: NEWER } : {}),
      },
    };
  },
};

/** What reads the database: SQLite only where its pages hold what is unusual. */
function engineText(tables: readonly string[] | undefined): string {
  if (tables === undefined) return t('none: it is not read');
  return tables.length === 0
    ? t('none: rows are read from its pages')
    : t('SQLite (sql.js) for {0}; all other rows are read from the pages', tables.join(', '));
}

function isGrave(severity: Severity): boolean {
  return severity === 'error' || severity === 'warning';
}

async function sizeOf(files: FileSystem, path: string): Promise<number | undefined> {
  try {
    return (await files.stat(path))?.size;
  } catch {
    // That it cannot be looked at is told by why it could not be read.
    return undefined;
  }
}

/** What a store holds, in a few words; or why it could not be read as a whole. */
function contentsOf(snapshot: Snapshot, store: Store): string {
  if (store === 'agents') return '';
  const { path } = snapshot.layout.stores[store];
  const reading = snapshot[store];
  if (store === 'database' && isDatabaseMissing(snapshot)) return missingText(path, snapshot.databaseTraces);
  if (reading.state === 'absent') return '';
  const fault = store === 'database' ? databaseFault(snapshot)?.message : faultOf(snapshot, store);
  if (fault !== undefined) return fault;
  const database = store === 'database' ? documentOf(snapshot.database) : undefined;
  if (database !== undefined) {
    const { missions, sprints, events } = database;
    return [
      countText('mission', missions.length),
      countText('sprint', sprints.length),
      countText('event', events.length),
    ].join(', ');
  }
  const backlog = store === 'backlog' ? documentOf(snapshot.backlog) : undefined;
  if (backlog !== undefined)
    return `${countText('mission', backlog.missions.length)}, ${countText('sprint', backlog.sprints.length)}`;
  const log = store === 'sessions' || store === 'health' ? documentOf(snapshot[store]) : undefined;
  return log === undefined ? '' : countText('line', log.lines.filter(({ raw }) => raw !== '').length);
}

function faultOf(snapshot: Snapshot, store: Exclude<Store, 'agents' | 'database'>): string | undefined {
  if (store !== 'health') return faultText(snapshot, store);
  return snapshot.health.state === 'unreadable' ? snapshot.health.error.message : undefined;
}
