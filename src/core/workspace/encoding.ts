/** Telling what a file's bytes are where they are not UTF-8, which all of CMOS's files are. */
import { t } from '@vscode/l10n';
import { CmosError } from '../ground/errors';

/** Why bytes are not the UTF-8 text that they should be. */
export interface EncodingFault {
  /**
   * `nul`: there are NUL bytes, which none of these formats allows and a power cut leaves behind. `bytes`: some are in
   * another encoding, such as Latin-1. `utf-16-line`: a line of a file that is UTF-8 otherwise, as a shell's `>>` appends it.
   */
  readonly kind: 'utf-16' | 'utf-32' | 'utf-16-line' | 'nul' | 'bytes';
  /** The first byte that shows it, from 0. */
  readonly offset: number;
  /** The line of that byte, from 0; UTF-16 and UTF-32 have it in line 0. */
  readonly line: number;
}

/** So many bytes show which of their places are zero, in bytes. */
const SAMPLE = 4096;

/** `invalidAt` is the offset of the first byte that is no UTF-8, where there is one. */
export function encodingFault(bytes: Uint8Array, invalidAt: number | undefined): EncodingFault | undefined {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return { kind: wide, offset: 0, line: 0 };
  const nul = bytes.indexOf(0);
  if (nul < 0) return invalidAt === undefined ? undefined : fault('bytes', invalidAt, bytes);
  const kind = invalidAt !== undefined && invalidAt < nul ? 'bytes' : 'nul';
  const { offset, line } = fault(kind, kind === 'nul' ? nul : (invalidAt ?? nul), bytes);
  const start = bytes.lastIndexOf(10, offset) + 1;
  const end = bytes.indexOf(10, nul);
  const isWide = wideEncoding(bytes.subarray(start, end < 0 ? bytes.length : end)) === 'utf-16';
  return isWide ? { kind: 'utf-16-line', offset: start, line } : { kind, offset, line };
}

/** By the byte-order mark; without one by the zeros that letters of Latin script have in the same places of each unit. */
function wideEncoding(bytes: Uint8Array): 'utf-16' | 'utf-32' | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'utf-32';
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'utf-16';
  const sample = bytes.subarray(0, Math.min(bytes.length, SAMPLE) & ~3);
  // One with a first line without zeros is UTF-8 to there; what follows may be another tool's.
  const firstEnd = bytes.indexOf(10);
  const first = firstEnd > 0 ? bytes.subarray(0, firstEnd) : sample;
  if (sample.length < 4 || !sample.includes(0) || !first.includes(0)) return undefined;
  const zeros = [0, 0, 0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at & 3] = (zeros[at & 3] ?? 0) + 1;
  });
  const units = sample.length / 4;
  // Most are zero in these places, and few in the others: text in another script still has blanks, digits and quotes.
  const mostly = (place: number): boolean => (zeros[place] ?? 0) > units * 0.4;
  const [one, two, three, four] = [mostly(0), mostly(1), mostly(2), mostly(3)];
  if (three && (one ? two && !four : two && four)) return 'utf-32';
  return (one && three && !two && !four) || (two && four && !one && !three) ? 'utf-16' : undefined;
}

function fault(kind: 'nul' | 'bytes', offset: number, bytes: Uint8Array): EncodingFault {
  let line = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return { kind, offset, line };
}

/** What is wrong, in a sentence. */
export function encodingText(file: string, { kind, line }: EncodingFault): string {
  switch (kind) {
    case 'utf-16':
    case 'utf-32':
      return t('{0} is {1}, not UTF-8.', file, kind.toUpperCase());
    case 'utf-16-line':
      return t('Line {1} of {0} is UTF-16, not UTF-8.', file, line + 1);
    case 'nul':
      return t('{0} contains NUL bytes, the first in line {1}.', file, line + 1);
    case 'bytes':
      return t('{0} contains bytes that are not UTF-8, the first in line {1}.', file, line + 1);
  }
}

/** What to do about it. */
export function encodingAdvice({ kind }: EncodingFault): string {
  switch (kind) {
    case 'nul':
      return t('Restore it from version control or a backup.');
    case 'utf-16-line':
      return t('Write that line anew, in UTF-8.');
    default:
      return t('Save it as UTF-8.');
  }
}

export function encodingError(file: string, encoding: EncodingFault): CmosError {
  return new CmosError('file/encoding', encodingText(file, encoding), { file, advice: encodingAdvice(encoding) });
}
