/** Why a commit is refused: each says what was not changed, and what to do. */
import { t } from '@vscode/l10n';
import { CmosError, hostCode, reasonOf } from '../ground/errors';
import { type Gate, type Remedy, remedy } from '../ground/gate';
import { asSentence, shellWord, shortened } from '../ground/printable';
import type { RowChange, SqlValue } from '../changes/change-set';
import type { Foreign } from './provenance';
import { foreignText, type Recovery } from './recovery';
import { missingText } from '../workspace/database-fault';
import type { Snapshot } from '../workspace/snapshot';
import { WriterError } from '../changes/writer';

const NOTHING = (): string => t('Nothing was changed.');

export function untrusted(): CmosError {
  return new CmosError(
    'commit/untrusted',
    `${t('This folder is not trusted: CMOS Operations only reads it.')} ${NOTHING()}`,
    {
      advice: t('Trust the folder to change it.'),
    },
  );
}

export function managedElsewhere(evidence: string): CmosError {
  return new CmosError(
    'commit/managed-elsewhere',
    `${t('The database belongs to another system, whose own fields a change from here would lack: {0}', asSentence(evidence))} ${NOTHING()}`,
    { advice: t('Make the change with that system. If it is no longer in use, set cmos.profile in the settings.') },
  );
}

/** There is no database where there should be one. Passed by a reason, where the change can do without it. */
export function missingDatabase({ databaseTraces, layout }: Snapshot): Gate {
  const file = layout.stores.database.path;
  return {
    code: 'gate/missing-database',
    message: missingText(file, databaseTraces),
    remedies: [
      ...(databaseTraces?.mainWorktree === undefined ? [] : [{ title: t('Work in the main worktree') }]),
      { title: t('Copy a snapshot or a backup of the database to {0}', file) },
      remedy(t('Make the database from the files'), 'seed'),
    ],
    overridable: true,
  };
}

/** A file of the profile is not there, though it was. Passed by a reason. */
export function missingFile(file: string): Gate {
  return {
    code: 'gate/missing-file',
    message: t('{0} is missing, although it had records when database and files last agreed.', file),
    remedies: [
      { title: t('Restore {0} from version control', file) },
      remedy(t('Write it again from the database'), 'export'),
    ],
    overridable: true,
  };
}

export function unsaved(file: string): CmosError {
  return new CmosError('commit/unsaved', `${t('{0} has unsaved changes in an editor.', file)} ${NOTHING()}`, {
    file,
    advice: t('Save or revert it, then try again.'),
  });
}

export function fileChanged(file: string): CmosError {
  return new CmosError('commit/changed', `${t('Another program changed {0} meanwhile.', file)} ${NOTHING()}`, {
    file,
    advice: t('Check what it contains now, then try again.'),
  });
}

/** A file that has other names, in its folder or elsewhere. */
export function hardLinked(file: string, names: number): CmosError {
  return new CmosError(
    'commit/hard-link',
    `${t('{0} is one of {1} names of the same file (hard links); a change of it would separate them or change them all.', file, names)} ${NOTHING()}`,
    { file, advice: t('Make it a file of its own: copy it, and put the copy in its place.') },
  );
}

export function noWriter(): CmosError {
  return new CmosError(
    'commit/no-writer',
    `${t('No program was found that can write the database: it takes Node 22.13 or newer, or Python 3.')} ${NOTHING()}`,
    { advice: t('Install Python 3, or name its path in the setting cmos.pythonPath.') },
  );
}

/** So many differences are named in a message. */
const MOST_DIFFERENCES = 3;

/** Database and files differ in what a change touches. Passed by a reason. */
export function touchedDrift(differences: readonly string[], remedies: readonly Remedy[]): Gate {
  return {
    code: 'gate/touched-drift',
    message: t('Database and files differ in what this changes. {0}', namedDifferences(differences)),
    remedies,
    overridable: true,
  };
}

/** The first differences, as sentences, and how many more there are. */
export function namedDifferences(differences: readonly string[]): string {
  const more = differences.length - MOST_DIFFERENCES;
  return [...differences.slice(0, MOST_DIFFERENCES), ...(more > 0 ? [t('And {0} more.', more)] : [])].join(' ');
}

export function badBytes(file: string): CmosError {
  return new CmosError('commit/failed', `${t('{0} contains bytes that are not UTF-8.', file)} ${NOTHING()}`, {
    file,
    advice: t('Save it as UTF-8, then try again.'),
  });
}

/** A row that is not what the plan saw. */
function rowChanged(change: RowChange, error: WriterError): CmosError {
  const key = keyText(change);
  const now = error.found === undefined ? t('It is gone.') : t('It is now: {0}.', describe(error.found));
  return new CmosError(
    'commit/changed',
    `${t('Another program changed the row {0} of {1} meanwhile.', key, change.table)} ${now} ${NOTHING()}`,
    { file: 'db/cmos.sqlite', advice: t('Check what it contains now, then try again.'), cause: error },
  );
}

function keyText(change: RowChange): string {
  return Object.values(change.kind === 'insert' ? change.row : change.key)
    .map(shown)
    .join(', ');
}

/** What a writer said, for a person. `holders` names who has the database open, where that is known. */
export function databaseRefusal(
  error: unknown,
  changes: readonly RowChange[],
  file: string,
  holders: readonly string[],
): CmosError {
  if (CmosError.is(error)) return error;
  if (!(error instanceof WriterError)) return hostRefusal(error, file);
  const change = error.change === undefined ? undefined : changes[error.change];
  switch (error.failure) {
    case 'changed':
      if (change !== undefined) return rowChanged(change, error);
      break;
    case 'cascades':
      if (change !== undefined)
        return new CmosError(
          'commit/failed',
          `${t('Other rows reference the row {0} of {1}, and would be deleted with it.', keyText(change), change.table)} ${NOTHING()}`,
          { file, advice: t('Change or remove them first.'), cause: error },
        );
      break;
    case 'locked':
      return new CmosError(
        'commit/locked',
        `${holders.length === 0 ? t('The database is locked by another process.') : t('The database is locked; it is open in: {0}.', holders.join(', '))} ${NOTHING()}`,
        { file, advice: t('Wait for the other process to finish, or end it, then try again.'), cause: error },
      );
    case 'read-only':
      return readOnly(file, error);
    case 'disk-full':
      return diskFull(file, error);
    case 'no-locks':
      return new CmosError(
        'commit/failed',
        `${t('The file system of {0} has no working locks: {1}', file, error.message)} ${NOTHING()}`,
        { file, advice: t('Work on a copy on a local disk.'), cause: error },
      );
    case 'io-error':
      return new CmosError('commit/failed', `${t('{0} could not be written: {1}', file, error.message)} ${NOTHING()}`, {
        file,
        advice: t('Check the disk, its free space and your quota, then try again.'),
        cause: error,
      });
    case 'failed':
      if (error.message.startsWith('UNIQUE constraint failed') && changes.some(({ kind }) => kind === 'insert'))
        return new CmosError(
          'commit/changed',
          `${t('Another program added a row of the same key meanwhile: {0}', asSentence(error.message))} ${NOTHING()}`,
          { file, advice: t('Try again.'), cause: error },
        );
  }
  return new CmosError(
    'commit/failed',
    `${t('The database refused the change: {0}', asSentence(error.message))} ${NOTHING()}`,
    {
      file,
      cause: error,
    },
  );
}

/** What the host's file system said while writing, for a person. */
export function hostRefusal(error: unknown, file: string): CmosError {
  if (CmosError.is(error)) return error;
  switch (hostCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return readOnly(file, error);
    case 'EROFS':
      return new CmosError(
        'commit/read-only',
        `${t('{0} is on a file system that is mounted read-only.', file)} ${NOTHING()}`,
        { file, advice: t('Mount it for writing, or work on a copy.'), cause: error },
      );
    case 'ENOSPC':
      return diskFull(file, error);
    case 'EDQUOT':
      return new CmosError(
        'commit/disk-full',
        `${t('Your disk quota is used up: {0} could not be written.', file)} ${NOTHING()}`,
        { file, advice: t('Make room within the quota, then try again.'), cause: error },
      );
    default:
      return new CmosError(
        'commit/failed',
        `${t('{0} could not be written: {1}', file, asSentence(reasonOf(error)))} ${NOTHING()}`,
        {
          file,
          cause: error,
        },
      );
  }
}

export function readOnly(file: string, cause?: unknown): CmosError {
  return new CmosError('commit/read-only', `${t('{0} is not writable for this user.', file)} ${NOTHING()}`, {
    file,
    advice: t('Make the file and its folder writable, or work on a copy.'),
    cause,
  });
}

function diskFull(file: string, cause?: unknown): CmosError {
  return new CmosError('commit/disk-full', `${t('The disk is full: {0} could not be written.', file)} ${NOTHING()}`, {
    file,
    advice: t('Make room on the disk, then try again.'),
    cause,
  });
}

/** No refusal: a warning before the first change of a workspace. */
export function uncertainText(kind: string): string {
  return t(
    'The workspace is on a file system ({0}) on which locks and renames may not work as on a local disk. Change it from one machine and with one program at a time.',
    kind,
  );
}

/** A change that could neither be finished nor taken back for now. */
export function unrecovered(title: string, cause: unknown): CmosError {
  return new CmosError(
    'commit/unrecovered',
    t('“{0}” was interrupted, and could not be rolled back yet: {1}', title, asSentence(reasonOf(cause))),
    {
      advice: t(
        'All that is needed to finish or undo it is kept. Run Recover when the disk and the database can be written.',
      ),
      cause,
    },
  );
}

/** Another process was interrupted meanwhile; its change is recovered before anything is planned again. */
export function interrupted(): CmosError {
  return new CmosError('commit/interrupted', `${t('Another change was interrupted meanwhile.')} ${NOTHING()}`, {
    advice: t('Run Recover, then try again.'),
  });
}

/** Another process rolled this change back as an interrupted one. */
export function takenBack(): CmosError {
  return new CmosError(
    'commit/interrupted',
    `${t('Another process took this change for an interrupted one, and rolled it back.')} ${NOTHING()}`,
    { advice: t('Try again while no other process changes this workspace.') },
  );
}

/** Another process changes a workspace without a database, or recovers it. */
export function workspaceLocked(cause: unknown): CmosError {
  return new CmosError('commit/locked', `${t('Another process is changing this workspace.')} ${NOTHING()}`, {
    advice: t('Wait for the other process to finish, or end it, then try again.'),
    cause,
  });
}

/** An interrupted change that is recovered on a person's decision alone. */
export function undecided({ record, outcome, foreign }: Recovery): CmosError {
  if (outcome === 'foreign')
    return new CmosError(
      'commit/foreign-record',
      `${t('“{0}” was interrupted.', record.title)} ${foreignText(record.title, foreign ?? 'another-machine')} ${NOTHING()}`,
      {
        advice: t(
          'Review it with cmos recover --dry-run. Then cmos recover --foreign finishes it or rolls it back, and cmos recover --as-is keeps the stores as they are.',
        ),
      },
    );
  return new CmosError(
    'commit/unrecovered',
    `${t('An earlier change, “{0}”, was interrupted, and the stores were changed since.', record.title)} ${NOTHING()}`,
    { advice: t('Compare the stores with cmos parity. Then cmos recover --as-is keeps them as they are.') },
  );
}

/** A finished change that is undone or redone on a person's decision alone; `operation` is which of the two. */
export function foreignRecord(title: string, foreign: Foreign, operation: 'undo' | 'redo'): CmosError {
  return new CmosError('commit/foreign-record', `${foreignText(title, foreign)} ${NOTHING()}`, {
    advice: t('Review it with cmos {0} --foreign --dry-run, then apply it with cmos {0} --foreign.', operation),
  });
}

/** A file that is not as a change left it, at the very place that the change is about. */
export function changedSince(file: string, title: string): CmosError {
  return new CmosError(
    'commit/changed',
    `${t('{0} was changed after “{1}”, in the same place.', file, title)} ${NOTHING()}`,
    {
      file,
      advice: t('Restore that place first, or correct it with a new change.'),
    },
  );
}

/** A change that later ones rest on: they wrote over what it wrote. */
export function restedOn(
  title: string,
  later: readonly { readonly number: number; readonly title: string }[],
): CmosError {
  const names = later.map(({ number, title: name }) => `“${name}” (${number})`).join(', ');
  const what =
    later.length === 1
      ? t('{0} rests on “{1}”: it changed the same place later.', names, title)
      : t('{0} rest on “{1}”: they changed the same places later.', names, title);
  return new CmosError('undo/rested-on', `${what} ${NOTHING()}`, {
    advice: t('Undo later changes first, or correct it with a new change. cmos history lists them by number.'),
  });
}

/** The gate of a change that another agent made, or undid. */
export function madeByAnother(title: string, by: string, agent: string, operation: 'undo' | 'redo'): Gate {
  return {
    code: 'gate/another-agent',
    message:
      operation === 'undo'
        ? t('“{0}” was made by {1}, and you are {2}.', title, by, agent)
        : t('“{0}” was undone by {1}, and you are {2}.', title, by, agent),
    remedies: [
      { title: t('Ask {0} first', by) },
      { title: t('If you are {0}, say so with --agent {1}', by, shellWord(by)) },
    ],
    overridable: true,
  };
}

/** A change that is not there to be undone. */
export function notUndoable(title: string, state: 'undone' | 'past' | 'open'): CmosError {
  switch (state) {
    case 'undone':
      return new CmosError('undo/nothing', `${t('“{0}” is undone already.', title)} ${NOTHING()}`);
    case 'past':
      return new CmosError(
        'undo/nothing',
        `${t('“{0}” can no longer be undone: an interrupted change after it was left as it was.', title)} ${NOTHING()}`,
      );
    case 'open':
      return new CmosError('undo/nothing', `${t('“{0}” was interrupted.', title)} ${NOTHING()}`, {
        advice: t('Run Recover, then try again.'),
      });
  }
}

/** Rows can be rolled back; that there was no database cannot, since others may work with it by now. */
export function madeDatabase(title: string, file: string): CmosError {
  return new CmosError(
    'undo/nothing',
    `${t('“{0}” made {1}, and making a database is not undone.', title, file)} ${NOTHING()}`,
    { file, advice: t('Move the file away yourself if the workspace is to have no database.') },
  );
}

function describe(row: Readonly<Record<string, SqlValue>>): string {
  return Object.entries(row)
    .map(([column, value]) => `${column} = ${shown(value)}`)
    .join(', ');
}

function shown(value: SqlValue): string {
  return value === null ? 'NULL' : typeof value === 'object' ? '…' : shortened(String(value), 60);
}
