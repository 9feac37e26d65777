/** New missions, sprints and dependencies in a backlog, written as their neighbours are. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../../ground/errors';
import type { TextEdit } from '../../text';
import type { BacklogDocument, BacklogEntry, BacklogSprint } from '../model';
import { flowSpacing } from './add';
import { insertItem, type ItemWriter, planFields } from './lists';
import { locateEntry } from './locate';
import { safeEdits, unsafeEdit } from './safety';
import { nearestMappings, styleOfKey } from './set';
import { keyTextOf, ownPair, type YamlMapping } from '../../yaml-node';
import { type NewData, stylesFrom, styleOf, writeKey, writeValue } from './values';

export type NewFields = Readonly<Record<string, NewData>>;

/** The edits that put a mission at the end of a sprint, or before another mission of it. Throws `edit/unsafe`. */
export function insertMission(
  document: BacklogDocument,
  sprintId: string,
  fields: NewFields,
  before?: string,
): readonly TextEdit[] {
  const sprint = document.sprints.find(({ id }) => id === sprintId);
  if (sprint === undefined)
    throw new CmosError('edit/unsafe', t('The backlog has no sprint {0}.', sprintId), {
      advice: t('Name a sprint of the backlog, or add the sprint first.'),
    });
  const own = sprint.missions;
  const index = before === undefined ? undefined : own.findIndex(({ id }) => id === before);
  if (index === -1)
    throw new CmosError('edit/unsafe', t('The sprint {0} has no mission {1}.', sprintId, before ?? ''), {
      advice: t('Name a mission of the same sprint.'),
    });
  const name = shownValue(fields['id']);
  const text = document.text.text;
  const located = locateEntry(document, sprint.at);
  if (located?.whole !== true) throw unsafeEdit(name);
  const neighbour = own[index ?? own.length - 1] ?? document.missions.at(-1);
  const others = around(document, document.missions, neighbour);
  const edits = insertItem(
    document,
    { text, owner: located.mapping, name: 'missions' },
    index,
    writer(text, fields, others, true),
    (others[0]?.style ?? 'flow') === 'flow',
  );
  const at = placeAmongAll(document, sprint, index ?? own.length);
  return safeEdits(document, edits, { change: 'insert', list: 'missions', at, fields, sprint }, name);
}

/** The place among all missions of one that stands at an index of a sprint. */
export function placeAmongAll(document: BacklogDocument, sprint: BacklogSprint, index: number): number {
  const earlier = document.sprints.slice(0, document.sprints.indexOf(sprint));
  return earlier.reduce((sum, { missions }) => sum + missions.length, index);
}

/** The edits that add a sprint behind the others, with no missions yet. Throws `edit/unsafe`. */
export function insertSprint(document: BacklogDocument, fields: NewFields): readonly TextEdit[] {
  return intoPlan(document, 'sprints', 'sprints', document.sprints, fields, shownValue(fields['sprintId']));
}

/** The edits that add a dependency behind the others. Throws `edit/unsafe`. */
export function insertDependency(document: BacklogDocument, fields: NewFields): readonly TextEdit[] {
  const name = `${shownValue(fields['from'])} → ${shownValue(fields['to'])}`;
  return intoPlan(document, 'dependencies', 'missionDependencies', document.dependencies, fields, name);
}

/** A value as it is named in messages. */
function shownValue(value: NewData | undefined): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

function intoPlan(
  document: BacklogDocument,
  list: 'sprints' | 'dependencies',
  key: string,
  entries: readonly BacklogEntry[],
  fields: NewFields,
  name: string,
): readonly TextEdit[] {
  const owner = planFields(document);
  if (owner === undefined) throw unsafeEdit(name);
  const text = document.text.text;
  const sprints = list === 'sprints';
  const others = around(document, entries, entries.at(-1));
  const usual =
    !sprints &&
    (document.missions.length === 0 ||
      around(document, document.missions, document.missions.at(-1))[0]?.style === 'flow')
      ? 'flow'
      : 'block';
  const write = writer(text, fields, others, !sprints);
  const edits = insertItem(
    document,
    { text, owner, name: key },
    undefined,
    write,
    (others[0]?.style ?? usual) === 'flow',
  );
  return safeEdits(document, edits, { change: 'insert', list, at: entries.length, fields }, name);
}

/** An entry and those around it as mappings, the nearest first. */
function around(
  document: BacklogDocument,
  list: readonly BacklogEntry[],
  entry: BacklogEntry | undefined,
): readonly YamlMapping[] {
  if (entry === undefined) return [];
  return [
    ...[locateEntry(document, entry.at)?.mapping ?? []].flat(),
    ...nearestMappings(document, list, list.indexOf(entry)),
  ];
}

function writer(text: string, fields: NewFields, others: readonly YamlMapping[], listless: boolean): ItemWriter {
  const like = others[0];
  return (flow, indent, lineEnd) => {
    const gaps = flowSpacing(text, (like?.style === 'flow') === flow ? like : undefined);
    const keys = inOrder([...Object.keys(fields), ...(listless ? [] : ['missions'])], others);
    const pairs: string[] = [];
    for (const key of keys) {
      const sample = others.map((other) => ownPair(other, key)?.key).find((each) => each !== undefined);
      const name = writeKey(key, sample ?? like?.ownPairs[0]?.key, flow);
      const value = fields[key];
      const usual = styleOfKey(key, others) ?? defaultStyle(key, others) ?? ownStyle(like);
      const styles = stylesFrom(usual, 'plain');
      const written = value === undefined ? '[]' : writeValue(value, styles, { flow, indent: `${indent}  `, lineEnd });
      if (name === undefined || written === undefined) return undefined;
      pairs.push(`${name}${/^["']/.test(name) ? gaps.colon : ': '}${written}`);
    }
    return flow ? `{${gaps.open}${pairs.join(gaps.comma)}${gaps.close}}` : pairs.join(lineEnd + indent);
  };
}

/** With no neighbour at all, texts are in quotes, as the templates of CMOS have them: the reference finds only quoted ids. */
function defaultStyle(key: string, others: readonly YamlMapping[]): 'double' | undefined {
  return others.length === 0 && QUOTED_KEYS.has(key) ? 'double' : undefined;
}

const QUOTED_KEYS = new Set(['id', 'sprintId', 'name', 'title', 'focus', 'status']);

/** What an entry that quotes every text of its own would do with another one. */
function ownStyle(like: YamlMapping | undefined): 'double' | undefined {
  const styles = (like?.ownPairs ?? []).map(({ value }) => styleOf(value));
  return styles.length > 0 && styles.every((style) => style === 'double') ? 'double' : undefined;
}

/**
 * Keys in the order in which the neighbours have them; those that none has come last, as given. With `missions`, of a sprint, they
 * come behind the one before them: its missions are long.
 */
function inOrder(keys: readonly string[], others: readonly YamlMapping[]): readonly string[] {
  const lists = others.map((other) => other.ownPairs.flatMap(({ key }) => keyTextOf(key) ?? []));
  const sorted = (list: readonly string[]): boolean => list.every((key, at) => at === 0 || (list[at - 1] ?? '') <= key);
  // PyYAML sorts keys when it dumps: then `completed_at` is before `id`, which nobody would write.
  if (lists.length > 0 && lists.every(sorted) && lists.some(([first = 'id']) => !FIRST_KEYS.has(first)))
    return keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const order: string[] = [];
  for (const list of keys.includes('missions') ? [...lists, keys] : lists) {
    list.forEach((key, at) => {
      if (!order.includes(key))
        order.splice(
          at === 0 ? (order.length === 0 ? 0 : order.length) : order.indexOf(list[at - 1] ?? '') + 1,
          0,
          key,
        );
    });
  }
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return keys.toSorted((a, b) => rank(a) - rank(b));
}

const FIRST_KEYS = new Set(['id', 'sprintId', 'from']);
