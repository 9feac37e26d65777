/**
 * The only code that writes. All stores change or none does, through a crash at any point (docs/architecture.md,
 * "Writing" names each point and what is done there).
 *
 * The database's own lock is the lock: it is taken first and held until the end, so a journal entry that is open while
 * we hold the lock can only be a crash's.
 */
import { t } from '@vscode/l10n';
import { CmosError } from '../ground/errors';
import { fileOf } from '../findings/places';
import { messageOf } from '../findings/finding';
import { JOURNAL_FOLDER } from '../ground/own-folder';
import { join } from '../ground/paths';
import type { Snapshot } from '../workspace/snapshot';
import { type ChangeSet, isEmpty, type RowChange } from '../changes/change-set';
import { confined, type ConfinedFiles } from '../ground/boundary';
import { databaseInside } from '../database/inside';
import { dropAgreed, placeAgreed, prepareAgreed } from './agreed-state';
import { copyDatabase, removeOldest, type TakenCopy } from './database-copy';
import { newDrift, requireGates } from './gates';
import { Journal } from './journal';
import { KEPT_CHANGES } from './kept-changes';
import { header, type JournalRecord } from './record';
import type { CommitPorts } from './ports';
import type { Recovery } from './recovery';
import { recoverUnderLock } from './recover';
import {
  databaseRefusal,
  fileChanged,
  hostRefusal,
  interrupted,
  noWriter,
  takenBack,
  uncertainText,
  unrecovered,
  untrusted,
} from './refusals';
import { completed, hasValues, wholeRows } from '../changes/rows';
import { rollFiles } from './roll-files';
import {
  checkInPlace,
  inspectFiles,
  putInPlace,
  requireSingleNames,
  type StagedFile,
  writeTemporaries,
} from './staging';
import { underWorkspaceLock } from './workspace-lock';
import { createDatabase } from './new-database';
import { removeTemporaries, sweepTemporaries } from './temporaries';
import { type PreparedWrite, unfinished, WriterError } from '../changes/writer';

export interface Committed {
  /** Rows are completed with what the database gave them; undefined where no store was changed. */
  readonly record: JournalRecord | undefined;
  /** The copy of the database that was taken before. */
  readonly copy?: TakenCopy;
}

/**
 * Commits a change set that was planned on a snapshot. Rejected with a `CmosError` of a `commit/…` code: then nothing was
 * changed, except under `commit/unrecovered`, where recovery will finish or undo it. `commit/interrupted` says that a crash
 * has to be recovered first (`transact` does). `agreed` is what the last agreed state becomes with it.
 */
export async function commit(
  ports: CommitPorts,
  snapshot: Snapshot,
  changeSet: ChangeSet,
  agreed?: AgreedText,
): Promise<Committed> {
  if (!ports.trusted) throw untrusted();
  const changes = !isEmpty(changeSet);
  const { layout } = snapshot;
  if (changes) {
    await requireCommittable(ports, snapshot, changeSet);
    await warnOfFileSystem(ports, layout.root);
  }
  const { copy: request } = changeSet;
  const copy = request === undefined ? undefined : await copyDatabase(ports, layout, request);
  let record: JournalRecord | undefined;
  try {
    if (changes) record = await new Commit(ports, snapshot, changeSet, agreed).run();
  } catch (error) {
    const refusal = hostRefusal(error, JOURNAL_FOLDER);
    if (copy !== undefined && refusal.code !== 'commit/unrecovered')
      await confined(ports.files, layout.root)
        .remove(join(layout.root, copy.path))
        .catch(() => undefined);
    throw refusal;
  }
  if (copy === undefined || request === undefined) return { record };
  const removed = await removeOldest(ports, layout.root, copy, request).catch(() => []);
  return { record, copy: { ...copy, removed } };
}

/** Before the first change of a workspace: what may not work where it lies. */
async function warnOfFileSystem({ files, uncertainFileSystem, warn }: CommitPorts, root: string): Promise<void> {
  if (uncertainFileSystem === undefined || warn === undefined) return;
  if ((await files.list(join(root, JOURNAL_FOLDER))).length > 0) return;
  const kind = await uncertainFileSystem(root);
  if (kind !== undefined) warn(uncertainText(kind));
}

/** Throws where the change may not be made, as far as that is known without the lock. */
async function requireCommittable(ports: CommitPorts, snapshot: Snapshot, changeSet: ChangeSet): Promise<void> {
  requireGates(ports, snapshot, changeSet);
  const { root } = snapshot.layout;
  const [drift] = changeSet.toleratesDrift === true ? [] : newDrift(snapshot, changeSet);
  if (drift !== undefined)
    throw new CmosError(
      'commit/failed',
      `${t('The change would leave the stores apart: {0}', messageOf(drift))} ${t('Nothing was changed.')}`,
      { file: fileOf(snapshot, drift.place) },
    );
  // A first look without the lock: most refusals are known here already, and cost nobody a wait.
  await inspectFiles(confined(ports.files, root), root, changeSet.files);
}

/** The last agreed state's text once the change is committed, by the id of the change in the journal. */
type AgreedText = (id: string) => string;

interface Done {
  readonly record: JournalRecord;
  readonly staged: readonly StagedFile[];
}

class Commit {
  readonly #ports: CommitPorts;
  readonly #files: ConfinedFiles;
  readonly #root: string;
  readonly #database: string | undefined;
  readonly #databaseName: string;
  readonly #changeSet: ChangeSet;
  /** Of the change set; rows that go are whole, with columns that the plan knows nothing of. */
  #rows: readonly RowChange[];
  readonly #agreed: AgreedText | undefined;
  readonly #journal: Journal;
  /** Set once the files are in place: from then on COMMIT decides; where no row changes, all is done. */
  #done: Done | undefined;

  constructor(ports: CommitPorts, snapshot: Snapshot, changeSet: ChangeSet, agreed: AgreedText | undefined) {
    const { root, stores } = snapshot.layout;
    this.#ports = ports;
    this.#files = confined(ports.files, root);
    this.#root = root;
    this.#database =
      stores.database.exists || changeSet.creates !== undefined ? join(root, stores.database.path) : undefined;
    this.#databaseName = stores.database.path;
    this.#changeSet = changeSet;
    this.#rows = changeSet.rows;
    this.#agreed = agreed;
    this.#journal = new Journal(this.#files, root, ports.provenance);
  }

  run(): Promise<JournalRecord> {
    const hasDatabase = this.#database !== undefined && this.#changeSet.creates === undefined;
    return hasDatabase ? this.#run() : underWorkspaceLock(this.#ports, this.#root, () => this.#run());
  }

  async #run(): Promise<JournalRecord> {
    let done: Done;
    try {
      done = await this.#transaction((prepared) => this.#changeFiles(prepared));
    } catch (error) {
      if (this.#done === undefined) throw error;
      done = this.#done;
      if (!this.#isOfFilesAlone) await this.#afterFailedCommit(error, done.record);
    }
    // From here on it is done; what fails now is tidied up by the next recovery.
    await this.#tidy(done.record, done.staged).catch(() => undefined);
    return done.record;
  }

  get #isOfFilesAlone(): boolean {
    return this.#changeSet.rows.length === 0 && this.#changeSet.creates === undefined;
  }

  /** Does the files' part while the lock is held and the rows are changed but not committed. */
  async #transaction<Result>(whilePrepared: (prepared: PreparedWrite | undefined) => Promise<Result>): Promise<Result> {
    const { rows, creates } = this.#changeSet;
    if (this.#database === undefined) {
      if (rows.length > 0) throw noWriter();
      return whilePrepared(undefined);
    }
    try {
      if (creates !== undefined) return await createDatabase(this.#ports, this.#root, creates, rows, whilePrepared);
      const writer = await this.#ports.writer();
      if (writer === undefined) throw noWriter();
      const path = await databaseInside(this.#files, this.#root, this.#databaseName);
      this.#rows = await wholeRows(writer, path, rows);
      return await writer.transaction(path, this.#rows, this.#ports.patience, whilePrepared);
    } catch (error) {
      if (this.#done !== undefined || CmosError.is(error)) throw error;
      const holders = await this.#ports.holders(this.#database).catch(() => []);
      throw databaseRefusal(error, rows, this.#databaseName, holders);
    }
  }

  /** All that is done before COMMIT. Where it fails, the files are as before, or recovery has to bring them there. */
  async #changeFiles(prepared: PreparedWrite | undefined): Promise<Done> {
    let record: JournalRecord | undefined;
    const untouched = new Set(this.#changeSet.files.map(({ path }) => path));
    try {
      // What a crash left since the plan was made is recovered before anything is planned on it.
      if ((await this.#journal.pending()).length > 0) throw interrupted();
      this.#checkRows(prepared);
      const staged = await inspectFiles(this.#files, this.#root, this.#changeSet.files);
      const paths = staged.map(({ path }) => path);
      await sweepTemporaries(this.#files, this.#journal, paths).catch(() => undefined);
      await requireSingleNames(this.#files, staged);
      record = await this.#openEntry(completed(this.#rows, prepared?.rows ?? []), staged);
      await writeTemporaries(this.#files, staged, record.id);
      if (this.#agreed !== undefined) await prepareAgreed(this.#files, this.#root, record.id, this.#agreed(record.id));
      await putInPlace(this.#files, staged, record.id, untouched);
      await checkInPlace(this.#files, staged);
      // Under the lock still: to whoever recovers, an open entry without rows is a change that was not done.
      if (this.#isOfFilesAlone) {
        await removeTemporaries(this.#files, paths, record.id);
        if (!(await this.#journal.finish(record.id))) throw takenBack();
      }
      return (this.#done = { record, staged });
    } catch (error) {
      throw await this.#rollBack(error, record, untouched);
    }
  }

  /** What the database now holds must be what was meant: a trigger or a type may have made something else of it. */
  #checkRows(prepared: PreparedWrite | undefined): void {
    this.#changeSet.rows.forEach((change, index) => {
      const wanted = change.kind === 'insert' ? change.row : change.kind === 'update' ? change.after : undefined;
      const row = prepared?.rows[index];
      if (wanted === undefined ? row === undefined : row !== undefined && hasValues(row, wanted)) return;
      throw new CmosError(
        'commit/failed',
        `${t('The database made something else of the row in {0}.', change.table)} ${t('Nothing was changed.')}`,
        { file: this.#databaseName },
      );
    });
  }

  async #openEntry(rows: readonly RowChange[], staged: readonly StagedFile[]): Promise<JournalRecord> {
    try {
      return await this.#journal.open({
        ...header(this.#changeSet),
        at: new Date(this.#ports.now()).toISOString(),
        rows,
        files: staged.map((each) => each.record),
      });
    } catch (error) {
      throw hostRefusal(error, JOURNAL_FOLDER);
    }
  }

  /** Undoes what was done so far, and answers the error to throw: the reason, or that it could not be undone yet. */
  async #rollBack(
    reason: unknown,
    record: JournalRecord | undefined,
    untouched: ReadonlySet<string>,
  ): Promise<CmosError> {
    try {
      // Under the lock still: a second window must not see the entry as a crash's.
      if (record !== undefined) {
        await rollFiles(this.#files, this.#root, record, 'before', { untouched });
        await dropAgreed(this.#files, this.#root, record.id);
        await this.#journal.drop(record.id);
      }
    } catch (error) {
      return unrecovered(this.#changeSet.title, error);
    }
    return hostRefusal(reason, JOURNAL_FOLDER);
  }

  /** COMMIT failed: whether the change is there is for the database to say. Throws where it is not. */
  async #afterFailedCommit(error: unknown, record: JournalRecord): Promise<void> {
    if (this.#changeSet.creates !== undefined) return this.#creationFailed(error);
    const outcome = await this.#recoverOwn(record).catch((failure: unknown) => {
      throw unrecovered(this.#changeSet.title, failure);
    });
    if (outcome === 'finished') return;
    throw outcome === 'taken-back'
      ? databaseRefusal(error, this.#changeSet.rows, this.#databaseName, [])
      : unrecovered(this.#changeSet.title, error);
  }

  /** A database has its name in one step: it is there with all its rows, or nothing of it is. */
  async #creationFailed(error: unknown): Promise<void> {
    const others = error instanceof WriterError && error.failure === 'changed';
    try {
      if (!others && this.#database !== undefined && (await this.#files.read(this.#database)) !== undefined) {
        // It is there under its name; that its other name stays would be untidy, and no more.
        await this.#files.remove(unfinished(this.#database)).catch(() => undefined);
        return;
      }
      await recoverUnderLock(this.#ports, this.#root, undefined);
    } catch (failure) {
      throw unrecovered(this.#changeSet.title, failure);
    }
    throw others ? fileChanged(this.#databaseName) : databaseRefusal(error, [], this.#databaseName, []);
  }

  async #recoverOwn(record: JournalRecord): Promise<Recovery['outcome'] | undefined> {
    const writer = await this.#ports.writer();
    if (writer === undefined || this.#database === undefined) throw noWriter();
    const database = await databaseInside(this.#files, this.#root, this.#databaseName);
    const recoveries = await writer.locked(database, this.#ports.patience, (lock) =>
      recoverUnderLock(this.#ports, this.#root, lock),
    );
    return recoveries.find(({ record: { id } }) => id === record.id)?.outcome;
  }

  async #tidy(record: JournalRecord, staged: readonly StagedFile[]): Promise<void> {
    await removeTemporaries(
      this.#files,
      staged.map(({ path }) => path),
      record.id,
    );
    await placeAgreed(this.#files, this.#root, record.id);
    await this.#journal.finish(record.id);
    await this.#journal.trim(this.#ports.keptChanges ?? KEPT_CHANGES.default);
  }
}
