/** Mending differences of contexts, value by value, in the database's copy and in the file, each in its own spelling. */
import { t } from '@vscode/l10n';
import type { FileChange } from '../changes/change-set';
import { CmosError } from '../ground/errors';
import { editBetween } from '../files/edits';
import type { ContextDifference } from '../files/context/compare';
import type { ContextDocument, JsonNode, JsonPath } from '../files/context/model';
import { editContext, jsonValue, nodeAt, parseContext } from '../files/context/parse';
import { insertJson, removeJson, setJson } from '../files/context/write';
import type { PlainJson } from '../files/python';
import { dumpJson } from '../files/python-dump';
import type { TextEdit } from '../files/text';
import { join } from '../ground/paths';
import { type ContextId, documentOf } from '../workspace/snapshot';
import type { Side } from '../ground/side';
import type { RepairWork } from './work';

/** What either side is given: differences of the two, or of one and what it is to become. */
export interface Given {
  readonly database: readonly ContextDifference[];
  readonly files: readonly ContextDifference[];
}

/** Mends the values of a context that both sides have. `give` decides which. `now` is ISO 8601. */
export function mendContext(
  work: RepairWork,
  id: ContextId,
  give: (stored: JsonNode, file: JsonNode) => Given,
  now: string,
): readonly FileChange[] {
  const row = work.database.contexts.find((each) => each.id === id);
  const file = documentOf(work.snapshot[id]);
  if (row === undefined || file?.root === undefined) return [];
  const stored = parseContext(row.content);
  if (stored.root === undefined) return [];
  const given = give(stored.root, file.root);
  // A file holds an object; a row that does not has nothing to give, and is given all.
  if (stored.root.kind !== 'object')
    return mendUnreadableContext(work, id, given.database.length > 0 ? 'files' : 'database', now);
  const content = mended(work, stored, given.database.map(forDatabase)).text.text;
  if (content !== row.content) {
    work.rows.set('contexts', { id }, 'content', row.content, content);
    work.rows.set('contexts', { id }, 'updated_at', row.updatedAt, now);
  }
  const before = file.text.text;
  const edit = editBetween(before, mended(work, file, given.files.map(forFile)).text.text);
  const { path } = work.snapshot.layout.stores[id];
  return edit === undefined ? [] : [{ kind: 'edit', path, store: id, before, edits: [edit] }];
}

/** A context that the database has, and that cannot be read there. */
export function mendUnreadableContext(work: RepairWork, id: ContextId, take: Side, now: string): readonly FileChange[] {
  const row = work.database.contexts.find((each) => each.id === id);
  const file = documentOf(work.snapshot[id])?.root;
  if (row === undefined) return [];
  if (take === 'database' || file === undefined)
    work.left.push(t('The database’s {0} is no JSON object; its file was left as it is.', id));
  else {
    work.rows.set('contexts', { id }, 'content', row.content, dumpJson(file));
    work.rows.set('contexts', { id }, 'updated_at', row.updatedAt, now);
  }
  return [];
}

/** A context that one side lacks as a whole is made there; as a whole none is thrown away. */
export function mendMissingContext(work: RepairWork, id: ContextId, take: Side, now: string): readonly FileChange[] {
  const row = work.database.contexts.find((each) => each.id === id);
  const file = documentOf(work.snapshot[id])?.root;
  const { path } = work.snapshot.layout.stores[id];
  if (row !== undefined && file === undefined && take === 'database') {
    const { root } = parseContext(row.content);
    return root === undefined ? [] : [{ kind: 'create', path, store: id, text: `${dumpJson(root)}\n` }];
  }
  if (row === undefined && file !== undefined && take === 'files') {
    const source_path = join(work.snapshot.layout.root, path);
    work.rows.insert('contexts', { id, source_path, content: dumpJson(file), updated_at: now });
  } else
    work.left.push(t('{0} is on one side only. A whole context is not thrown away: take the side that has it.', id));
  return [];
}

/** One value that is put in, replaced or taken away; without a value it goes. */
interface Step {
  readonly kind: 'replace' | 'add' | 'remove';
  readonly path: JsonPath;
  readonly value?: PlainJson;
}

function forFile({ kind, path, database }: ContextDifference): Step {
  if (database === undefined) return { kind: 'remove', path };
  return { kind: kind === 'differs' ? 'replace' : 'add', path, value: jsonValue(database) as PlainJson };
}

function forDatabase({ kind, databasePath: path, file }: ContextDifference): Step {
  if (file === undefined) return { kind: 'remove', path };
  return { kind: kind === 'differs' ? 'replace' : 'add', path, value: jsonValue(file) as PlainJson };
}

/** From the end to the start, so that what is put in or taken away moves no index that is still needed. */
function mended(work: RepairWork, document: ContextDocument, steps: readonly Step[]): ContextDocument {
  let after = document;
  for (const step of inSafeOrder(steps)) {
    try {
      after = editContext(after, editsOf(after, step));
    } catch (error) {
      if (!CmosError.is(error, 'edit/unsafe')) throw error;
      work.left.push(error.message);
    }
  }
  return after;
}

/** Backwards; but new members of one object in their order, as each is put behind the others. */
function inSafeOrder(steps: readonly Step[]): readonly Step[] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const neighbour = last?.at(-1);
    if (
      last !== undefined &&
      neighbour !== undefined &&
      addsMember(step) &&
      addsMember(neighbour) &&
      siblings(step, neighbour)
    )
      last.push(step);
    else groups.push([step]);
  }
  return groups.toReversed().flat();
}

function addsMember({ kind, path }: Step): boolean {
  return kind === 'add' && typeof path.at(-1) === 'string';
}

function siblings(one: Step, other: Step): boolean {
  return JSON.stringify(one.path.slice(0, -1)) === JSON.stringify(other.path.slice(0, -1));
}

function editsOf(document: ContextDocument, { kind, path, value }: Step): readonly TextEdit[] {
  if (value === undefined) return removeJson(document, path);
  const last = path.at(-1);
  const list = nodeAt(document, path.slice(0, -1));
  return kind === 'add' && typeof last === 'number' && list?.kind === 'array'
    ? insertJson(document, path.slice(0, -1), last, value)
    : setJson(document, path, value);
}
