/** What a failure is, and whether it may pass by itself. A refusal is an answer, not a failure: it goes to the person who asked. */
import { CmosError, type CmosErrorCode, hostCode, isInternal, reasonOf } from '../ground/errors';
import { type ScriptResult, succeeded } from '../ground/scripts';

export interface Failure {
  /** A `CmosErrorCode`, a script's, or the host's (`EBUSY`). */
  readonly code: string;
  readonly message: string;
  /** Relative to the cmos root, where it happened to a file. */
  readonly file?: string;
  /** Whether the same may well succeed a moment later. */
  readonly transient: boolean;
}

/** Codes with which an operation answers: nothing is tried again, and nobody else is asked. */
const REFUSALS: ReadonlySet<string> = new Set<CmosErrorCode>([
  'usage',
  'workspace/not-found',
  'workspace/bad-root',
  'mission/unknown',
  'operation/invalid',
  'operation/refused',
  'operation/gated',
  'undo/nothing',
  'undo/rested-on',
  'edit/unsafe',
  'commit/untrusted',
  'commit/unsaved',
  'commit/drift',
  'commit/managed-elsewhere',
  'commit/outside',
  'commit/unrecovered',
  'commit/interrupted',
  'commit/newer-format',
  'commit/foreign-record',
  'commit/hard-link',
]);

/** Somebody else is at it. A full disk, missing rights and damage do not pass by waiting. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'commit/locked',
  'commit/changed',
  'database/busy',
  'script/timeout',
  'script/busy',
  'script/killed',
  'script/temporary',
  'EAGAIN',
  'EBUSY',
  'EINTR',
  'EMFILE',
  'ENFILE',
  'ETXTBSY',
  'ETIMEDOUT',
]);

/** With this status a program says itself that it may succeed later (`EX_TEMPFAIL` of sysexits). */
const TEMPORARY = 75;

/** What a file, a process or a script failed with; undefined for a refusal, and for a defect of ours, which no retry mends. */
export function failureOf(error: unknown): Failure | undefined {
  if (isInternal(error)) return undefined;
  if (!CmosError.is(error)) {
    const code = hostCode(error) ?? '';
    return { code, message: reasonOf(error), transient: TRANSIENT.has(code) };
  }
  if (isRefusal(error.code)) return undefined;
  const host = hostCode(error.cause);
  return {
    code: error.code,
    message: error.message,
    ...(error.file === undefined ? {} : { file: error.file }),
    transient: TRANSIENT.has(error.code) || (host !== undefined && TRANSIENT.has(host)),
  };
}

/** What went wrong with a script; undefined where it did what it should. */
export function scriptFailure(result: ScriptResult): Failure | undefined {
  if (succeeded(result)) return undefined;
  const { exit, failure, reason, output } = result;
  const code =
    exit === TEMPORARY
      ? 'script/temporary'
      : exit === undefined
        ? `script/${reason ?? 'not-started'}`
        : 'script/failed';
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return {
    code,
    message: failure ?? (last === '' ? `exit ${exit ?? '?'}` : `exit ${exit ?? '?'}: ${last}`),
    transient: TRANSIENT.has(code),
  };
}

/** Whether a code is that of an answer: of a refusal, or of a gate. */
export function isRefusal(code: string): boolean {
  return REFUSALS.has(code) || code.startsWith('gate/');
}
