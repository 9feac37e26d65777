/** Errors a person is told of: typed, with what happened, to what, and what to do next. */
import { t } from '@vscode/l10n';

/** Why something could not be done. Codes never change meaning. */
export type CmosErrorCode =
  | 'workspace/not-found'
  | 'workspace/bad-root'
  | 'file/unreadable'
  | 'file/too-large'
  | 'file/encoding'
  | 'file/is-a-directory'
  | 'file/no-permission'
  | 'database/missing'
  | 'database/empty'
  | 'database/not-a-database'
  | 'database/encrypted'
  | 'database/newer-format'
  | 'database/damaged'
  | 'database/busy'
  | 'database/is-a-directory'
  | 'database/no-permission'
  | 'database/too-large'
  | 'database/no-cmos-tables'
  | 'database/engine'
  | 'mission/unknown'
  | 'operation/invalid'
  | 'operation/refused'
  | 'operation/gated'
  | 'edit/unsafe'
  | 'commit/changed'
  | 'commit/locked'
  | 'commit/read-only'
  | 'commit/disk-full'
  | 'commit/untrusted'
  | 'commit/unsaved'
  | 'commit/drift'
  | 'commit/managed-elsewhere'
  | 'commit/no-writer'
  | 'commit/not-found'
  | 'commit/unrecovered'
  | 'commit/interrupted'
  | 'commit/outside'
  | 'commit/newer-format'
  | 'commit/foreign-record'
  | 'commit/hard-link'
  | 'commit/failed'
  | 'undo/nothing'
  | 'undo/rested-on'
  | 'program/incomplete'
  | 'usage';

interface CmosErrorDetails {
  /** The file it happened to, relative to the cmos root where there is one. */
  readonly file?: string;
  /** What can be done about it; a sentence. Never a command that destroys something. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/** An error with a code to act on and sentences for a person. `message` says what happened and what it happened to. */
export class CmosError extends Error {
  override readonly name = 'CmosError';
  readonly code: CmosErrorCode;
  readonly file: string | undefined;
  readonly advice: string | undefined;

  constructor(code: CmosErrorCode, message: string, details: CmosErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.advice = details.advice;
  }

  /** Whether an unknown thrown value is a CmosError, of one of the codes where some are named. */
  static is(error: unknown, ...codes: readonly CmosErrorCode[]): error is CmosError {
    return error instanceof CmosError && (codes.length === 0 || codes.includes(error.code));
  }
}

/** What the host's file system said, as an error of ours about a text file. */
export function fileError(error: unknown, file: string): CmosError {
  if (error instanceof CmosError) return error;
  switch (hostCode(error)) {
    case 'EISDIR':
      return new CmosError('file/is-a-directory', t('{0} is a folder, not a file.', file), {
        file,
        advice: t('Move the folder away, so that the file can be put in its place.'),
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new CmosError('file/no-permission', t('{0} may not be read by this user.', file), {
        file,
        advice: t('Give yourself the right to read it: its owner can change its permissions.'),
        cause: error,
      });
    default:
      return new CmosError('file/unreadable', t('{0} could not be read: {1}', file, reasonOf(error)), {
        file,
        cause: error,
      });
  }
}

/** Node's code of a host error (`ENOENT`, …), where it has one. */
export function hostCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Whether an error is a defect of ours: neither an error of a `CmosErrorCode` nor what the host's files and processes answer. */
export function isInternal(error: unknown): boolean {
  if (CmosError.is(error)) return false;
  const code = hostCode(error);
  // Node's own codes (`ERR_ASSERTION`, `ERR_INVALID_ARG_TYPE`) are a programmer's mistakes.
  return code === undefined || code.startsWith('ERR_');
}

/** An error for a person: what is a defect of ours is named as one. */
export function messageFor(error: unknown): string {
  return isInternal(error) ? t('Internal error: {0}', reasonOf(error)) : reasonOf(error);
}

/** A host error in one line, without a stack. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** All that is known of an error, for a log: with its stack. */
export function detailsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
