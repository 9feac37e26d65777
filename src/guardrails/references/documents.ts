/**
 * The documents of a workspace: its Markdown files, read through the ports, beside the snapshot and within limits. What
 * a link leads out of the workspace by is not followed.
 */
import { t } from '@vscode/l10n';
import { reasonOf } from '../../core/ground/errors';
import type { Chunk } from '../../core/files/text';
import { decode } from '../../core/workspace/decode';
import type { Layout } from '../../core/workspace/layout';
import { join, nameOf, parentOf } from '../../core/ground/paths';
import type { FileStat, Ports } from '../../core/ground/ports';
import { type Markdown, parseMarkdown } from './markdown';

/** How much is read. Beyond it a finding says that not all was looked at. */
export interface DocumentLimits {
  readonly documents: number;
  /** Of one document. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Names looked at on the way. */
  readonly names: number;
  readonly depth: number;
  /** Places that links and contexts name. */
  readonly places: number;
}

const MEGABYTE = 1024 * 1024;

const DOCUMENT_LIMITS: DocumentLimits = {
  documents: 2_000,
  bytes: 2 * MEGABYTE,
  totalBytes: 32 * MEGABYTE,
  names: 30_000,
  depth: 16,
  places: 20_000,
};

/** One document. The same object as long as its text is the same. */
export interface Document {
  /** Relative to the cmos root; begins with `../` for one beside it, in the project. */
  readonly path: string;
  readonly text: string;
  /** What anchors of its findings are in. */
  readonly chunk: Chunk;
  /** When the file was written, in milliseconds since 1970; undefined where the host does not say. */
  readonly modified: number | undefined;
  /** The first byte that is no UTF-8. */
  readonly invalidBytesAt?: number;
}

/** A document that is there and was not read. */
interface UnreadDocument {
  readonly path: string;
  readonly reason: string;
}

/** What stands at a place: nothing is said of what lies outside the workspace. */
type PlaceKind = 'file' | 'folder' | 'absent' | 'outside';

export interface DocumentSet {
  readonly layout: Layout;
  readonly documents: readonly Document[];
  readonly unread: readonly UnreadDocument[];
  /** Files that were seen on the way, by relative path, documents included. */
  readonly files: ReadonlySet<string>;
  /** Whether everything was looked at. */
  readonly complete: boolean;
  /** What stands at the places that were asked for. */
  readonly places: ReadonlyMap<string, PlaceKind>;
}

/** Folders that hold nothing of a workspace's own documents. */
const SKIPPED = new Set([
  'node_modules',
  '__pycache__',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'venv',
  'target',
  'archive',
  'archives',
  'db',
]);

interface Known {
  readonly stat: FileStat;
  readonly document: Document;
}

/** Keeps documents read: a second look reads only what changed. */
export class Documents {
  readonly #ports: Pick<Ports, 'files' | 'breather'>;
  readonly #limits: DocumentLimits;
  #known = new Map<string, Known>();
  #live = new Map<string, Document>();

  constructor(ports: Pick<Ports, 'files' | 'breather'>, limits: Partial<DocumentLimits> = {}) {
    this.#ports = ports;
    this.#limits = { ...DOCUMENT_LIMITS, ...limits };
  }

  /**
   * Looks through the workspace. `open` are texts that editors hold unsaved, by relative path; `asked` names, of the
   * documents that were read, the relative paths of which it is to be known what stands there.
   */
  async read(
    layout: Layout,
    asked: (documents: readonly Document[]) => Iterable<string>,
    open: ReadonlyMap<string, string> = new Map(),
  ): Promise<DocumentSet> {
    const walk = new Walk(this.#ports, this.#limits, layout, this.#known);
    const found = await walk.all();
    this.#known = walk.known;
    const documents = found.documents.map((document) => this.#withOpen(document, open.get(document.path)));
    const places = new Map<string, PlaceKind>();
    let complete = found.complete;
    for (const path of asked(documents)) {
      if (places.has(path)) continue;
      if (places.size >= this.#limits.places) {
        complete = false;
        break;
      }
      places.set(path, found.files.has(path) ? 'file' : await walk.kindOf(path));
      await this.#ports.breather.pause();
    }
    return { layout, documents, unread: found.unread, files: found.files, complete, places };
  }

  #withOpen(saved: Document, text: string | undefined): Document {
    if (text === undefined || text === saved.text) {
      this.#live.delete(saved.path);
      return saved;
    }
    const known = this.#live.get(saved.path);
    if (known?.text === text) return known;
    const document = { ...saved, text, chunk: { text }, modified: undefined };
    this.#live.set(saved.path, document);
    return document;
  }
}

/** One walk through a workspace. */
class Walk {
  readonly known = new Map<string, Known>();
  readonly #ports: Pick<Ports, 'files' | 'breather'>;
  readonly #limits: DocumentLimits;
  readonly #root: string;
  readonly #before: ReadonlyMap<string, Known>;
  readonly #documents: Document[] = [];
  readonly #unread: UnreadDocument[] = [];
  readonly #files = new Set<string>();
  readonly #visited = new Set<string>();
  #home = '';
  #names = 0;
  #bytes = 0;
  #complete = true;

  constructor(
    ports: Pick<Ports, 'files' | 'breather'>,
    limits: DocumentLimits,
    { root }: Layout,
    before: ReadonlyMap<string, Known>,
  ) {
    this.#ports = ports;
    this.#limits = limits;
    this.#root = root;
    this.#before = before;
  }

  async all(): Promise<Pick<DocumentSet, 'documents' | 'unread' | 'files' | 'complete'>> {
    this.#home = await this.#resolve(homeOf(this.#root)).catch(() => homeOf(this.#root));
    await this.#folder('', 0);
    if (homeOf(this.#root) !== this.#root) {
      // Of the project around a `cmos` folder only what speaks of CMOS: its own documents are its own matter.
      for (const name of await this.#list('..')) {
        if (/^(?:readme|agents)\.md$/i.test(name)) await this.#file(`../${name}`);
        else if (name === 'foundational-docs') await this.#folder('../foundational-docs', 1);
      }
    }
    return {
      documents: this.#documents.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      unread: this.#unread,
      files: this.#files,
      complete: this.#complete,
    };
  }

  /** What stands at a relative path; nothing is asked of what lies outside of the workspace, or is reached by a link out of it. */
  async kindOf(path: string): Promise<PlaceKind> {
    try {
      const absolute = join(this.#root, path);
      // Where nothing is, the nearest folder that is there decides: a path of what is not there resolves to itself.
      for (let at = absolute; at.length >= homeOf(this.#root).length; at = parentOf(at)) {
        const real = await this.#resolve(at);
        if (!this.#inside(real) && real !== at) return 'outside';
        const stat = await this.#ports.files.stat(at);
        if (stat === undefined) continue;
        if (!this.#inside(real)) return 'outside';
        return at !== absolute ? 'absent' : stat.kind === 'directory' ? 'folder' : 'file';
      }
      return 'absent';
    } catch {
      return 'outside';
    }
  }

  async #folder(path: string, depth: number): Promise<void> {
    await this.#ports.breather.pause();
    if (depth > this.#limits.depth) {
      this.#complete = false;
      return;
    }
    const real = await this.#resolve(join(this.#root, path)).catch(() => undefined);
    if (real === undefined || !this.#inside(real) || this.#visited.has(real)) return;
    this.#visited.add(real);
    for (const name of (await this.#list(path)).toSorted()) {
      if (++this.#names > this.#limits.names) {
        this.#complete = false;
        return;
      }
      const below = path === '' ? name : `${path}/${name}`;
      if (/\.(?:md|markdown)$/i.test(name)) {
        await this.#file(below);
        continue;
      }
      if (name.startsWith('.') || SKIPPED.has(name)) continue;
      // A name with an ending is a file's nearly always: asking of each one would make big trees slow.
      if (/\.[a-z][a-z0-9]{0,6}$/i.test(name)) this.#files.add(below);
      else if ((await this.#stat(below))?.kind === 'directory') await this.#folder(below, depth + 1);
      else this.#files.add(below);
    }
  }

  async #file(path: string): Promise<void> {
    const absolute = join(this.#root, path);
    try {
      const stat = await this.#ports.files.stat(absolute);
      if (stat === undefined) return;
      if (stat.kind === 'directory') {
        await this.#folder(path, path.split('/').length);
        return;
      }
      if (!this.#inside(await this.#resolve(absolute))) {
        this.#refuse(path, t('it leads out of the workspace'));
        return;
      }
      this.#files.add(path);
      if (stat.kind !== 'file') return;
      if (stat.size > this.#limits.bytes) {
        this.#refuse(path, t('it is larger than {0} KB', Math.round(this.#limits.bytes / 1024)));
        return;
      }
      if (this.#documents.length >= this.#limits.documents || this.#bytes + stat.size > this.#limits.totalBytes) {
        this.#complete = false;
        return;
      }
      this.#bytes += stat.size;
      const before = this.#before.get(path);
      const known =
        before?.stat.changed === stat.changed && before.stat.size === stat.size
          ? before
          : { stat, document: documentOf(path, await this.#ports.files.read(absolute), stat.modified, before) };
      this.known.set(path, known);
      this.#documents.push(known.document);
    } catch (error) {
      this.#refuse(path, reasonOf(error));
    }
  }

  #refuse(path: string, reason: string): void {
    this.#unread.push({ path, reason });
  }

  #inside(real: string): boolean {
    return real === this.#home || real.startsWith(this.#home.endsWith('/') ? this.#home : `${this.#home}/`);
  }

  #resolve(path: string): Promise<string> {
    return this.#ports.files.resolve?.(path) ?? Promise.resolve(path);
  }

  #list(path: string): Promise<readonly string[]> {
    return this.#ports.files.list(join(this.#root, path)).catch(() => []);
  }

  #stat(path: string): Promise<FileStat | undefined> {
    return this.#ports.files.stat(join(this.#root, path)).catch(() => undefined);
  }
}

/** The folder that is the workspace to people: the project around a `cmos` folder, else the cmos root itself. */
export function homeOf(root: string): string {
  return nameOf(root).toLowerCase() === 'cmos' && parentOf(root) !== root ? parentOf(root) : root;
}

function documentOf(
  path: string,
  bytes: Uint8Array,
  modified: number | undefined,
  before: Known | undefined,
): Document {
  const decoded = decode(bytes);
  const { text } = decoded;
  // The same text keeps what was found out about it.
  if (before?.document.text === text && before.document.invalidBytesAt === decoded.invalidBytesAt)
    return before.document.modified === modified ? before.document : { ...before.document, modified };
  return { path, ...decoded, chunk: { text }, modified };
}

const parsed = new WeakMap<Chunk, Markdown>();

/** A document's structure, worked out once a text. */
export function markdownOf({ chunk }: Document): Markdown {
  const known = parsed.get(chunk) ?? parseMarkdown(chunk.text);
  parsed.set(chunk, known);
  return known;
}
