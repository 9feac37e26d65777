/** The safety net under every edit of a backlog: applied, it must have done what was intended and nothing else. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../../ground/errors';
import type { TextEdit } from '../../text';
import { keyTextOf, pairOf, type YamlMapping, type YamlNode } from '../../yaml-node';
import { editBacklog } from '../edit';
import type { BacklogDocument, BacklogField, BacklogMission, BacklogSprint } from '../model';
import { isList, type NewData } from './values';

type Fields = ReadonlyMap<string, BacklogField>;
type NewFields = Readonly<Record<string, NewData>>;

interface Entry {
  readonly fields: Fields;
}

/** What an edit is to change: a field of an entry, or a value in one (to nothing: it is taken away), or a whole entry. */
type IntendedEdit =
  | {
      readonly change: 'field';
      readonly target: Entry;
      /** The field's key, and those of the mappings in it that lead to the value. */
      readonly path: KeyPath;
      readonly value: NewData | undefined;
      readonly overrides?: boolean;
    }
  | {
      readonly change: 'insert';
      readonly list: ListName;
      readonly at: number;
      readonly fields: NewFields;
      readonly sprint?: BacklogSprint;
    }
  | { readonly change: 'remove'; readonly target: Entry }
  /** A mission goes to another sprint; `at` is its place among all missions when it stands in both. */
  | {
      readonly change: 'move';
      readonly target: BacklogMission;
      readonly at: number;
      readonly sprint: BacklogSprint;
    };

/** Keys that lead from an entry to a value in it, its own key first. */
export type KeyPath = readonly [string, ...string[]];

type ListName = 'missions' | 'sprints' | 'dependencies';

/** The edits, if they do what is meant and nothing else. Throws `edit/unsafe` otherwise. */
export function safeEdits(
  document: BacklogDocument,
  edits: readonly TextEdit[] | undefined,
  intended: IntendedEdit,
  what: string,
): readonly TextEdit[] {
  if (edits === undefined || !isSafe(document, edits, intended)) throw unsafeEdit(what);
  return edits;
}

/** The error of an edit that cannot be made. */
export function unsafeEdit(what: string): CmosError {
  return new CmosError('edit/unsafe', t('{0} cannot be changed in the backlog without touching anything else.', what), {
    advice: t('Change it by hand: its place is broken, or written in a way that other entries share.'),
  });
}

function isSafe(document: BacklogDocument, edits: readonly TextEdit[], intended: IntendedEdit): boolean {
  const after = editBacklog(document, edits);
  return (
    after.documentCount === document.documentCount &&
    after.planDocument === document.planDocument &&
    noNewProblems(document, after, intended) &&
    sameFields(document.header, after.header) &&
    sameList('missions', document.missions, after.missions, intended) &&
    sameList('sprints', document.sprints, after.sprints, intended) &&
    sameList('dependencies', document.dependencies, after.dependencies, intended) &&
    sameSizes(document, after, intended)
  );
}

/** Problems are told apart by what they say and the text they say it of: places move. */
function noNewProblems(before: BacklogDocument, after: BacklogDocument, intended: IntendedEdit): boolean {
  if (after.problems.length === 0) return true;
  const left = new Map<string, number>();
  const name = ({ kind, detail }: BacklogDocument['problems'][number]): string => `${kind} ${detail}`;
  for (const problem of before.problems) left.set(name(problem), (left.get(name(problem)) ?? 0) + 1);
  if (intended.change === 'field' && intended.overrides === true) {
    const twice = `duplicate-key ${intended.path.at(-1) ?? ''}`;
    left.set(twice, (left.get(twice) ?? 0) + 1);
  }
  return after.problems.every((problem) => {
    const count = left.get(name(problem)) ?? 0;
    left.set(name(problem), count - 1);
    return count > 0;
  });
}

/** The entries before and after in pairs, but for the one that is intended, which must be as it is meant. */
function sameList(list: ListName, before: readonly Entry[], after: readonly Entry[], intended: IntendedEdit): boolean {
  if (intended.change === 'insert') {
    if (intended.list !== list) return sameEntries(before, after);
    const added = after[intended.at];
    return added !== undefined && isNew(added, intended.fields) && sameEntries(before, after.toSpliced(intended.at, 1));
  }
  const at = before.indexOf(intended.target);
  if (at < 0) return sameEntries(before, after);
  if (intended.change === 'move')
    return sameEntries(
      before.toSpliced(intended.at, 0, intended.target).toSpliced(at < intended.at ? at : at + 1, 1),
      after,
    );
  if (intended.change === 'remove') return sameEntries(before.toSpliced(at, 1), after);
  const changed = after[at];
  return (
    changed !== undefined &&
    sameEntries(before.toSpliced(at, 1), after.toSpliced(at, 1)) &&
    isChanged(intended.target.fields, changed.fields, intended.path, intended.value)
  );
}

function isNew({ fields }: Entry, wanted: NewFields): boolean {
  const entries = Object.entries(wanted);
  return fields.size === entries.length && entries.every(([key, value]) => hasValue(fields.get(key)?.value, value));
}

function isChanged(before: Fields, after: Fields, [key, ...deeper]: KeyPath, value: NewData | undefined): boolean {
  const rest = (fields: Fields): Fields => new Map([...fields].filter(([name]) => name !== key));
  return (
    sameFields(rest(before), rest(after)) &&
    isChangedWithin(before.get(key)?.value, after.get(key)?.value, deeper, value)
  );
}

/** Whether two values are the same but for what keys lead to, which is as it is meant. */
function isChangedWithin(
  before: YamlNode | undefined,
  after: YamlNode | undefined,
  [key, ...deeper]: readonly string[],
  value: NewData | undefined,
): boolean {
  if (key === undefined) return value === undefined ? after === undefined : hasValue(after, value);
  if (before?.kind !== 'mapping' || after?.kind !== 'mapping') return false;
  const others = (mapping: YamlMapping): YamlNode[] =>
    mapping.pairs.flatMap((pair) => (keyTextOf(pair.key) === key ? [] : [pair.key, pair.value]));
  return (
    sameNodes(others(before), others(after)) &&
    isChangedWithin(pairOf(before, key)?.value, pairOf(after, key)?.value, deeper, value)
  );
}

/** Each sprint has as many missions as before: together with their order, they are in the sprints they were in. */
function sameSizes(before: BacklogDocument, after: BacklogDocument, intended: IntendedEdit): boolean {
  const sizes = before.sprints.map(({ missions }) => missions.length);
  if (intended.change === 'insert' && intended.list === 'sprints') sizes.splice(intended.at, 0, 0);
  const sprint = intended.change === 'insert' || intended.change === 'move' ? intended.sprint : undefined;
  const gone = intended.change === 'remove' || intended.change === 'move' ? intended.target : undefined;
  before.sprints.forEach((each, index) => {
    if (each === sprint) sizes[index] = each.missions.length + 1;
    if (gone !== undefined && each.missions.includes(gone as BacklogMission)) sizes[index] = each.missions.length - 1;
  });
  if (intended.change === 'remove') {
    const removed = before.sprints.indexOf(intended.target as BacklogSprint);
    if (removed >= 0) sizes.splice(removed, 1);
  }
  return (
    sizes.length === after.sprints.length && after.sprints.every(({ missions }, at) => missions.length === sizes[at])
  );
}

function sameEntries(before: readonly Entry[], after: readonly Entry[]): boolean {
  return (
    before.length === after.length &&
    before.every((entry, at) => entry === after[at] || sameFields(entry.fields, after[at]?.fields))
  );
}

function sameFields(before: Fields, after: Fields | undefined): boolean {
  if (before === after) return true;
  if (before.size !== after?.size) return false;
  for (const [key, { value }] of before) {
    const other = after.get(key)?.value;
    if (other === undefined || (other !== value && !sameNode(value, other))) return false;
  }
  return true;
}

/** Whether two nodes hold the same data, whatever their style. */
function sameNode(one: YamlNode, other: YamlNode): boolean {
  switch (one.kind) {
    case 'scalar':
      return other.kind === 'scalar' && scalarKey(one.value) === scalarKey(other.value);
    case 'sequence':
      return other.kind === 'sequence' && sameNodes(one.items, other.items);
    case 'mapping': {
      if (other.kind !== 'mapping') return false;
      const flat = (node: typeof one): YamlNode[] => node.pairs.flatMap(({ key, value }) => [key, value]);
      return sameNodes(flat(one), flat(other));
    }
  }
}

function sameNodes(one: readonly YamlNode[], other: readonly YamlNode[]): boolean {
  return one.length === other.length && one.every((node, at) => sameNode(node, other[at] ?? node));
}

/** A scalar as text, the same for the same data only. JSON knows neither infinities nor minus zero, so numbers go as text. */
export function scalarKey(value: Extract<YamlNode, { kind: 'scalar' }>['value']): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' ? `n${Object.is(part, -0) ? '-0' : String(part)}` : part,
  );
}

function hasValue(node: YamlNode | undefined, value: NewData): boolean {
  if (typeof value === 'object' && value !== null) return node !== undefined && hasData(node, value);
  if (node?.kind !== 'scalar') return false;
  const { value: read } = node;
  if (value === null) return read.type === 'none';
  if (typeof value === 'string') return read.type === 'str' && read.value === value;
  if (typeof value === 'boolean') return read.type === 'bool' && read.value === value;
  return read.type === 'int' ? Number(read.text) === value : read.type === 'float' && Object.is(read.value, value);
}

function hasData(node: YamlNode, value: Extract<NewData, object>): boolean {
  if (isList(value))
    return (
      node.kind === 'sequence' &&
      node.items.length === value.length &&
      node.items.every((item, at) => hasValue(item, value[at] ?? null))
    );
  const wanted = new Map(Object.entries(value));
  return (
    node.kind === 'mapping' &&
    node.pairs.length === wanted.size &&
    node.pairs.every(({ key, value: inner }) => {
      const name = key.kind === 'scalar' && key.value.type === 'str' ? key.value.value : undefined;
      return name !== undefined && wanted.has(name) && hasValue(inner, wanted.get(name) ?? null);
    })
  );
}
