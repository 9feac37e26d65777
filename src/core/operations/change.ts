/** Building a change set in the playbook's words: which store a change lands in, and how it is written there, is decided here. */
import { t } from '@vscode/l10n';
import { type ChangeSet, type FileChange, type Row, type RowChange } from '../commit/change-set';
import { setJson, removeJson } from '../files/context/write';
import { parseContext } from '../files/context/parse';
import { applyEdits } from '../files/edits';
import { type PlainJson, pythonJson } from '../files/python';
import { type NewValue } from '../files/yaml/quote';
import { type Mission, modelOf, nearestIds } from '../model/missions';
import { CmosError } from '../errors';
import { type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';
import { type JsonPath } from '../files/context/model';
import { appendToContext } from './context-change';
import { type MissionRow } from '../database/model';
import { BacklogDraft } from './backlog-draft';
import { type Plan, type PlanContext } from './operation';

/** A mission's columns that operations change. */
export interface MissionColumns {
  readonly name?: string;
  readonly status?: string;
  readonly completed_at?: string | null;
  readonly notes?: string | null;
}

/** Members of a mission's metadata; undefined: it goes. */
export type Metadata = Readonly<Record<string, PlainJson | undefined>>;

export type Event = Readonly<Record<string, PlainJson>>;

/** The mission of an id. Rejected with the nearest ids where there is none. */
export function missionOf(snapshot: Snapshot, id: string): Mission {
  const model = modelOf(snapshot);
  const mission = model.byId.get(id);
  if (mission !== undefined) return mission;
  const near = nearestIds(model, id);
  throw new CmosError('mission/unknown', t('There is no mission {0}.', id), {
    ...(near.length === 0 ? {} : { advice: t('Did you mean {0}?', near.join(', ')) }),
  });
}

export class Change {
  readonly #context: PlanContext;
  readonly #rows: RowChange[] = [];
  readonly #lines: string[] = [];
  readonly #contexts: FileChange[] = [];
  readonly #draft: BacklogDraft | undefined;
  #event: Event | undefined;
  #nextMission: string | undefined;

  constructor(context: PlanContext) {
    this.#context = context;
    const { snapshot } = context;
    const backlog = documentOf(snapshot.backlog);
    const mirrored = snapshot.profile.name === 'mirrored' || snapshot.profile.name === 'files-only';
    this.#draft = backlog === undefined || !mirrored ? undefined : new BacklogDraft(backlog);
  }

  /** Changes a mission in row and file. In the file stand `status`, `notes`, `completed_at` and what `file` names. */
  mission(
    mission: Mission,
    columns: MissionColumns,
    metadata: Metadata = {},
    file: Readonly<Record<string, NewValue | undefined>> = {},
  ): this {
    if (mission.row !== undefined) this.#row(mission.row, columns, metadata);
    // The order in which the reference adds fields that were not there.
    const { name, status, completed_at, notes } = columns;
    const fields: Record<string, NewValue | undefined> = {
      ...(name === undefined ? {} : { name }),
      ...(status === undefined ? {} : { status }),
      ...file,
      ...(completed_at === undefined ? {} : { completed_at: completed_at ?? undefined }),
      ...(notes === undefined ? {} : { notes: notes ?? undefined }),
    };
    this.#draft?.mission(mission.id, fields);
    return this;
  }

  /** Records what was done: a row, and the same line in the log. Members that are undefined are left out. */
  event(fields: Readonly<Record<string, PlainJson | undefined>>): this {
    const { now, agent, override } = this.#context;
    const all: Readonly<Record<string, PlainJson | undefined>> = { ts: now, agent, ...fields, override };
    const event: Record<string, PlainJson> = {};
    for (const [key, value] of Object.entries(all)) if (value !== undefined) event[key] = value;
    const raw = pythonJson(event);
    const columns = ['ts', 'agent', 'mission', 'action', 'status', 'summary', 'next_hint'];
    const row: Row = Object.fromEntries(columns.map((column) => [column, textOf(event[column])]));
    if (documentOf(this.#context.snapshot.database) !== undefined)
      this.#rows.push({ kind: 'insert', table: 'session_events', row: { ...row, raw_event: raw } });
    this.#lines.push(raw);
    this.#event = event;
    return this;
  }

  /** Adds a mission at the end of a sprint. */
  addMission(sprint: string, fields: { readonly id: string; readonly name: string; readonly status: string }): this {
    if (documentOf(this.#context.snapshot.database) !== undefined)
      this.#rows.push({ kind: 'insert', table: 'missions', row: { ...fields, sprint_id: sprint } });
    this.#draft?.addMission(sprint, fields);
    return this;
  }

  /** Adds a dependency after the others. */
  addDependency({ from, to, type }: { readonly from: string; readonly to: string; readonly type: string }): this {
    if (documentOf(this.#context.snapshot.database) !== undefined)
      this.#rows.push({ kind: 'insert', table: 'mission_dependencies', row: { from_id: from, to_id: to, type } });
    this.#draft?.addDependency({ from, to, type });
    return this;
  }

  /** Adds a value to a list of a context, in row and file. */
  context(context: ContextId, path: JsonPath, value: PlainJson): this {
    const { rows, files } = appendToContext(this.#context.snapshot, context, path, value, this.#context.now);
    this.#rows.push(...rows);
    this.#contexts.push(...files);
    return this;
  }

  next(mission: string | undefined): this {
    this.#nextMission = mission;
    return this;
  }

  plan(operation: string, title: string): Plan {
    const { snapshot, agent, override } = this.#context;
    const { stores } = snapshot.layout;
    const backlog = documentOf(snapshot.backlog);
    const files: FileChange[] = [];
    if (backlog !== undefined && this.#draft !== undefined && this.#draft.edits.length > 0) {
      const edits = this.#draft.edits;
      files.push({ kind: 'edit', path: stores.backlog.path, store: 'backlog', before: backlog.text.text, edits });
    }
    files.push(...this.#contexts);
    if (this.#lines.length > 0 && snapshot.profile.name !== 'database-only')
      files.push({ kind: 'append', path: stores.sessions.path, store: 'sessions', lines: this.#lines });
    const changeSet: ChangeSet = {
      operation,
      title,
      agent,
      rows: this.#rows,
      files,
      ...(override === undefined ? {} : { override }),
    };
    return {
      changeSet,
      ...(this.#event === undefined ? {} : { event: this.#event }),
      ...(this.#nextMission === undefined ? {} : { nextMission: this.#nextMission }),
    };
  }

  #row(row: MissionRow, columns: MissionColumns, metadata: Metadata): void {
    const before: Record<string, string | null> = {};
    const after: Record<string, string | null> = {};
    const put = (column: string, old: string | null, value: string | null): void => {
      if (old === value) return;
      before[column] = old;
      after[column] = value;
    };
    if (columns.name !== undefined) put('name', row.name, columns.name);
    if (columns.status !== undefined) put('status', row.status, columns.status);
    if (columns.completed_at !== undefined) put('completed_at', row.completedAt, columns.completed_at);
    if (columns.notes !== undefined) put('notes', row.notes, columns.notes);
    put('metadata', row.metadata, metadataAfter(row.metadata, metadata));
    if (Object.keys(after).length > 0)
      this.#rows.push({ kind: 'update', table: 'missions', key: { id: row.id }, before, after });
  }
}

/** The metadata column with members set and taken away. What cannot be read as JSON stays as it is. */
function metadataAfter(text: string | null, changes: Metadata): string | null {
  const wanted = Object.entries(changes);
  if (wanted.length === 0) return text;
  let json = text;
  for (const [key, value] of wanted) {
    if (json === null || json.trim() === '') {
      if (value !== undefined) json = pythonJson({ [key]: value });
      continue;
    }
    const document = parseContext(json);
    if (document.root?.kind !== 'object' || document.problems.length > 0) return text;
    if (value !== undefined) json = applyEdits(json, setJson(document, [key], value));
    else if (document.root.members.has(key)) json = applyEdits(json, removeJson(document, [key]));
  }
  return json;
}

function textOf(value: PlainJson | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
