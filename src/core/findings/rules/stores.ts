/** What is wrong with a store as a whole: not there, not to be read, there twice. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../ground/errors';
import { anchor, type Anchor, type ChunkedText, lineStartsOf } from '../../files/text';
import { isDatabaseMissing, isFault, missingText, unreadableTable } from '../../workspace/database-fault';
import { emptyText, fileFault } from '../../workspace/readable';
import { documentOf, type Reading, type Snapshot, type TextStore } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { short } from '../values';
import type { DatabaseTraces } from '../../workspace/database-traces';
import { type EncodingFault, encodingText } from '../../workspace/encoding';
import { code, codes, type ParityRule } from '../rule';

const TEXT_STORES: readonly TextStore[] = ['backlog', 'sessions', 'project_context', 'master_context', 'health'];

const finding = codes({
  /**
   * A change was begun and has not ended: a crash interrupted it, or another window or command is in the middle of
   * it. Stores may be half changed.
   *
   * Run *CMOS: Recover* or `cmos recover`; the next operation does it first by itself.
   */
  'journal/unfinished': code<{ title: string; at: string }>({
    severity: 'warning',
    hinders: true,
    message: ({ args: { title, at } }) =>
      t(
        '“{0}”, begun {1}, is not finished. Run Recover (cmos recover) before you repair, unless another window or command is at work.',
        short(title),
        at,
      ),
  }),
  /**
   * A file is there and cannot be read: a folder in its place, no permission, too large. The message says which.
   *
   * As the message says.
   */
  'file/unreadable': code<{ reason: string }>({ severity: 'error', hinders: true, message: ({ args }) => args.reason }),
  /**
   * The file is UTF-16 or UTF-32, has a line in UTF-16 (as some shells append it), contains bytes of another
   * encoding, or contains NUL bytes, which a power cut leaves behind. Nothing of it is compared with the database,
   * no repair takes a value out of it, and operations that write it refuse. The lines of a session log are still
   * shown.
   *
   * Save it as UTF-8; restore one with NUL bytes from version control or a backup.
   */
  'file/encoding': code<EncodingFault & { file: string }>({
    severity: 'error',
    hinders: true,
    message: ({ args }) => encodingText(args.file, args),
  }),
  /**
   * The backlog or a context holds nothing but blanks, although the database or the last agreed state has records of
   * it; or the session log does, although database and log agreed on lines before. It counts as unreadable, not as a
   * file whose records were all deleted. An empty log that database and files never agreed on is ordinary: events
   * that only the database has are drift then.
   *
   * Restore it from version control. Or move it away and run `cmos export`, which writes it again from the database.
   */
  'file/empty': code<{ file: string }>({
    severity: 'error',
    hinders: true,
    message: ({ args }) => emptyText(args.file),
  }),
  /**
   * There are two files for one store; one of them is not used.
   *
   * Remove the stale one, or tell the root apart by `cmos.root`.
   */
  'layout/second-file': code<{ used: string; other: string }>({
    severity: 'information',
    message: ({ args: { used, other } }) => t('{0} is there too and is not used; {1} is.', other, used),
  }),
  /**
   * There is no database. It is an error where a setting promises one, where something says that there was one
   * (records of operations in `.cmos-operations`, the last agreed state in `runtime/cmos-operations`, lines of the
   * database's health in telemetry, snapshots that were taken here), and in a git worktree whose main worktree has
   * one. The message names these. Operations refuse then, unless a reason is given (`--override`), which is recorded
   * in the event.
   *
   * Nothing for a workspace of files only. Otherwise copy a snapshot or a backup to its place, work in the main
   * worktree, or make a database from the files with `cmos seed`. Where the files are to be all there is from now
   * on, set `cmos.profile` to `files-only`.
   */
  'database/missing': code<{ expected: string; missing: boolean; traces: DatabaseTraces | undefined }>({
    severity: 'information',
    hinders: true,
    message: ({ args: { expected, missing, traces } }) =>
      missing
        ? missingText(expected, traces)
        : t('There is no database: {0} would be it. The files are all there is.', expected),
  }),
  /**
   * The database cannot be read: empty, no SQLite file, encrypted, of a newer format, damaged, too large, not
   * permitted. Or one of its tables cannot, or lacks a column: what the files repeat of that table is not compared.
   * No operation writes to such a workspace.
   *
   * As the message says. Nothing is changed by looking.
   */
  'database/unreadable': code<{ reason: string }>({
    severity: 'error',
    hinders: true,
    message: ({ args }) => args.reason,
  }),
  /**
   * The database is being written without a pause; no consistent reading was possible for two seconds.
   *
   * Wait; it is read at the next change.
   */
  'database/busy': {
    severity: 'warning',
    hinders: true,
    message: () =>
      t('The database is being written all the time: no quiet moment was found to read it. It is tried again.'),
  },
  /**
   * A table or column that no file has to repeat is missing, a row has no id, or a virtual table needs a module that is not available here
   * (such as FTS5). What is there is read.
   *
   * Nothing, unless you miss something.
   */
  'database/schema': code<{ detail: string }>({
    severity: 'information',
    message: ({ args }) => t('The database is not quite as expected: {0}', args.detail),
  }),
  /**
   * In a database-only workspace: the exported backlog is older than the database.
   *
   * Export again (`cmos export`) when you need the file.
   */
  'export/stale': code<{ missions: number }>({
    severity: 'information',
    message: ({ args }) => t('This export is older than the database: {0} missions differ.', args.missions),
  }),
});

export const stores: ParityRule = {
  codes: finding.codes,
  *check(snapshot) {
    for (const { title, at, file } of snapshot.unfinished)
      yield finding('journal/unfinished', {
        args: { title: title === '' ? file : title, at },
        place: { store: 'database' },
      });
    yield* ofDatabase(snapshot);
    for (const store of TEXT_STORES) yield* ofFile(snapshot, store);
    for (const store of ['sessions', 'project_context', 'master_context'] as const) {
      const { path, others } = snapshot.layout.stores[store];
      for (const other of others) {
        yield finding('layout/second-file', { args: { used: path, other }, place: { store } });
      }
    }
    yield* staleExport(snapshot);
  },
};

function* ofFile(snapshot: Snapshot, store: TextStore): Iterable<Finding> {
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

function* ofDatabase(snapshot: Snapshot): Iterable<Finding> {
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
      ? finding('database/busy', { place })
      : finding('database/unreadable', { args: { reason: sentence(database.error) }, place });
  } else {
    for (const remark of database.document.remarks) {
      const { kind, table, detail } = remark;
      if (isFault(remark, snapshot)) {
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
function* staleExport(snapshot: Snapshot): Iterable<Finding> {
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
