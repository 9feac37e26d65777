/** Undo and redo: the journal's records as change sets the other way round, with the same checks as any other. */
import { t } from '@vscode/l10n';
import { CmosError, fileError } from '../ground/errors';
import type { Layout } from '../workspace/layout';
import { FILE_STORES, type FileStore } from '../ground/store-names';
import { join } from '../ground/paths';
import { confined } from '../ground/boundary';
import { unitsOf, utf8Units } from '../changes/byte-text';
import { type ChangeSet, type FileChange, reversedRow } from '../changes/change-set';
import type { CommitFiles } from '../ground/commit-files';
import { editsFrom, type Hunk, inUnits } from '../changes/hunks';
import { Journal, type JournalEntry, type JournalSize } from './journal';
import { type Provenance, foreignOf } from './provenance';
import type { FileRecord, JournalRecord } from './record';
import { changedSince, foreignRecord } from './refusals';

/** What it takes to read the journal. */
interface HistoryPorts {
  readonly files: CommitFiles;
  readonly provenance: Provenance;
}

export interface HistoryOptions {
  /** Whether a record that was not written on this machine is applied all the same: a person's decision. */
  readonly foreign?: boolean;
}

interface History {
  /** What can be undone, the latest last. */
  readonly done: readonly JournalEntry[];
  /** What was undone and can be done again, the latest last; for each the record of its undoing. */
  readonly undone: readonly JournalEntry[];
}

/** What the finished commits of a workspace come to. */
async function readHistory(journal: Journal): Promise<History> {
  const done: JournalEntry[] = [];
  const undone: JournalEntry[] = [];
  for (const entry of await journal.entries()) {
    const { record, open } = entry;
    if (open) continue;
    if (record.asIs === true) {
      // Nobody knows what is there: nothing before it can be taken back any more.
      done.length = 0;
      undone.length = 0;
    } else if (record.undoes !== undefined) {
      const index = done.findIndex(({ record: { id } }) => id === record.undoes);
      if (index >= 0) done.splice(index, 1);
      undone.push(entry);
    } else if (record.redoes !== undefined) {
      const index = undone.findIndex(({ record: { id } }) => id === record.redoes);
      if (index >= 0) undone.splice(index, 1);
      done.push(entry);
    } else {
      done.push(entry);
      undone.length = 0;
    }
  }
  return { done, undone };
}

/**
 * The change set that rolls the latest change back. Throws where there is none, where a file has changed at that place since, and
 * `commit/foreign-record` for a record of another machine.
 */
export async function planUndo(ports: HistoryPorts, layout: Layout, options: HistoryOptions = {}): Promise<ChangeSet> {
  const journal = journalOf(ports, layout);
  const entry = (await readHistory(journal)).done.at(-1);
  if (entry === undefined) throw nothingToDo(t('There is nothing to undo.'));
  const { record } = entry;
  if (record.creates !== undefined) throw madeDatabase(record.creates);
  await requireOwn(ports, journal, entry, 'undo', options);
  return { ...(await reverse(ports.files, layout, record)), operation: 'undo', title: record.title, undoes: record.id };
}

/** The change set that does again what was undone last. Throws as `planUndo` does. */
export async function planRedo(ports: HistoryPorts, layout: Layout, options: HistoryOptions = {}): Promise<ChangeSet> {
  const journal = journalOf(ports, layout);
  const entry = (await readHistory(journal)).undone.at(-1);
  if (entry === undefined) throw nothingToDo(t('There is nothing to redo.'));
  await requireOwn(ports, journal, entry, 'redo', options);
  const { record } = entry;
  return { ...(await reverse(ports.files, layout, record)), operation: 'redo', title: record.title, redoes: record.id };
}

/** A change that was made here, as a list shows it. */
export interface HistoryEntry {
  readonly record: JournalRecord;
  /** `open`: begun and not finished. `past`: can no longer be undone. */
  readonly state: 'done' | 'undone' | 'past' | 'open';
}

/** What the journal holds, the latest first, without the undoing and redoing itself. */
export async function listHistory(ports: HistoryPorts, layout: Layout): Promise<readonly HistoryEntry[]> {
  const journal = journalOf(ports, layout);
  const { done } = await readHistory(journal);
  const entries = await journal.entries();
  const byId = new Map(entries.map(({ record }) => [record.id, record]));
  /** The change that was made first, however often it was undone and redone. */
  const originOf = (record: JournalRecord): string => {
    const next = byId.get(record.undoes ?? record.redoes ?? '');
    return next === undefined ? record.id : originOf(next);
  };
  const doneNow = new Set(done.map(({ record }) => originOf(record)));
  const undoneLast = new Map(entries.map(({ record }) => [originOf(record), record.undoes !== undefined] as const));
  return entries
    .filter(({ record: { undoes, redoes } }) => undoes === undefined && redoes === undefined)
    .map(({ record, open }): HistoryEntry => {
      if (open) return { record, state: 'open' };
      return {
        record,
        state: doneNow.has(record.id) ? 'done' : undoneLast.get(record.id) === true ? 'undone' : 'past',
      };
    })
    .toReversed();
}

/** How much the journal keeps of finished changes. */
export function historySize(ports: HistoryPorts, layout: Layout): Promise<JournalSize> {
  return journalOf(ports, layout).size();
}

/** Removes all finished records, and answers how much that was: nothing before can be undone then. */
export function purgeHistory(ports: HistoryPorts, layout: Layout): Promise<JournalSize> {
  return journalOf(ports, layout).purge();
}

function journalOf({ files, provenance }: HistoryPorts, { root }: Layout): Journal {
  return new Journal(confined(files, root), root, provenance);
}

async function requireOwn(
  { provenance }: HistoryPorts,
  journal: Journal,
  entry: JournalEntry,
  operation: 'undo' | 'redo',
  { foreign = false }: HistoryOptions,
): Promise<void> {
  if (foreign) return;
  const why = await foreignOf(provenance, entry, () => journal.isTracked(entry.record.id, entry.open));
  if (why !== undefined) throw foreignRecord(entry.record.title, why, operation);
}

async function reverse(
  files: CommitFiles,
  layout: Layout,
  record: JournalRecord,
): Promise<Pick<ChangeSet, 'rows' | 'files' | 'toleratesDrift'>> {
  const changes: FileChange[] = [];
  for (const each of record.files) {
    const store = FILE_STORES.find((name) => layout.stores[name].path === each.path);
    changes.push(await reverseFile(files, layout.root, each, store, record.title));
  }
  // In the other order: what was put in last goes first.
  return { rows: record.rows.toReversed().map(reversedRow), files: changes, toleratesDrift: true };
}

async function reverseFile(
  files: CommitFiles,
  root: string,
  record: FileRecord,
  store: FileStore | undefined,
  title: string,
): Promise<FileChange> {
  const place = { path: record.path, ...(store === undefined ? {} : { store }) };
  if (record.kind === 'remove') return { kind: 'create', ...place, text: record.text };
  if (record.kind === 'create') return { kind: 'remove', ...place, before: record.text };
  const { text: before, units } = await contentOf(files, root, record, title);
  const inFile = units ? utf8Units : (text: string): string => text;
  const asUnits = units ? ({ units: true } as const) : {};
  if (record.kind === 'append') {
    const added = inFile(record.text);
    // The log was made by this very change, and nobody has written to it since.
    if (record.size === null && before === added) return { kind: 'remove', ...place, before: record.text };
    const edits = withoutLines(before, added);
    if (edits === undefined) throw changedSince(record.path, title);
    return { kind: 'edit', ...place, before, edits, ...asUnits };
  }
  const hunks: readonly Hunk[] = units && record.units !== true ? record.hunks.map(inUnits) : record.hunks;
  const edits = editsFrom(before, hunks, 'before');
  if (edits === undefined) throw changedSince(record.path, title);
  return { kind: 'edit', ...place, before, edits, ...asUnits };
}

/** The edit that takes appended lines out again, wherever they are now; the last ones where they appear twice. */
function withoutLines(
  text: string,
  added: string,
): readonly { start: number; end: number; newText: string }[] | undefined {
  const lines = added.replace(/^\r?\n/, '');
  const start = text.endsWith(lines) ? text.length - lines.length : text.lastIndexOf(`\n${lines}`) + 1;
  if (!text.startsWith(lines, start)) return undefined;
  return [{ start, end: start + lines.length, newText: '' }];
}

/** A file's text; where it is not UTF-8 as a whole, or the record is not, its bytes as units. */
async function contentOf(
  files: CommitFiles,
  root: string,
  record: Extract<FileRecord, { kind: 'edit' | 'append' }>,
  title: string,
): Promise<{ readonly text: string; readonly units: boolean }> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(join(root, record.path));
  } catch (error) {
    throw fileError(error, record.path);
  }
  if (bytes === undefined) throw changedSince(record.path, title);
  if (record.kind === 'edit' && record.units === true) return { text: unitsOf(bytes), units: true };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), units: false };
  } catch {
    return { text: unitsOf(bytes), units: true };
  }
}

/** Rows can be rolled back; that there was no database cannot, since others may work with it by now. */
function madeDatabase(file: string): CmosError {
  return new CmosError(
    'undo/nothing',
    `${t('The latest change made {0}, and making a database is not undone.', file)} ${t('Nothing was changed.')}`,
    { file, advice: t('Move the file away yourself if the workspace is to have no database.') },
  );
}

function nothingToDo(message: string): CmosError {
  return new CmosError('undo/nothing', message);
}
