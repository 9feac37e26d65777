/** What was changed here, and undo and redo of it: the journal's records as change sets the other way round, with the same checks as any other. */
import { t } from '@vscode/l10n';
import { CmosError } from '../ground/errors';
import { GateRefusal, type OpenGates } from '../ground/gate';
import type { Layout } from '../workspace/layout';
import { FILE_STORES } from '../ground/store-names';
import { confined } from '../ground/boundary';
import { type ChangeSet, type FileChange, reversedRow } from '../changes/change-set';
import type { CommitFiles } from '../ground/commit-files';
import { ChangedFile } from './changed-file';
import { Journal, type JournalSize } from './journal';
import { type KeptChange, type KeptChanges, keptChanges, type Step, stepsOf } from './kept-changes';
import { type Provenance, foreignOf } from './provenance';
import type { JournalEntry, JournalRecord } from './record';
import { foreignRecord, madeByAnother, madeDatabase, notUndoable, restedOn } from './refusals';
import { isProjectContext, wrotePointersOnly } from './written-pointers';
import { WrittenRows } from './written-rows';

/** What it takes to read the journal. */
interface HistoryPorts {
  readonly files: CommitFiles;
  readonly provenance: Provenance;
}

export interface HistoryOptions {
  /** Whether a record that was not written on this machine is applied all the same: a person's decision. */
  readonly foreign?: boolean;
  /** Who asks for it; undefined: that nobody is asked about changes of others. */
  readonly agent?: string;
  /** Why gates that are open are passed; recorded. */
  readonly override?: string | undefined;
  /** Told of a change that another agent made; without it that is refused, unless there is a reason. */
  readonly gates?: OpenGates;
}

/** A change that was made here, as a list shows it. */
export interface HistoryEntry extends Omit<KeptChange, 'first' | 'last'> {
  /** 1 is the change that was made last. */
  readonly number: number;
  /** The change as it was made. */
  readonly record: JournalRecord;
  /** What was last done to it, where that was undoing or redoing it. */
  readonly reversal?: JournalRecord;
  /** The numbers of later changes that rest on it: it cannot be undone before them. */
  readonly restedOnBy: readonly number[];
  /** Whether it is what redo does again next. */
  readonly isNextRedo: boolean;
}

/** What the journal holds, the latest first. */
export async function listHistory(ports: HistoryPorts, layout: Layout): Promise<readonly HistoryEntry[]> {
  const history = await History.read(ports, layout);
  const entries: HistoryEntry[] = [];
  for (const change of history.changes.all.toReversed()) {
    const { id, first, last, state } = change;
    // A list is no place to fail because one of the files cannot be read.
    const resting = state === 'done' ? await history.restingOn(change).catch(() => []) : [];
    entries.push({
      id,
      number: history.numberOf(change),
      state,
      record: first.record,
      ...(last === first ? {} : { reversal: last.record }),
      restedOnBy: resting.map((each) => history.numberOf(each)),
      isNextRedo: change === history.changes.redoable.at(-1),
    });
  }
  return entries;
}

/**
 * The change set that undoes a change, by its number in the list or its id; without one the latest that is not undone. Throws
 * where there is none, where a later change rests on it, where a file has changed at that place since, `operation/gated` for a
 * change of another agent, and `commit/foreign-record` for a record of another machine.
 */
export async function planUndo(
  ports: HistoryPorts,
  layout: Layout,
  options: HistoryOptions = {},
  which?: number | string,
): Promise<ChangeSet> {
  const history = await History.read(ports, layout);
  const change = which === undefined ? history.latestDone() : history.changeOf(which);
  const { record } = change.last;
  const created = record.creates ?? change.first.record.creates;
  if (created !== undefined) throw madeDatabase(record.title, created);
  if (change.state !== 'done') throw notUndoable(record.title, change.state);
  const resting = await history.restingOn(change);
  if (resting.length > 0)
    throw restedOn(
      record.title,
      resting.map((each) => ({ number: history.numberOf(each), title: each.first.record.title })),
    );
  await history.requireOwn(change, 'undo', options);
  return { ...(await history.reversed(change)), operation: 'undo', undoes: change.id, ...whoAndWhy(options) };
}

/** The change set that does again what was undone last. Throws as `planUndo` does. */
export async function planRedo(ports: HistoryPorts, layout: Layout, options: HistoryOptions = {}): Promise<ChangeSet> {
  const history = await History.read(ports, layout);
  const change = history.changes.redoable.at(-1);
  if (change === undefined) throw nothingToDo(t('There is nothing to redo.'));
  await history.requireOwn(change, 'redo', options);
  return { ...(await history.reversed(change)), operation: 'redo', redoes: change.id, ...whoAndWhy(options) };
}

/** How much the journal keeps of finished changes. */
export function historySize(ports: HistoryPorts, layout: Layout): Promise<JournalSize> {
  return journalOf(ports, layout).size();
}

/** Removes all finished records, and answers how much that was: nothing before can be undone then. */
export function purgeHistory(ports: HistoryPorts, layout: Layout): Promise<JournalSize> {
  return journalOf(ports, layout).purge();
}

/** The journal of a workspace as changes, beside the files as they are now. */
class History {
  readonly #ports: HistoryPorts;
  readonly #layout: Layout;
  readonly #steps: readonly Step[];
  readonly #files = new Map<string, Promise<ChangedFile>>();
  readonly changes: KeptChanges;

  private constructor(ports: HistoryPorts, layout: Layout, entries: readonly JournalEntry[]) {
    this.#ports = ports;
    this.#layout = layout;
    this.changes = keptChanges(entries);
    this.#steps = stepsOf(this.changes);
  }

  static async read(ports: HistoryPorts, layout: Layout): Promise<History> {
    return new History(ports, layout, await journalOf(ports, layout).entries());
  }

  /** 1 is the change that was made last. */
  numberOf(change: KeptChange): number {
    return this.changes.all.length - this.changes.all.indexOf(change);
  }

  latestDone(): KeptChange {
    const change = this.changes.all.findLast(({ state }) => state === 'done');
    if (change === undefined) throw nothingToDo(t('There is nothing to undo.'));
    return change;
  }

  /** The change of a number or an id. */
  changeOf(which: number | string): KeptChange {
    const change = this.changes.all.find((each) => each.id === which || this.numberOf(each) === which);
    if (change === undefined) throw nothingToDo(t('There is no change {0} in the history.', which));
    return change;
  }

  /** The later changes that wrote over what a change wrote, or that name a row that it made; the latest first. */
  async restingOn(change: KeptChange): Promise<readonly KeptChange[]> {
    const { rows: written, files } = this.#partsOf(change);
    const rows = new WrittenRows(written);
    const over = new Set<KeptChange>();
    for (const { path } of files) for (const each of (await this.#file(path)).over(change)) over.add(each);
    return this.#laterThan(change)
      .filter((each) => over.has(each) || rows.areUnder(each.last.record.rows))
      .toReversed();
  }

  /** The later changes that are done, the latest last. */
  #laterThan(change: KeptChange): readonly KeptChange[] {
    const { all } = this.changes;
    return all.slice(all.indexOf(change) + 1).filter(({ state }) => state === 'done');
  }

  /** What a change did last, without the pointers to the work at hand where later changes have set them anew. */
  #partsOf(change: KeptChange): Pick<JournalRecord, 'rows' | 'files'> {
    const { rows, files } = change.last.record;
    const { path } = this.#layout.stores.project_context;
    const setAnew = this.#laterThan(change).some(
      ({ last: { record } }) => record.rows.some(isProjectContext) || record.files.some((file) => file.path === path),
    );
    if (!setAnew || !wrotePointersOnly(rows)) return { rows, files };
    return { rows: rows.filter((row) => !isProjectContext(row)), files: files.filter((file) => file.path !== path) };
  }

  /** What reverses what was last done to a change. */
  async reversed(change: KeptChange): Promise<Pick<ChangeSet, 'title' | 'rows' | 'files' | 'toleratesDrift'>> {
    const { title } = change.last.record;
    const { rows, files } = this.#partsOf(change);
    const changes: FileChange[] = [];
    for (const { path } of files) {
      const store = FILE_STORES.find((name) => this.#layout.stores[name].path === path);
      changes.push((await this.#file(path)).reversed(change, store));
    }
    // In the other order: what was put in last goes first.
    return { title, rows: rows.toReversed().map(reversedRow), files: changes, toleratesDrift: true };
  }

  /** Throws where a change was made by another agent, or its record was not written here. */
  async requireOwn(
    { first, last }: KeptChange,
    operation: 'undo' | 'redo',
    { foreign = false, agent, override, gates }: HistoryOptions,
  ): Promise<void> {
    const journal = journalOf(this.#ports, this.#layout);
    for (const entry of foreign ? [] : new Set([last, first])) {
      const isTracked = (): Promise<boolean> => journal.isTracked(entry.record.id, entry.open);
      const why = await foreignOf(this.#ports.provenance, entry, isTracked);
      if (why !== undefined) throw foreignRecord(last.record.title, why, operation);
    }
    const madeBy = (operation === 'undo' ? first : last).record.agent;
    if (agent === undefined || madeBy === undefined || madeBy === agent) return;
    const gate = madeByAnother(last.record.title, madeBy, agent, operation);
    if (gates !== undefined) gates.add(gate);
    else if (override === undefined) throw new GateRefusal('operation/gated', [gate]);
  }

  #file(path: string): Promise<ChangedFile> {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const { root } = this.#layout;
    const file = ChangedFile.read(confined(this.#ports.files, root), root, path, this.#steps);
    this.#files.set(path, file);
    return file;
  }
}

function whoAndWhy({ agent, override }: HistoryOptions): Pick<ChangeSet, 'agent' | 'override'> {
  return { ...(agent === undefined ? {} : { agent }), ...(override === undefined ? {} : { override }) };
}

function journalOf({ files, provenance }: HistoryPorts, { root }: Layout): Journal {
  return new Journal(confined(files, root), root, provenance);
}

function nothingToDo(message: string): CmosError {
  return new CmosError('undo/nothing', message);
}
