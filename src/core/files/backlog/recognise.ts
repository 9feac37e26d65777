/** Missions, sprints and dependencies in YAML nodes. */
import { t } from '@vscode/l10n';
import { pythonStr } from '../python';
import type { Anchor } from '../text';
import type { YamlMapping, YamlNode } from '../yaml-node';
import { isAmbiguous, isImpossibleDate } from '../yaml/scalars';
import type { BacklogDependency, BacklogField, BacklogMission, BacklogProblem } from './model';

/** An item that was read, and what is wrong with it. */
export interface Recognised<Item> {
  readonly item: Item | undefined;
  readonly problems: readonly BacklogProblem[];
}

/** Fields in which it matters that every tool reads the same value. */
const PLAIN_FIELDS = new Set([
  'status',
  'name',
  'notes',
  'completed_at',
  'started_at',
  'title',
  'focus',
  'startDate',
  'endDate',
  'type',
]);

/** Fields that name something; the reference compares them as strings. */
const ID_FIELDS = new Set(['id', 'sprintId', 'from', 'to']);

/** A mapping's fields by key, and what is wrong among them. */
export function fieldsOf(mapping: YamlMapping): { fields: Map<string, BacklogField>; problems: BacklogProblem[] } {
  const fields = new Map<string, BacklogField>();
  const problems: BacklogProblem[] = [];
  for (const { key, value } of mapping.pairs) {
    if (key.kind !== 'scalar' || key.value.type !== 'str') continue;
    const name = key.value.value;
    if (fields.has(name)) problems.push({ kind: 'duplicate-key', at: key.at, detail: name });
    fields.set(name, { key, value });
    if (value.kind !== 'scalar' || value.style !== 'plain' || value.alias !== undefined) continue;
    const text = value.at.chunk.text.slice(value.at.start, value.at.end);
    if (isImpossibleDate(text)) {
      problems.push({ kind: 'shape', at: value.at, detail: t('a date that exists, or the text in quotes') });
    } else if (ID_FIELDS.has(name) && value.value.type !== 'str' && value.value.type !== 'none') {
      problems.push({ kind: 'ambiguous-scalar', at: value.at, detail: describeValue(value.value) });
    } else if (PLAIN_FIELDS.has(name) && isAmbiguous(text)) {
      problems.push({ kind: 'ambiguous-scalar', at: value.at, detail: describeValue(value.value) });
    }
  }
  return { fields, problems };
}

function describeValue(value: Parameters<typeof pythonStr>[0]): string {
  const text = pythonStr(value);
  switch (value.type) {
    case 'int':
    case 'float':
      return t('the number {0}', text);
    case 'bool':
      return t('the truth value {0}', text);
    case 'date':
    case 'datetime':
      return t('the date {0}', text);
    case 'str':
      return t('the text {0}', text);
    case 'none':
      return t('nothing');
  }
}

/** A scalar field as Python's `str()` prints it; empty where there is none, or it is no scalar. */
function idText(field: BacklogField | undefined): string {
  if (field?.value.kind !== 'scalar' || field.value.value.type === 'none') return '';
  return pythonStr(field.value.value);
}

export function recogniseMission(node: YamlNode | undefined, at: Anchor): Recognised<BacklogMission> {
  if (node?.kind !== 'mapping') return notAMapping(node, at, t('a mission, as a mapping with an id'));
  const { fields, problems } = fieldsOf(node);
  const id = idText(fields.get('id'));
  if (id === '') problems.push({ kind: 'missing-id', at: headOf(node.node), detail: '' });
  return { item: { id, fields, at: node.node }, problems };
}

export function recogniseDependency(node: YamlNode | undefined, at: Anchor): Recognised<BacklogDependency> {
  if (node?.kind !== 'mapping') return notAMapping(node, at, t('a dependency, as a mapping with from, to and type'));
  const { fields, problems } = fieldsOf(node);
  const [from, to, type] = ['from', 'to', 'type'].map((key) => idText(fields.get(key))) as [string, string, string];
  if (from === '' || to === '') {
    problems.push({ kind: 'shape', at: headOf(node.node), detail: t('a dependency with from and to') });
  }
  return { item: { from, to, type, fields, at: node.node }, problems };
}

/** A sprint's own fields; its missions, where they stand in the same text, are left to the caller. */
export function recogniseSprint(
  node: YamlNode | undefined,
  at: Anchor,
): Recognised<{
  readonly id: string;
  readonly fields: Map<string, BacklogField>;
  readonly missions: YamlNode | undefined;
  readonly at: Anchor;
}> {
  if (node?.kind !== 'mapping') return notAMapping(node, at, t('a sprint, as a mapping with a sprintId'));
  const { fields, problems } = fieldsOf(node);
  const missions = fields.get('missions')?.value;
  fields.delete('missions');
  if (missions !== undefined && missions.kind !== 'sequence' && !isNothing(missions)) {
    problems.push({ kind: 'shape', at: headOf(missions.node), detail: t('a list of missions') });
  }
  return { item: { id: idText(fields.get('sprintId')), fields, missions, at: node.node }, problems };
}

/** A null where a list is meant is an empty list, to the reference's tools too. */
export function isNothing(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value.type === 'none');
}

function notAMapping(
  node: YamlNode | undefined,
  at: Anchor,
  expected: string,
): { item: undefined; problems: BacklogProblem[] } {
  // An empty item is a half-typed one: it is nothing yet.
  return {
    item: undefined,
    problems: isNothing(node) ? [] : [{ kind: 'shape', at: headOf(node?.node ?? at), detail: expected }],
  };
}

/** The first line of a place, so that a finding does not underline a whole block. */
export function headOf(at: Anchor): Anchor {
  const feed = at.chunk.text.slice(at.start, at.end).search(/[\r\n]/);
  return feed <= 0 ? at : { ...at, end: at.start + feed };
}
