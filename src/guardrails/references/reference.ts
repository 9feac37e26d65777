/**
 * The verdict of the reference's `validate_foundational_refs.py`, line for line, for scripts that depend on it (field
 * guide, section 7). It reads three files below the root, and looks for texts in them wherever they stand.
 */
import { hostCode, reasonOf } from '../../core/ground/errors';
import { join } from '../../core/ground/paths';
import type { FileSystem } from '../../core/ground/ports';
import { homeOf } from './documents';
import { READ_LIMIT } from '../root-files';
import { LEGACY, TEMPLATES } from './required';

interface ReferencesVerdict {
  readonly exitStatus: 0 | 1;
  /** What stands on the output, and on the error stream; a line each. */
  readonly out: readonly string[];
  readonly err: readonly string[];
}

const FILES = ['agents.md', 'README.md', 'context/MASTER_CONTEXT.json'];

/** What the reference would say. Where it ends with a traceback, `err` is the traceback's last line. */
export async function referencesVerdict(files: FileSystem, root: string): Promise<ReferencesVerdict> {
  const resolve = (path: string): Promise<string> => files.resolve?.(path) ?? Promise.resolve(path);
  const home = await resolve(homeOf(root));
  const base = await resolve(root);
  const failures: string[] = [];
  for (const file of FILES) {
    const path = join(base, file);
    let bytes: Uint8Array;
    try {
      const leads = await resolve(path);
      if (leads !== path && !leads.startsWith(`${home}/`))
        return stopped(`${path}: leads out of the workspace and is not read`);
      const stat = await files.stat(path);
      if (stat?.kind === 'other' || (stat?.size ?? 0) > READ_LIMIT)
        return stopped(`${path}: not an ordinary file, or too large, and is not read`);
      bytes = await files.read(path);
    } catch (error) {
      if (hostCode(error) !== 'ENOENT') return stopped(pythonError(error, path));
      failures.push(`${path}: missing file`);
      continue;
    }
    const bad = decodingError(bytes);
    if (bad !== undefined) return stopped(`UnicodeDecodeError: ${bad}`);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    for (const needle of TEMPLATES)
      if (!text.includes(needle)) failures.push(`${path}: missing required reference '${needle}'`);
    for (const needle of LEGACY)
      if (text.includes(needle)) failures.push(`${path}: contains forbidden reference '${needle}'`);
  }
  return failures.length === 0
    ? { exitStatus: 0, out: ['Foundational reference validation succeeded.'], err: [] }
    : {
        exitStatus: 1,
        out: [],
        err: ['Foundational reference validation failed:', ...failures.map((failure) => `  - ${failure}`)],
      };
}

function stopped(line: string): ReferencesVerdict {
  return { exitStatus: 1, out: [], err: [line] };
}

/** Python's names for what the host says. */
const ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'PermissionError: [Errno 13] Permission denied',
  EPERM: 'PermissionError: [Errno 1] Operation not permitted',
  EISDIR: 'IsADirectoryError: [Errno 21] Is a directory',
  ENOTDIR: 'NotADirectoryError: [Errno 20] Not a directory',
  ELOOP: 'OSError: [Errno 40] Too many levels of symbolic links',
  ENAMETOOLONG: 'OSError: [Errno 36] File name too long',
};

function pythonError(error: unknown, path: string): string {
  const known = ERRORS[hostCode(error) ?? ''];
  if (known === undefined) return `OSError: ${reasonOf(error)}`;
  const quote = path.includes("'") && !path.includes('"') ? '"' : "'";
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `${known}: ${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

/** What Python's strict UTF-8 decoder says of bytes; undefined where they are UTF-8. */
function decodingError(bytes: Uint8Array): string | undefined {
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      at++;
      continue;
    }
    const length =
      first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    if (length === 0) return problem(bytes, at, 1, 'invalid start byte');
    for (let step = 1; step < length; step++) {
      const next = bytes[at + step];
      if (next === undefined) return problem(bytes, at, step, 'unexpected end of data');
      if (!continues(first, step, next)) return problem(bytes, at, step, 'invalid continuation byte');
    }
    at += length;
  }
  return undefined;
}

/** Whether a byte may follow: the second one also rules out overlong forms, surrogates, and what is beyond Unicode. */
function continues(first: number, step: number, byte: number): boolean {
  if ((byte & 0xc0) !== 0x80) return false;
  if (step !== 1) return true;
  if (first === 0xe0) return byte >= 0xa0;
  if (first === 0xed) return byte <= 0x9f;
  if (first === 0xf0) return byte >= 0x90;
  return first !== 0xf4 || byte <= 0x8f;
}

function problem(bytes: Uint8Array, start: number, length: number, reason: string): string {
  return length === 1
    ? `'utf-8' codec can't decode byte 0x${(bytes[start] ?? 0).toString(16).padStart(2, '0')} in position ${start}: ${reason}`
    : `'utf-8' codec can't decode bytes in position ${start}-${start + length - 1}: ${reason}`;
}
