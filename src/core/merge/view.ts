/** A backlog as entries by name, each with its values: what is compared and checked when two sides are merged. */
import type { BacklogDocument, BacklogEntry, BacklogField } from '../files/backlog/model';
import { parseBacklog } from '../files/backlog/parse';
import { fieldsOf } from '../files/backlog/recognise';
import { sourceOf } from '../files/backlog/write/locate';
import { type YamlNode, pairOf } from '../files/yaml-node';
import type { EntryKind, Values } from './rules';
import { type Value, valueOf } from './values';

export interface BacklogViewEntry {
  readonly kind: EntryKind;
  readonly id: string;
  readonly values: Values;
  /** A mission's sprint. */
  readonly sprintId: string | undefined;
  /** The entry of the document; undefined for the top of one. */
  readonly entry: BacklogEntry | undefined;
}

export interface MergeView {
  readonly document: BacklogDocument;
  /** By `entryName`, in text order kind by kind. */
  readonly entries: ReadonlyMap<string, BacklogViewEntry>;
}

/** The tops of documents whose keys are merged one by one. */
export type DocumentPart = 'header' | 'plan' | 'domainFields';

/** What keeps a backlog from being merged by entries: they could not be told apart, or not be seen. */
const UNREADABLE = new Set(['syntax', 'merge-marker', 'missing-id', 'shape']);

export function entryName(kind: EntryKind, id: string): string {
  return `${kind} ${id}`;
}

export function dependencyId({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from} → ${to}`;
}

/** All entries of a document. */
export function entriesOf({ sprints, missions, dependencies }: BacklogDocument): readonly BacklogEntry[] {
  return [...sprints, ...missions, ...dependencies];
}

/** The name of an entry among all of its document. */
export function nameOfEntry(entry: BacklogEntry): string {
  if ('from' in entry) return entryName('dependency', dependencyId(entry));
  return entryName('missions' in entry ? 'sprint' : 'mission', entry.id);
}

/** The view of a text; undefined where an entry is broken, nameless or there twice, so that lines are all there is. */
export function viewOf(text: string): MergeView | undefined {
  return viewOfDocument(parseBacklog(text));
}

export function viewOfDocument(document: BacklogDocument): MergeView | undefined {
  if (document.problems.some(({ kind }) => UNREADABLE.has(kind)) || sourceOf(document) === undefined) return undefined;
  if (document.documentCount > 2) return undefined;
  const entries = new Map<string, BacklogViewEntry>();
  const put = (kind: EntryKind, id: string, values: Values, sprintId?: string, entry?: BacklogEntry): void => {
    const name = entryName(kind, id);
    if (id === '' || entries.has(name)) throw new RangeError('not to be told apart');
    entries.set(name, { kind, id, values, sprintId, entry });
  };
  try {
    for (const [part, fields] of partsOf(document)) put('part', part, valuesOf(fields));
    for (const sprint of document.sprints) {
      put('sprint', sprint.id, valuesOf(sprint.fields), undefined, sprint);
      for (const each of sprint.missions) put('mission', each.id, valuesOf(each.fields), sprint.id, each);
    }
    for (const each of document.dependencies)
      put('dependency', dependencyId(each), valuesOf(each.fields), undefined, each);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return { document, entries };
}

function valuesOf(fields: ReadonlyMap<string, BacklogField>): Values {
  const values = new Map<string, Value>();
  for (const [key, field] of fields) values.set(key, valueOf(field));
  return values;
}

/** The keys at the top of the documents and of the plan's `domainFields`, but for the lists that have entries. */
export function partsOf(document: BacklogDocument): ReadonlyMap<DocumentPart, ReadonlyMap<string, BacklogField>> {
  const plan = sourceOf(document)?.[document.planDocument];
  const domain = plan?.kind === 'mapping' ? pairOf(plan, 'domainFields')?.value : undefined;
  return new Map([
    ['header', document.header],
    ['plan', without(plan, 'domainFields')],
    ['domainFields', without(domain, 'sprints', 'missionDependencies')],
  ]);
}

function without(node: YamlNode | undefined, ...keys: readonly string[]): ReadonlyMap<string, BacklogField> {
  const fields = node?.kind === 'mapping' ? fieldsOf(node).fields : new Map<string, BacklogField>();
  for (const key of keys) fields.delete(key);
  return fields;
}
