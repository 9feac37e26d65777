/** Reading one text store: from its bytes on disk to its document, doing again only what a change asks for. */
import { t } from '@vscode/l10n';
import { CmosError, fileError } from '../ground/errors';
import { editBetween } from '../files/edits';
import type { ChunkedText, TextEdit } from '../files/text';
import { decode } from './decode';
import { encodingError, encodingFault } from './encoding';
import { join } from '../ground/paths';
import type { FileStat, Ports } from '../ground/ports';
import { checkReadable } from './read-bytes';
import { ABSENT, type Reading } from './snapshot';

/** How a kind of document is made of text. */
export interface Parser<Document extends { readonly text: ChunkedText }> {
  /** From nothing, letting others run in between. */
  parse(text: string, ports: Pick<Ports, 'breather'>): Promise<Document>;
  /** From nothing, at once: for the text of an editor. */
  parseNow(text: string): Document;
  /** From an older reading of the same store, keeping what did not change. */
  update(document: Document, text: string): Document;
  /** From an older reading and the edits since: costs what they change. */
  edit(document: Document, edits: readonly TextEdit[]): Document;
}

/** What is remembered of a text store between two looks. */
export interface TextState<Document> {
  readonly path: string;
  readonly stat: FileStat | undefined;
  readonly reading: Reading<Document>;
}

/** How many bytes of several files may still be read, all together. */
interface Room {
  left: number;
}

/** Larger changes than this, in UTF-16 units, are parsed anew in slices, so that no single stretch is long. */
const LARGE_CHANGE = 256 * 1024;

/**
 * Reads a store's file unless its fingerprint is the one remembered. `adopt` may hand in a document that is known to
 * have the new text already (an editor's, just saved), so that it is not parsed a second time.
 */
export async function readText<Document extends { readonly text: ChunkedText }>(
  ports: Ports,
  root: string,
  path: string,
  parser: Parser<Document>,
  previous: TextState<Document> | undefined,
  options: { readonly limit: number; readonly adopt?: Document | undefined; readonly room?: Room },
): Promise<TextState<Document>> {
  const absolute = join(root, path);
  let stat: FileStat | undefined;
  try {
    stat = await ports.files.stat(absolute);
    if (stat === undefined) return { path, stat, reading: ABSENT };
    if (options.room !== undefined) options.room.left -= stat.size;
    if (previous?.path === path && previous.reading.state === 'read' && sameStat(previous.stat, stat)) return previous;
    if (options.room !== undefined && options.room.left < 0) throw noRoom(path);
    checkReadable(stat, path, { bytes: options.limit, advice: tooLargeAdvice() });
    const bytes = await ports.files.read(absolute);
    if (countLines(bytes) > MOST_LINES) throw tooManyLines(path);
    const { text, invalidBytesAt } = decode(bytes);
    const encoding = encodingFault(bytes, invalidBytesAt);
    // Not a letter of it can be shown.
    if (encoding !== undefined && (encoding.kind === 'utf-16' || encoding.kind === 'utf-32' || text.startsWith('\0')))
      return { path, stat, reading: { state: 'unreadable', error: encodingError(path, encoding), encoding } };
    const known = previous?.path === path && previous.reading.state === 'read' ? previous.reading.document : undefined;
    const document = await documentOfText(text, parser, known, options.adopt, ports);
    const reading: Reading<Document> = {
      state: 'read',
      document,
      ...(encoding === undefined ? {} : { encoding }),
    };
    return { path, stat, reading };
  } catch (error) {
    return { path, stat, reading: { state: 'unreadable', error: fileError(error, path) } };
  }
}

async function documentOfText<Document extends { readonly text: ChunkedText }>(
  text: string,
  parser: Parser<Document>,
  known: Document | undefined,
  adopt: Document | undefined,
  ports: Ports,
): Promise<Document> {
  if (adopt?.text.length === text.length && adopt.text.text === text) return adopt;
  const edit = known === undefined ? undefined : editBetween(known.text.text, text);
  if (known === undefined || (edit?.newText.length ?? 0) > LARGE_CHANGE) return parser.parse(text, ports);
  return edit === undefined ? known : parser.edit(known, [edit]);
}

function sameStat(a: FileStat | undefined, b: FileStat): boolean {
  return a?.size === b.size && a.changed === b.changed && a.kind === b.kind;
}

/** So many lines are read: of each one something is kept, so that a file of nothing but line ends would fill the memory. */
const MOST_LINES = 500_000;

function countLines(bytes: Uint8Array): number {
  let count = 1;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) count++;
  return count;
}

function noRoom(path: string): CmosError {
  return new CmosError('file/too-large', t('{0} was not read: the files beside it are too large together.', path), {
    file: path,
    advice: tooLargeAdvice(),
  });
}

function tooManyLines(path: string): CmosError {
  return new CmosError('file/too-large', t('{0} has more than {1} lines and was not read.', path, MOST_LINES), {
    file: path,
    advice: t('Archive what is old.'),
  });
}

function tooLargeAdvice(): string {
  return t('Archive what is old, or raise the limit in the settings.');
}
