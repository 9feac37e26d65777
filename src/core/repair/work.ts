/** What a repair works on: drafts of every store, and what it has to tell. */
import { t } from '@vscode/l10n';
import type { DatabaseReading, DependencyRow, MissionRow, SprintRow } from '../database/model';
import type { BacklogDocument } from '../files/backlog/model';
import { sortedEdits } from '../files/edits';
import type { TextEdit } from '../files/text';
import { BacklogDraft } from '../files/backlog/draft';
import { type BacklogIndex, dependencyKey, indexOf } from '../parity/backlog-index';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { RowsDraft } from './rows-draft';

/** One edit of the backlog as it is by then. */
export type BacklogStep = (document: BacklogDocument, index: BacklogIndex) => readonly TextEdit[];

export class RepairWork {
  readonly snapshot: Snapshot;
  readonly database: DatabaseReading;
  readonly missions: ReadonlyMap<string, MissionRow>;
  readonly sprints: ReadonlyMap<string, SprintRow>;
  /** By `dependencyKey`. */
  readonly dependencies: ReadonlyMap<string, DependencyRow>;
  readonly rows: RowsDraft;
  /** Undefined where there is no backlog file. */
  readonly backlog: BacklogDraft | undefined;
  /** Edits of fields that wait, by entry. */
  readonly #fields = new Map<string, BacklogStep[]>();
  /** What could not be mended, and why: a sentence each. */
  readonly left: string[] = [];
  /** Missions and sprints that one side alone has and loses. */
  readonly lost: string[] = [];

  constructor(snapshot: Snapshot, database: DatabaseReading) {
    this.snapshot = snapshot;
    this.database = database;
    this.missions = new Map(database.missions.map((row) => [row.id, row]));
    this.sprints = new Map(database.sprints.map((row) => [row.id, row]));
    this.dependencies = new Map(database.dependencies.map((row) => [dependencyKey(row), row]));
    this.rows = new RowsDraft(database);
    const backlog = documentOf(snapshot.backlog);
    this.backlog = backlog === undefined ? undefined : new BacklogDraft(backlog);
  }

  /** The backlog's entries as they are by now. */
  get index(): BacklogIndex | undefined {
    return this.backlog === undefined ? undefined : indexOf(this.backlog.document);
  }

  /** Edits a field of an entry, some time before the next other edit. */
  editField(entry: string, step: BacklogStep): void {
    this.#fields.set(entry, [...(this.#fields.get(entry) ?? []), step]);
  }

  /** Makes the edits of fields that wait: of each entry the first, then the second. An edit reads all of the text it is of. */
  flush(): void {
    const waiting = [...this.#fields.values()];
    this.#fields.clear();
    for (let round = 0; waiting.some((steps) => round < steps.length); round++)
      this.#together(waiting.flatMap((steps) => steps[round] ?? []));
  }

  /** Does steps that are planned on one text; where they meet, as in an anchor that two entries share, one by one. */
  #together(steps: readonly BacklogStep[]): void {
    const { backlog } = this;
    if (backlog === undefined) return;
    const { document } = backlog;
    const planned: TextEdit[] = [];
    const failed = steps.map((step) => backlog.attempt(() => planned.push(...step(document, indexOf(document)))));
    const edits = sortedEdits(planned);
    if (edits.some(({ start }, at) => start < (edits[at - 1]?.end ?? 0))) {
      for (const step of steps) this.edit(step);
      return;
    }
    this.left.push(...failed.flatMap((error) => error?.message ?? []));
    // From the end, so that none moves the place of another.
    for (const edit of edits.toReversed()) backlog.take([edit]);
  }

  /** Edits the backlog as it is by now, step after step; tells why where that cannot be done safely, and changes nothing then. */
  edit(...steps: readonly BacklogStep[]): void {
    this.flush();
    const { backlog } = this;
    if (backlog === undefined) return;
    const failed = backlog.attempt(() => {
      for (const step of steps) backlog.take(step(backlog.document, indexOf(backlog.document)));
    });
    if (failed !== undefined) this.left.push(failed.message);
  }

  /** Tells of fields that no column can hold. */
  leaveOut(fields: readonly string[], record: string): void {
    for (const field of fields) this.left.push(t('{0} of {1} was left out: no column can hold it.', field, record));
  }
}
