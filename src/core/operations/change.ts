/** Building a change set in the playbook's words: which store a change lands in, and how it is written there, is decided here. */
import { t } from '@vscode/l10n';
import type { ChangeSet, FileChange, Row, RowChange } from '../changes/change-set';
import { type PlainJson, pythonJson } from '../files/python';
import { dependenciesOf } from '../model/dependencies';
import { type Mission, modelOf, nearestIds, type Sprint } from '../model/missions';
import { CmosError } from '../ground/errors';
import { commandLine } from '../ground/gate';
import { shellWord } from '../ground/printable';
import { refuse } from '../ground/refusals';
import { unreadableDatabase } from '../workspace/database-fault';
import { fileRefusal } from '../workspace/readable';
import { type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';
import type { JsonNode, JsonPath } from '../files/context/model';
import type { DependencyRow, MissionRow } from '../database/model';
import { eventsTable, MISSION_FIELDS, SPRINT_FIELDS } from '../database/tables';
import { BacklogDraft } from '../files/backlog/draft';
import { ContextDraft } from './context-draft';
import { sprintCounts } from './counters';
import { requireDatabase } from './gates';
import { editColumns, editMetadata, type Metadata, metadataAfter, type MissionColumns } from './mission-edits';
import { type Append, healthLine, joinedAppends, stepLine } from './telemetry';
import type { Plan, PlanContext } from './operation';
import { type NewDependency, requireSameDirections } from './waiting-edge';

/** A sprint's columns, by the names that the database gives them. */
type SprintColumns = Readonly<Partial<Record<(typeof SPRINT_FIELDS)[number]['name'], string | number | null>>>;

type Event = Readonly<Record<string, PlainJson>>;

/** The mission of an id. Rejected with the nearest ids where there is none, or with why it could not be looked for. */
export function missionOf(snapshot: Snapshot, id: string): Mission {
  const model = modelOf(snapshot);
  const mission = model.byId.get(id);
  if (mission !== undefined) return mission;
  const refusal = unreadableDatabase(snapshot) ?? fileRefusal(snapshot, 'backlog');
  if (refusal !== undefined) throw refusal;
  const near = nearestIds(model, id);
  throw new CmosError('mission/unknown', t('There is no mission {0}.', id), {
    ...(near.length === 0 ? {} : { advice: t('Did you mean {0}?', near.join(', ')) }),
  });
}

/** The sprint of an id. Rejected with those that there are, or with why it could not be looked for. */
export function sprintOf(snapshot: Snapshot, id: string): Sprint {
  const { sprints } = modelOf(snapshot);
  // Missions may name a sprint that neither store has: there is nothing of it to change.
  const kept = sprints.filter(({ row, entry }) => row !== undefined || entry !== undefined);
  const sprint = kept.find((each) => each.id === id);
  if (sprint !== undefined) return sprint;
  const refusal = unreadableDatabase(snapshot) ?? fileRefusal(snapshot, 'backlog');
  if (refusal !== undefined) throw refusal;
  const known = kept.flatMap((each) => each.id ?? []).slice(-8);
  throw refuse(
    t('There is no sprint {0}.', id),
    known.length === 0 ? undefined : t('There are: {0}.', known.join(', ')),
  );
}

/** A new mission: what stands in its entry, in this order; beyond id, name, status and notes it becomes metadata in the row. */
interface NewMission {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly notes?: string;
  readonly extra?: Readonly<Record<string, string>>;
}

/** What `event` says beside the event itself. */
interface EventOptions {
  /** Where it is no step of a mission, no telemetry is written of it. */
  readonly telemetry?: boolean;
}

export class Change {
  readonly #context: PlanContext;
  readonly #rows: RowChange[] = [];
  readonly #lines: string[] = [];
  readonly #telemetry: Append[] = [];
  readonly #files: FileChange[] = [];
  readonly #contexts = new Map<ContextId, ContextDraft>();
  #openedDraft: BacklogDraft | undefined;
  readonly #notices: string[] = [];
  readonly #sprints = new Set<string | undefined>();
  #event: Event | undefined;
  #nextMission: string | undefined;
  #dependenciesChanged = false;

  constructor(context: PlanContext) {
    this.#context = context;
    requireDatabase(context);
  }

  /** The backlog, where it is to be written; refused where it cannot be read as a whole. */
  get #draft(): BacklogDraft | undefined {
    const { snapshot } = this.#context;
    if (snapshot.profile.name !== 'mirrored' && snapshot.profile.name !== 'files-only') return undefined;
    const refusal = fileRefusal(snapshot, 'backlog');
    if (refusal !== undefined) throw refusal;
    const backlog = documentOf(snapshot.backlog);
    return (this.#openedDraft ??= backlog && new BacklogDraft(backlog));
  }

  /** Whether rows are written too; that there should be a database and is none was asked at the start. */
  get #hasDatabase(): boolean {
    return documentOf(this.#context.snapshot.database) !== undefined;
  }

  /** Changes a mission in row and file; metadata wherever either keeps it. */
  mission(mission: Mission, columns: MissionColumns, metadata: Metadata = {}): this {
    const { id, row } = mission;
    const text = row === undefined ? null : metadataAfter(row.metadata, metadata);
    if (row !== undefined) this.#row(row, columns, text ?? row.metadata);
    if (text === undefined) this.notice(t('The metadata of {0} in the database is not JSON and stays as it is.', id));
    const draft = this.#draft;
    if (draft === undefined) return this;
    editColumns(draft, id, columns);
    if (text !== undefined) editMetadata(draft, id, metadata, !this.#hasDatabase);
    return this;
  }

  /** Changes a sprint in row and file; null takes a value away. */
  sprint({ id, row, entry }: Sprint, columns: SprintColumns): this {
    this.#sprints.add(id);
    const changed = SPRINT_FIELDS.flatMap(({ name, property, field }) => {
      const after = columns[name];
      return after === undefined ? [] : [{ name, field, before: row?.[property] ?? null, after }];
    });
    const different = changed.filter(({ before, after }) => before !== after);
    if (row !== undefined && different.length > 0)
      this.#rows.push({
        kind: 'update',
        table: 'sprints',
        key: { id: row.id },
        before: Object.fromEntries(different.map(({ name, before }) => [name, before])),
        after: Object.fromEntries(different.map(({ name, after }) => [name, after])),
      });
    if (entry !== undefined)
      this.#draft?.sprint(entry.id, Object.fromEntries(changed.map(({ field, after }) => [field, after ?? undefined])));
    return this;
  }

  /** Adds a sprint behind the others, with no missions yet. */
  addSprint(id: string, columns: SprintColumns): this {
    const said = SPRINT_FIELDS.flatMap(({ name, field }) => {
      const value = columns[name] ?? undefined;
      return value === undefined ? [] : [{ name, field, value }];
    });
    if (this.#hasDatabase)
      this.#rows.push({
        kind: 'insert',
        table: 'sprints',
        row: { id, ...Object.fromEntries(said.map(({ name, value }) => [name, value])) },
      });
    this.#draft?.addSprint({ sprintId: id, ...Object.fromEntries(said.map(({ field, value }) => [field, value])) });
    return this;
  }

  /** Records what was done: a row, and the same line in the log. Members that are undefined are left out. */
  event(fields: Readonly<Record<string, PlainJson | undefined>>, options: EventOptions = {}): this {
    const { now, agent, override, passed, policy, snapshot, without, escalation } = this.#context;
    const withTelemetry = without?.has('telemetry') !== true;
    const all: Readonly<Record<string, PlainJson | undefined>> = {
      ts: now,
      agent,
      ...fields,
      override,
      override_gates: passed,
    };
    const event: Record<string, PlainJson> = {};
    for (const [key, value] of Object.entries(all)) if (value !== undefined) event[key] = value;
    const raw = pythonJson(event);
    const row: Row = Object.fromEntries(eventsTable.columns.map(({ name }) => [name, textOf(event[name])]));
    if (this.#hasDatabase) {
      this.#rows.push({ kind: 'insert', table: 'session_events', row: { ...row, raw_event: raw } });
      // One line a call, as the reference, however many events it has.
      if (withTelemetry && this.#lines.length === 0) this.#telemetry.push(healthLine(snapshot, now));
    }
    if (options.telemetry !== false && !policy.strict && withTelemetry)
      this.#telemetry.push(...stepLine(event, escalation));
    this.#lines.push(raw);
    this.#event = event;
    return this;
  }

  /** Adds a mission at the end of a sprint, or behind another one in the file. */
  addMission(sprint: string, { id, name, status, notes, extra = {} }: NewMission, behind?: string): this {
    const fields = { id, name, status, ...(notes === undefined ? {} : { notes }) };
    if (this.#hasDatabase) {
      const metadata = Object.keys(extra).length === 0 ? {} : { metadata: pythonJson(extra, { ascii: true }) };
      this.#rows.push({ kind: 'insert', table: 'missions', row: { ...fields, sprint_id: sprint, ...metadata } });
    }
    this.#draft?.addMission(sprint, { ...fields, ...extra }, behind);
    return this;
  }

  /** Puts a mission at the end of another sprint. */
  moveMission(mission: Mission, sprint: string): this {
    const { row } = mission;
    if (row !== undefined && row.sprintId !== sprint)
      this.#rows.push({
        kind: 'update',
        table: 'missions',
        key: { id: row.id },
        before: { sprint_id: row.sprintId },
        after: { sprint_id: sprint },
      });
    this.#draft?.moveMission(mission.id, sprint);
    return this;
  }

  /** Adds a dependency after the others. Refused where the database lacks an end, which its foreign keys ask for. */
  addDependency({ from, to, type }: NewDependency): this {
    this.#requireEnds(from, to);
    if (this.#hasDatabase)
      this.#rows.push({ kind: 'insert', table: 'mission_dependencies', row: { from_id: from, to_id: to, type } });
    this.#draft?.addDependency({ from, to, type });
    return this;
  }

  /** Asks that a dependency may begin and end there: two missions have one in a direction, which is its key. */
  #requireEnds(from: string, to: string): void {
    this.#requireRows(from, to);
    const known = dependenciesOf(this.#context.snapshot).find((each) => each.from === from && each.to === to);
    if (known !== undefined)
      throw refuse(
        t('{0} and {1} have a dependency of type “{2}” already, and can have one.', from, to, known.type),
        t('Remove that one first: {0}', commandLine('depend', [to, from], '--remove')),
      );
    this.#dependenciesChanged = true;
  }

  #requireRows(...missions: readonly string[]): void {
    const database = documentOf(this.#context.snapshot.database);
    if (database === undefined) return;
    const added = this.#rows.filter(({ kind, table }) => kind === 'insert' && table === 'missions');
    for (const id of missions)
      if (
        !database.missions.some((row) => row.id === id) &&
        !added.some((each) => 'row' in each && each.row['id'] === id)
      )
        throw refuse(
          t('The database has no mission {0}.', id),
          t('Add it by Repair Drift first: cmos repair --take files --only {0}', shellWord(id)),
        );
  }

  /** Lets a dependency begin or end at another mission; its type stays. */
  retarget(dependency: NewDependency, ends: Readonly<Partial<Record<'from' | 'to', string>>>): this {
    const { from, to, type } = dependency;
    this.#requireEnds(ends.from ?? from, ends.to ?? to);
    const row = this.#rowOf(dependency);
    if (row !== undefined) {
      const key = { from_id: from, to_id: to };
      const after = { from_id: ends.from ?? from, to_id: ends.to ?? to, type };
      // Its ends are its key: the row goes, and comes back under the new one.
      this.#rows.push({ kind: 'delete', table: 'mission_dependencies', key, before: { ...key, type: row.type } });
      this.#rows.push({ kind: 'insert', table: 'mission_dependencies', row: { ...after, type: row.type } });
    }
    this.#draft?.retarget(from, to, ends);
    return this;
  }

  /** Takes a dependency away. */
  removeDependency(dependency: Pick<NewDependency, 'from' | 'to'>): this {
    const { from, to } = dependency;
    this.#dependenciesChanged = true;
    const row = this.#rowOf(dependency);
    if (row !== undefined) {
      const key = { from_id: from, to_id: to };
      this.#rows.push({ kind: 'delete', table: 'mission_dependencies', key, before: { ...key, type: row.type } });
    }
    this.#draft?.removeDependency(from, to);
    return this;
  }

  #rowOf({ from, to }: Pick<NewDependency, 'from' | 'to'>): DependencyRow | undefined {
    return documentOf(this.#context.snapshot.database)?.dependencies.find(
      (each) => each.from === from && each.to === to,
    );
  }

  /** Adds a value to a list of a context, in row and file. */
  context(context: ContextId, path: JsonPath, value: PlainJson): this {
    this.#contextDraft(context).append(path, value);
    return this;
  }

  /** Gives a value of a context another one, where every store that has the context says the same there. */
  contextValue(context: ContextId, path: JsonPath, change: (known: JsonNode) => PlainJson | undefined): boolean {
    const draft = this.#contextDraft(context);
    const known = draft.agreed(path);
    const value = known === undefined ? undefined : change(known);
    if (value === undefined) return false;
    draft.set(path, value);
    return true;
  }

  /** Changes a file that is none of the stores. */
  file(...changes: readonly FileChange[]): this {
    this.#files.push(...changes);
    return this;
  }

  next(mission: string | undefined): this {
    this.#nextMission = mission;
    return this;
  }

  /** Something a person should know about the change, in one sentence; said twice, it is told once. */
  notice(...sentences: readonly string[]): this {
    for (const each of sentences) if (!this.#notices.includes(each)) this.#notices.push(each);
    return this;
  }

  /** The rows and files so far, without what is done at the end. */
  changesSoFar(): Pick<ChangeSet, 'rows' | 'files'> {
    return { rows: this.#rows, files: this.#backlogEdit() };
  }

  plan(operation: string, title: string): Plan {
    const { snapshot, agent, override, now, policy, without } = this.#context;
    if (this.#dependenciesChanged) requireSameDirections(snapshot, this.changesSoFar());
    if (!policy.strict && without?.has('bookkeeping') !== true) this.#counters();
    const contexts = [...this.#contexts.values()].map((draft) => draft.changes(now));
    const files: FileChange[] = [...this.#backlogEdit(), ...contexts.flatMap((each) => each.files), ...this.#files];
    const { sessions } = snapshot.layout.stores;
    if (this.#lines.length > 0 && snapshot.profile.name !== 'database-only')
      files.push({ kind: 'append', path: sessions.path, store: 'sessions', lines: this.#lines });
    const changeSet: ChangeSet = {
      operation,
      title,
      agent,
      rows: [...this.#rows, ...contexts.flatMap((each) => each.rows)],
      files: [...files, ...joinedAppends(this.#telemetry)],
      ...(override === undefined ? {} : { override }),
    };
    return {
      changeSet,
      ...(this.#event === undefined ? {} : { event: this.#event }),
      ...(this.#nextMission === undefined ? {} : { nextMission: this.#nextMission }),
      ...(this.#notices.length === 0 ? {} : { notices: this.#notices }),
    };
  }

  /** Counts of the sprints that changed, or whose missions did. */
  #counters(): void {
    for (const { sprint, counts } of sprintCounts(this.#context.snapshot, this.changesSoFar(), this.#sprints))
      this.sprint(sprint, counts);
  }

  #backlogEdit(): readonly FileChange[] {
    const { snapshot } = this.#context;
    const before = documentOf(snapshot.backlog)?.text.text;
    const edits = this.#openedDraft?.edits ?? [];
    if (before === undefined || edits.length === 0) return [];
    return [{ kind: 'edit', path: snapshot.layout.stores.backlog.path, store: 'backlog', before, edits }];
  }

  #contextDraft(id: ContextId): ContextDraft {
    const known = this.#contexts.get(id) ?? new ContextDraft(this.#context.snapshot, id);
    this.#contexts.set(id, known);
    return known;
  }

  #row(row: MissionRow, columns: MissionColumns, metadata: string | null): void {
    const before: Record<string, string | null> = {};
    const after: Record<string, string | null> = {};
    const put = (column: string, old: string | null, value: string | null): void => {
      if (old === value) return;
      before[column] = old;
      after[column] = value;
    };
    for (const { name, property } of MISSION_FIELDS) {
      const value = columns[name];
      if (value !== undefined) put(name, row[property], value);
    }
    put('metadata', row.metadata, metadata);
    if (Object.keys(after).length > 0)
      this.#rows.push({ kind: 'update', table: 'missions', key: { id: row.id }, before, after });
  }
}

function textOf(value: PlainJson | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
