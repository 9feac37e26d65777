/** Reading one text store: from its bytes on disk to its document, doing again only what a change asks for. */
import { t } from '@vscode/l10n';
import { CmosError, fileError } from '../ground/errors';
import { editBetween } from '../files/edits';
import { type ChunkedText, type TextEdit } from '../files/text';
import { decode } from './decode';
import { encodingError, encodingFault } from './encoding';
import { join } from '../ground/paths';
import { type FileStat, type Ports } from '../ground/ports';
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
  options: { readonly limit: number; readonly adopt?: Document | undefined },
): Promise<TextState<Document>> {
  const absolute = join(root, path);
  let stat: FileStat | undefined;
  try {
    stat = await ports.files.stat(absolute);
    if (stat === undefined) return { path, stat, reading: ABSENT };
    if (previous?.path === path && previous.reading.state === 'read' && sameStat(previous.stat, stat)) return previous;
    if (stat.kind === 'directory') throw folderError(path);
    // A pipe would keep whoever reads it waiting for ever.
    if (stat.kind === 'other') throw new CmosError('file/unreadable', t('{0} is no file.', path), { file: path });
    if (stat.size > options.limit) throw tooLarge(path, stat.size, options.limit);
    const bytes = await ports.files.read(absolute);
    const { text, invalidBytesAt } = decode(bytes);
    const encoding = encodingFault(bytes, invalidBytesAt);
    // Not a letter of it can be shown.
    if (encoding !== undefined && (encoding.kind.startsWith('utf') || text.startsWith('\0')))
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

function folderError(path: string): CmosError {
  return fileError(Object.assign(new Error('is a directory'), { code: 'EISDIR' }), path);
}

function tooLarge(path: string, size: number, limit: number): CmosError {
  return new CmosError(
    'file/too-large',
    t('{0} has {1} MB and was not read; the limit is {2} MB.', path, megabytes(size), megabytes(limit)),
    { file: path, advice: t('Archive what is old, or raise the limit in the settings.') },
  );
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0);
}
