/** Undo and redo: the journal's records as change sets the other way round, with the same checks as any other. */
import { t } from '@vscode/l10n';
import { CmosError, fileError } from '../errors';
import { FILE_STORES, type FileStore, type Layout } from '../workspace/layout';
import { join } from '../workspace/paths';
import { type ChangeSet, type FileChange, reversedRow } from './change-set';
import { type CommitFiles } from './commit-files';
import { editsFrom } from './hunks';
import { type FileRecord, Journal, type JournalRecord } from './journal';
import { fileChanged } from './refusals';

export interface History {
  /** What can be undone, the latest last. */
  readonly done: readonly JournalRecord[];
  /** What was undone and can be done again, the latest last; for each the record of its undoing. */
  readonly undone: readonly JournalRecord[];
}

/** What the finished commits of a workspace come to. */
export async function readHistory(files: CommitFiles, root: string): Promise<History> {
  const done: JournalRecord[] = [];
  const undone: JournalRecord[] = [];
  for (const { record, open } of await new Journal(files, root).entries()) {
    if (open) continue;
    if (record.asIs === true) {
      // Nobody knows what is there: nothing before it can be taken back any more.
      done.length = 0;
      undone.length = 0;
    } else if (record.undoes !== undefined) {
      const index = done.findIndex(({ id }) => id === record.undoes);
      if (index >= 0) done.splice(index, 1);
      undone.push(record);
    } else if (record.redoes !== undefined) {
      const index = undone.findIndex(({ id }) => id === record.redoes);
      if (index >= 0) undone.splice(index, 1);
      done.push(record);
    } else {
      done.push(record);
      undone.length = 0;
    }
  }
  return { done, undone };
}

/** The change set that takes the latest change back. Rejected where there is none, or a file has changed at that place since. */
export async function planUndo(files: CommitFiles, layout: Layout): Promise<ChangeSet> {
  const record = (await readHistory(files, layout.root)).done.at(-1);
  if (record === undefined) throw nothing(t('There is nothing to undo.'));
  if (record.creates !== undefined) throw madeDatabase(record.creates);
  const reversed = await reverse(files, layout, record);
  return { ...reversed, operation: 'undo', title: record.title, undoes: record.id };
}

/** The change set that does again what was undone last. */
export async function planRedo(files: CommitFiles, layout: Layout): Promise<ChangeSet> {
  const record = (await readHistory(files, layout.root)).undone.at(-1);
  if (record === undefined) throw nothing(t('There is nothing to do again.'));
  const reversed = await reverse(files, layout, record);
  return { ...reversed, operation: 'redo', title: record.title, redoes: record.id };
}

async function reverse(
  files: CommitFiles,
  layout: Layout,
  record: JournalRecord,
): Promise<Pick<ChangeSet, 'rows' | 'files' | 'mends'>> {
  const changes: FileChange[] = [];
  for (const each of record.files) {
    const store = FILE_STORES.find((name) => layout.stores[name].path === each.path);
    changes.push(await reverseFile(files, layout.root, each, store));
  }
  // In the other order: what was put in last goes first.
  return { rows: record.rows.toReversed().map(reversedRow), files: changes, mends: true };
}

async function reverseFile(
  files: CommitFiles,
  root: string,
  record: FileRecord,
  store: FileStore | undefined,
): Promise<FileChange> {
  const place = { path: record.path, ...(store === undefined ? {} : { store }) };
  if (record.kind === 'remove') return { kind: 'create', ...place, text: record.text };
  if (record.kind === 'create') return { kind: 'remove', ...place, before: record.text };
  const before = await textOf(files, root, record.path);
  // The log was made by this very change, and nobody has written to it since.
  if (record.kind === 'append' && record.size === null && before === record.text)
    return { kind: 'remove', ...place, before };
  const edits = record.kind === 'edit' ? editsFrom(before, record.hunks, 'before') : withoutLines(before, record.text);
  if (edits === undefined) throw fileChanged(record.path);
  return { kind: 'edit', ...place, before, edits };
}

/** The edit that takes appended lines out again, wherever they stand now; the last ones where they stand twice. */
function withoutLines(
  text: string,
  added: string,
): readonly { start: number; end: number; newText: string }[] | undefined {
  const lines = added.startsWith('\n') ? added.slice(1) : added;
  const start = text.endsWith(lines) ? text.length - lines.length : text.lastIndexOf(`\n${lines}`) + 1;
  if (!text.startsWith(lines, start)) return undefined;
  return [{ start, end: start + lines.length, newText: '' }];
}

async function textOf(files: CommitFiles, root: string, path: string): Promise<string> {
  try {
    const bytes = await files.read(join(root, path));
    if (bytes === undefined) throw fileChanged(path);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Rows can be taken back; that there was no database cannot, since others may work with it by now. */
function madeDatabase(file: string): CmosError {
  return new CmosError(
    'undo/nothing',
    `${t('The latest change made {0}, which is not taken back.', file)} ${t('Nothing was changed.')}`,
    { file, advice: t('Move the file away yourself if the workspace is to have no database.') },
  );
}

function nothing(message: string): CmosError {
  return new CmosError('undo/nothing', message);
}
