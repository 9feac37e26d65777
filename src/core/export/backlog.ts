/** The backlog file: edited in place, entry by entry, or written anew where there is none. */
import { t } from '@vscode/l10n';
import { type FileChange } from '../changes/change-set';
import { type MissionRow, type SprintRow } from '../database/model';
import { type BacklogEntry, type BacklogMission, type BacklogSprint } from '../files/backlog/model';
import { removeDependency, removeMission, removeSprint } from '../files/backlog/write/remove';
import { insertDependency, insertMission, insertSprint } from '../files/backlog/write/insert';
import { removeField, setField } from '../files/backlog/write/set';
import { type NewData } from '../files/backlog/write/values';
import { type TextEdit } from '../files/text';
import { BacklogDraft } from '../files/backlog/draft';
import { dependencyKey, indexOf } from '../parity/backlog-index';
import { missionColumns } from '../parity/compared';
import { plainYaml } from '../parity/values';
import { columnNumber, columnText, sameText } from '../seed/columns';
import { documentOf } from '../workspace/snapshot';
import { type ExportInput } from './input';
import { metadataEdits } from './metadata';
import { missionFields, newBacklog, sprintFields } from './new-backlog';

export function exportBacklog(input: ExportInput): readonly FileChange[] {
  const { snapshot, database, now, tally } = input;
  const { path } = snapshot.layout.stores.backlog;
  const document = documentOf(snapshot.backlog);
  if (document === undefined) {
    if (database.sprints.length === 0 && database.missions.length === 0) return [];
    const sprints = ids(database.sprints);
    const placed = database.missions.filter((row) => sprints.has(row.sprintId ?? '') || leaveOut(row, input));
    tally.add('inserted', 'sprint', database.sprints.length);
    tally.add('inserted', 'mission', placed.length);
    tally.add('inserted', 'dependency', database.dependencies.length);
    return [{ kind: 'create', path, store: 'backlog', text: newBacklog(database, now) }];
  }
  const draft = new BacklogDraft(document);
  new BacklogExport(input, draft).run();
  if (draft.edits.length === 0) return [];
  return [{ kind: 'edit', path, store: 'backlog', before: document.text.text, edits: draft.edits }];
}

class BacklogExport {
  readonly #input: ExportInput;
  readonly #draft: BacklogDraft;

  constructor(input: ExportInput, draft: BacklogDraft) {
    this.#input = input;
    this.#draft = draft;
  }

  run(): void {
    const { database, rebuild, tally } = this.#input;
    for (const row of database.sprints) this.#sprint(row);
    for (const row of database.missions) this.#mission(row);
    this.#dependencies();
    const known = { sprints: ids(database.sprints), missions: ids(database.missions) };
    for (const [id, entry] of this.#index.missions) {
      if (known.missions.has(id)) continue;
      tally.add(rebuild ? 'lost' : 'kept', 'mission');
      if (rebuild) this.#edit(() => removeMission(this.#draft.document, this.#index.missions.get(id) ?? entry));
    }
    for (const [id, entry] of this.#index.sprints) {
      if (known.sprints.has(id)) continue;
      tally.add(rebuild ? 'lost' : 'kept', 'sprint');
      if (rebuild) this.#edit(() => removeSprint(this.#draft.document, this.#index.sprints.get(id) ?? entry));
    }
  }

  get #index(): ReturnType<typeof indexOf> {
    return indexOf(this.#draft.document);
  }

  /** Does one edit; one that cannot be made safely is told. Answers whether it was made. */
  #edit(...steps: readonly (() => readonly TextEdit[])[]): boolean {
    const failed = this.#draft.attempt(() => {
      for (const step of steps) this.#draft.take(step());
    });
    if (failed !== undefined) this.#input.tally.find(failed.message);
    return failed === undefined;
  }

  #sprint(row: SprintRow): void {
    const { tally, stays } = this.#input;
    const entry = this.#index.sprints.get(row.id);
    if (entry === undefined) {
      if (!this.#isNeeded(row) && stays.value('sprint', row.id)) return;
      // What says nothing is not worth a line where a hand may have written all the others.
      const fields = Object.fromEntries(Object.entries(sprintFields(row)).filter(([, value]) => value !== null));
      if (this.#edit(() => insertSprint(this.#draft.document, fields))) tally.add('inserted', 'sprint');
      return;
    }
    let changed = false;
    for (const [field, value] of Object.entries(sprintFields(row))) {
      if (field === 'sprintId') continue;
      const counts = field.endsWith('Missions');
      const file = counts ? columnNumber(entry.fields.get(field)) : columnText(entry.fields.get(field));
      if (file !== undefined && sameText(value as string | number | null, file)) continue;
      changed = this.#set(['sprint', row.id], field, value, false) || changed;
    }
    if (changed) tally.add('changed', 'sprint');
  }

  /** Whether a mission is put into a sprint: then it comes back, though the files took it away. */
  #isNeeded({ id: sprint }: SprintRow): boolean {
    const { database, stays } = this.#input;
    return database.missions.some(
      ({ id, sprintId }) =>
        sprintId === sprint && !stays.value('mission', id, ...(this.#index.missions.has(id) ? ['sprint'] : [])),
    );
  }

  #mission(row: MissionRow): void {
    const { tally, stays } = this.#input;
    const entry = this.#index.missions.get(row.id);
    if (entry === undefined) {
      if (stays.value('mission', row.id)) return;
      const sprint = row.sprintId ?? '';
      if (!this.#index.sprints.has(sprint)) {
        leaveOut(row, this.#input);
        return;
      }
      const before = this.#followerOf(row);
      if (this.#edit(() => insertMission(this.#draft.document, sprint, missionFields(row), before)))
        tally.add('inserted', 'mission');
      return;
    }
    let changed = this.#move(row, entry);
    const status = columnText(entry.fields.get('status'));
    for (const [field, value] of Object.entries(missionColumns(row))) {
      const file = columnText(entry.fields.get(field));
      if (file !== undefined && sameText(value, file)) continue;
      // A time of completion goes with the status that it belongs to.
      const goes = field === 'completed_at' && status !== row.status;
      changed = this.#set(['mission', row.id], field, value, goes) || changed;
    }
    const find = (): BacklogMission | undefined => this.#index.missions.get(row.id);
    for (const step of metadataEdits(row, entry, this.#input)) {
      const target = find();
      if (target !== undefined) changed = this.#edit(() => step(this.#draft.document, find() ?? target)) || changed;
    }
    if (changed) tally.add('changed', 'mission');
  }

  /** Sets a field of an entry. What the database does not have stays, unless it `goes` or all of it is to. */
  #set([kind, id]: readonly ['mission' | 'sprint', string], field: string, value: NewData, goes: boolean): boolean {
    const { rebuild, tally, stays } = this.#input;
    const target: BacklogEntry | undefined = this.#index[`${kind}s`].get(id);
    if (target === undefined) return false;
    const says = value !== null && value !== '';
    if (!says && !goes) {
      tally.add(rebuild ? 'lost' : 'kept', 'value');
      if (!rebuild) return false;
    }
    if (stays.value(kind, id, field)) return false;
    return this.#edit(() =>
      says ? setField(this.#draft.document, target, field, value) : removeField(this.#draft.document, target, field),
    );
  }

  /** The mission of the same sprint that follows in row order, where the file has it. */
  #followerOf(row: MissionRow): string | undefined {
    const { missions } = this.#input.database;
    const index = this.#index;
    return missions.slice(missions.indexOf(row) + 1).find(({ id }) => {
      const entry = index.missions.get(id);
      return entry !== undefined && index.sprintOf.get(entry)?.id === row.sprintId;
    })?.id;
  }

  /** Puts an entry into the sprint that it is in by the database. It is written anew there. */
  #move(row: MissionRow, entry: BacklogMission): boolean {
    const sprint = this.#index.sprintOf.get(entry);
    const wanted = row.sprintId ?? '';
    if (sprint?.id === wanted || this.#index.sprints.get(wanted) === undefined) return false;
    if (this.#input.stays.value('mission', row.id, 'sprint')) return false;
    const fields = Object.fromEntries([...entry.fields].map(([key, { value }]) => [key, plainYaml(value) as NewData]));
    return this.#edit(
      () => insertMission(this.#draft.document, wanted, fields),
      () => removeMission(this.#draft.document, oldEntry(this.#draft.document.sprints, sprint?.id, row.id) ?? entry),
    );
  }

  #dependencies(): void {
    const { database, rebuild, tally, stays } = this.#input;
    const rows = new Map(database.dependencies.map((row) => [dependencyKey(row), row]));
    for (const [key, { from, to, type }] of rows) {
      const entry = this.#index.dependencies.get(key);
      if (entry?.type !== type && stays.value('dependency', from, to)) continue;
      if (entry === undefined) {
        if (this.#edit(() => insertDependency(this.#draft.document, { from, to, type })))
          tally.add('inserted', 'dependency');
      } else if (entry.type !== type) {
        if (this.#edit(() => setField(this.#draft.document, entry, 'type', type))) tally.add('changed', 'dependency');
      }
    }
    for (const [key, entry] of this.#index.dependencies) {
      if (rows.has(key)) continue;
      tally.add(rebuild ? 'lost' : 'kept', 'dependency');
      if (rebuild) this.#edit(() => removeDependency(this.#draft.document, this.#index.dependencies.get(key) ?? entry));
    }
  }
}

/** Tells that a mission has no place in the file. */
function leaveOut({ id }: MissionRow, { tally }: ExportInput): false {
  tally.find(t('{0} was left out: it is in no sprint, and the backlog has no place for such missions.', id));
  return false;
}

function oldEntry(
  sprints: readonly BacklogSprint[],
  sprintId: string | undefined,
  id: string,
): BacklogMission | undefined {
  return sprints.find((sprint) => sprint.id === sprintId)?.missions.find((mission) => mission.id === id);
}

function ids(rows: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(rows.map(({ id }) => id));
}
