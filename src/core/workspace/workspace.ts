/** A workspace that is kept read: holds the latest snapshot and reads again only what changed. */
import { CmosError, fileError } from '../ground/errors';
import { readStableImage, type StableImage } from '../database/image';
import { readDatabase } from '../database/reading';
import type { DatabaseReading } from '../database/model';
import { type AgreedState, readAgreedFile } from './agreed-file';
import { databaseFault } from './database-fault';
import { findTraces } from './find-traces';
import { backlogParser, contextParser, logParser } from './parsers';
import type { TextEdit } from '../files/text';
import { type Layout, resolveLayout } from './layout';
import type { FileStore } from '../ground/store-names';
import { join } from '../ground/paths';
import { HOUR } from '../ground/time-stamp';
import type { Ports } from '../ground/ports';
import { recogniseProfile } from './profile';
import { type Parser, readText, type TextState } from './read-text';
import type { WorkspaceSettings } from './settings';
import { NO_TELEMETRY, readTelemetry } from './telemetry-files';
import { readUnfinishedChanges } from './unfinished';
import { ABSENT, documentOf, type Reading, type RunningElsewhere, type Snapshot, type TextStore } from './snapshot';
import { mayHaveWorktrees } from './worktrees';

/** How the text of each store is parsed. Stores of one kind share a parser. */
type Documents = { readonly [Each in TextStore]: Snapshot[Each] extends Reading<infer Document> ? Document : never };

const PARSERS: { readonly [Each in TextStore]: Parser<Documents[Each]> } = {
  backlog: backlogParser,
  sessions: logParser,
  project_context: contextParser,
  master_context: contextParser,
  health: logParser,
};

/** Of a log's lines each is read when it is asked for; what a backlog or a context holds takes some hundred times its size. */
const LOGS: ReadonlySet<TextStore> = new Set<TextStore>(['sessions', 'health']);

type TextStates = { readonly [Each in TextStore]: TextState<Documents[Each]> };

/** The documents of texts that editors hold unsaved. */
type OpenTexts = { readonly [Each in TextStore]?: Documents[Each] | undefined };

interface DatabaseState {
  readonly reading: Reading<DatabaseReading>;
  readonly image?: StableImage;
}

/** Looks into the other git worktrees of a root's repository; asked only where there may be some. */
export type LookElsewhere = (snapshot: Snapshot) => Promise<readonly RunningElsewhere[]>;

export class Workspace {
  readonly root: string;
  readonly settings: WorkspaceSettings;
  readonly #ports: Ports;
  readonly #elsewhere: LookElsewhere | undefined;
  #saved: Snapshot | undefined;
  #live: Snapshot | undefined;
  #texts: TextStates | undefined;
  #telemetry = NO_TELEMETRY;
  #database: DatabaseState | undefined;
  #agreed: AgreedState | undefined;
  #open: OpenTexts = {};
  #reading: Promise<Snapshot> | undefined;
  #next: Promise<Snapshot> | undefined;

  /** `root` is a cmos root's absolute path with `/` between names. Nothing is read before `refresh`. */
  constructor(ports: Ports, root: string, settings: WorkspaceSettings, elsewhere?: LookElsewhere) {
    this.#ports = ports;
    this.#elsewhere = elsewhere;
    this.root = root;
    this.settings = settings;
  }

  /** The latest reading of what is saved, undefined before the first `refresh`. */
  get saved(): Snapshot | undefined {
    return this.#saved;
  }

  /** The same with the unsaved texts of open editors in place of the saved files. The same object as `saved` when there are none. */
  get live(): Snapshot | undefined {
    return (this.#live ??= this.#saved === undefined ? undefined : withOpenTexts(this.#saved, this.#open));
  }

  /**
   * Looks at everything again and reads what changed. Calls that come while one is under way share the next one.
   * What is found wrong is in the snapshot; the promise is rejected for nothing but a defect of the product.
   */
  refresh(): Promise<Snapshot> {
    if (this.#reading === undefined) {
      this.#reading = this.#read().finally(() => {
        this.#reading = undefined;
      });
      return this.#reading;
    }
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.refresh();
      });
    return this.#next;
  }

  /**
   * An editor holds a text of a store's file that is not the saved one: from now on it counts in `live`. To be called
   * when the document becomes dirty (an editor's clean text may differ from the file in line ends and byte-order mark).
   */
  openText(store: FileStore, text: string): void {
    if (!isTextStore(store)) return;
    this.#open = { ...this.#open, [store]: this.#openDocument(store, text) };
    this.#live = undefined;
  }

  #openDocument<Each extends TextStore>(store: Each, text: string): Documents[Each] {
    const parser: Parser<Documents[Each]> = PARSERS[store];
    const saved: Reading<Documents[Each]> | undefined = this.#texts?.[store].reading;
    const known = this.#open[store] ?? (saved === undefined ? undefined : documentOf(saved));
    return known === undefined ? parser.parseNow(text) : parser.update(known, text);
  }

  /**
   * Edits of an open text, none overlapping another: offsets are in UTF-16 units of the text before all of them.
   * Synchronous, and no more work than the edit asks for.
   */
  editText(store: FileStore, edits: readonly TextEdit[]): void {
    if (!isTextStore(store) || edits.length === 0) return;
    this.#open = { ...this.#open, [store]: this.#editedDocument(store, edits) };
    this.#live = undefined;
  }

  #editedDocument<Each extends TextStore>(store: Each, edits: readonly TextEdit[]): Documents[Each] | undefined {
    const parser: Parser<Documents[Each]> = PARSERS[store];
    const document = this.#open[store];
    return document === undefined ? undefined : parser.edit(document, edits);
  }

  /** Whether an unsaved text of this store counts in `live`. */
  isOpen(store: FileStore): boolean {
    return isTextStore(store) && this.#open[store] !== undefined;
  }

  /** The editor let go of the text or saved it: the saved one counts again. */
  closeText(store: FileStore): void {
    if (!isTextStore(store) || this.#open[store] === undefined) return;
    this.#open = { ...this.#open, [store]: undefined };
    this.#live = undefined;
  }

  async #read(): Promise<Snapshot> {
    const layout = await resolveLayout(this.#ports.files, this.root);
    const [backlog, sessions, project_context, master_context, health, telemetry, database, agreed, unfinished] =
      await Promise.all([
        this.#readStore(layout, 'backlog'),
        this.#readStore(layout, 'sessions'),
        this.#readStore(layout, 'project_context'),
        this.#readStore(layout, 'master_context'),
        this.#readStore(layout, 'health'),
        readTelemetry(this.#ports, layout, this.#telemetry, this.settings.limits.textBytes),
        this.#readDatabase(layout),
        readAgreedFile(this.#ports.files, this.root, this.#agreed),
        readUnfinishedChanges(this.#ports.files, this.root),
      ]);
    const texts: TextStates = { backlog, sessions, project_context, master_context, health };
    const profile = recogniseProfile(
      {
        layout,
        database: documentOf(database.reading),
        backlog: documentOf(backlog.reading),
        agreed: agreed?.agreed,
      },
      this.settings.profile,
    );
    this.#texts = texts;
    this.#telemetry = telemetry;
    this.#database = database;
    this.#agreed = agreed;
    const read: Snapshot = {
      layout,
      profile,
      mirrors: this.settings.mirrors,
      directions: this.settings.directions,
      staleAfterHours: this.settings.staleAfterHours,
      readAt: this.#ports.now(),
      database: database.reading,
      backlog: backlog.reading,
      sessions: sessions.reading,
      project_context: project_context.reading,
      master_context: master_context.reading,
      health: health.reading,
      agreed: agreed?.agreed,
      unfinished,
      agreedIsNewer: agreed?.newer === true,
      telemetry: telemetry.readings,
    };
    const snapshot = await this.#withElsewhere(await this.#withTraces(read));
    this.#saved = this.#saved !== undefined && sameSnapshot(this.#saved, snapshot) ? this.#saved : snapshot;
    this.#live = undefined;
    return this.#saved;
  }

  /** Where the database was read, nobody asks what else is known of it. */
  async #withTraces(snapshot: Snapshot): Promise<Snapshot> {
    if (snapshot.database.state === 'read' && databaseFault(snapshot) === undefined) return snapshot;
    const { layout, agreed, health } = snapshot;
    const databaseTraces = await findTraces(this.#ports.files, layout, { agreed, health: documentOf(health) });
    return { ...snapshot, databaseTraces };
  }

  async #withElsewhere(snapshot: Snapshot): Promise<Snapshot> {
    if (this.#elsewhere === undefined || !(await mayHaveWorktrees(this.#ports.files, this.root))) return snapshot;
    return { ...snapshot, elsewhere: await this.#elsewhere(snapshot) };
  }

  #readStore<Each extends TextStore>(layout: Layout, store: Each): Promise<TextState<Documents[Each]>> {
    const parser: Parser<Documents[Each]> = PARSERS[store];
    const previous: TextState<Documents[Each]> | undefined = this.#texts?.[store];
    return readText<Documents[Each]>(this.#ports, this.root, layout.stores[store].path, parser, previous, {
      limit: this.settings.limits.textBytes / (LOGS.has(store) ? 1 : 4),
      adopt: this.#open[store],
    });
  }

  async #readDatabase(layout: Layout): Promise<DatabaseState> {
    const { path, exists } = layout.stores.database;
    if (!exists) return { reading: ABSENT };
    try {
      const previous = this.#database;
      const limit = this.settings.limits.databaseBytes;
      const image = await readStableImage(this.#ports, join(this.root, path), {
        limit,
        previous: previous?.image,
        name: path,
      });
      if (previous?.image === image) return previous;
      const reading = previous === undefined ? undefined : documentOf(previous.reading);
      const known =
        reading === undefined || previous?.image === undefined ? undefined : { image: previous.image, reading };
      const document = await readDatabase(this.#ports, image, path, known);
      return { reading: { state: 'read', document }, image };
    } catch (error) {
      return { reading: { state: 'unreadable', error: databaseError(error, path) } };
    }
  }
}

function databaseError(error: unknown, path: string): CmosError {
  return CmosError.is(error) ? error : fileError(error, path);
}

function isTextStore(store: FileStore): store is TextStore {
  return store !== 'agents';
}

function withOpenTexts(saved: Snapshot, open: OpenTexts): Snapshot {
  const changed = (Object.keys(open) as TextStore[]).filter(
    (store) => open[store] !== undefined && open[store] !== documentOf<unknown>(saved[store]),
  );
  if (changed.length === 0) return saved;
  // What is wrong with a file's encoding is so until it is saved: an editor shows what it could make of its bytes.
  const readings = Object.fromEntries(
    changed.map((store) => {
      const before = saved[store];
      const encoding = before.state === 'absent' ? undefined : before.encoding;
      return [store, { state: 'read', document: open[store], ...(encoding === undefined ? {} : { encoding }) }];
    }),
  );
  return { ...saved, ...readings };
}

/** Whether two snapshots hold the very same readings, so that the older one can stand for both; not for ever, since time counts too. */
function sameSnapshot(a: Snapshot, b: Snapshot): boolean {
  const stores = ['database', 'backlog', 'sessions', 'project_context', 'master_context', 'health'] as const;
  return (
    stores.every((store) => sameReading(a[store], b[store])) &&
    a.agreed === b.agreed &&
    a.agreedIsNewer === b.agreedIsNewer &&
    a.telemetry === b.telemetry &&
    JSON.stringify(a.databaseTraces) === JSON.stringify(b.databaseTraces) &&
    JSON.stringify(a.elsewhere) === JSON.stringify(b.elsewhere) &&
    JSON.stringify(a.layout) === JSON.stringify(b.layout) &&
    JSON.stringify(a.unfinished) === JSON.stringify(b.unfinished) &&
    a.profile.name === b.profile.name &&
    b.readAt - a.readAt < HOUR
  );
}

function sameReading(a: Reading<unknown>, b: Reading<unknown>): boolean {
  if (a.state === 'unreadable' && b.state === 'unreadable') return a.error.message === b.error.message;
  return a === b;
}
