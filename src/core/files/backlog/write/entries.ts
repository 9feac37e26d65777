/** Putting missions, sprints and dependencies into a backlog and taking them out, in the style of their neighbours. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../../errors';
import { type TextEdit } from '../../text';
import { type NewValue, writeScalar } from '../../yaml/quote';
import { type BacklogDependency, type BacklogDocument, type BacklogMission, type BacklogSprint } from '../model';
import { endOfLine, isFlow, lineEndOf, placeOf, spanOf, startOfLine, stylesFor, type Target } from './fields';
import { firstSafe, type Kind } from './verify';

/** Fields of a new entry in the order in which they are to stand. */
export type NewFields = Readonly<Record<string, NewValue>>;

/** The edits that put a mission into a sprint, before another mission or after all of them. */
export function insertMission(
  document: BacklogDocument,
  sprint: BacklogSprint,
  fields: NewFields,
  before?: BacklogMission,
): readonly TextEdit[] {
  const own = sprint.missions;
  const index = before === undefined ? own.length : own.indexOf(before);
  const anchor = own[index] ?? own.at(-1);
  const following = document.sprints
    .slice(0, document.sprints.indexOf(sprint))
    .flatMap(({ missions }) => missions).length;
  const at = following + index;
  const ways =
    anchor === undefined
      ? intoEmpty(document, sprint, 'missions', fields)
      : besideNeighbour(document, anchor, 'missions', fields, own[index] !== undefined);
  return firstSafe(document, ways, { kind: 'missions', at, inserted: fields }, String(fields['id']));
}

/** The edits that add a sprint after the others, without missions. */
export function insertSprint(document: BacklogDocument, fields: NewFields): readonly TextEdit[] {
  const last = document.sprints.at(-1);
  const at = document.sprints.length;
  const { text } = document.text;
  const lineEnd = lineEndOf(document);
  const ways = function* (): Iterable<readonly TextEdit[]> {
    if (last === undefined || isFlow(document, last)) return;
    const start = document.text.spanOf(last.at)?.start ?? 0;
    const dash = text.slice(startOfLine(text, start), start);
    const inner = ' '.repeat(dash.length);
    const lines = written(document, 'sprints', fields, false, inner, lineEnd);
    const end = endOfSprint(document, at - 1);
    const body = [...lines, 'missions: []'].join(lineEnd + inner);
    yield [{ start: end, end, newText: lineEnd + dash + body }];
  };
  return firstSafe(document, ways(), { kind: 'sprints', at, inserted: fields }, String(fields['sprintId']));
}

/** The edits that add a dependency after the others. */
export function insertDependency(document: BacklogDocument, fields: NewFields): readonly TextEdit[] {
  const last = document.dependencies.at(-1);
  const ways =
    last === undefined
      ? intoEmpty(document, undefined, 'dependencies', fields)
      : besideNeighbour(document, last, 'dependencies', fields, false);
  const what = `${String(fields['from'])} → ${String(fields['to'])}`;
  return firstSafe(document, ways, { kind: 'dependencies', at: document.dependencies.length, inserted: fields }, what);
}

/** The edits that take an entry out with its lines. A sprint must have no missions any more. */
export function removeEntry(document: BacklogDocument, target: Target): readonly TextEdit[] {
  const { kind, at } = placeOf(document, target);
  if ('missions' in target && target.missions.length > 0)
    throw new CmosError('edit/unsafe', t('{0} still has missions.', target.id), {
      advice: t('Move or remove its missions first.'),
    });
  const name = 'from' in target ? `${target.from} → ${target.to}` : target.id;
  return firstSafe(document, removals(document, target, kind, at), { kind, at, removed: true }, name);
}

function* besideNeighbour(
  document: BacklogDocument,
  neighbour: BacklogMission | BacklogDependency,
  kind: Kind,
  fields: NewFields,
  before: boolean,
): Iterable<readonly TextEdit[]> {
  const { text } = document.text;
  const span = document.text.spanOf(neighbour.at) ?? { start: 0, end: 0 };
  const lineEnd = lineEndOf(document);
  const line = startOfLine(text, span.start);
  const lead = text.slice(line, span.start);
  const flow = isFlow(document, neighbour);
  if (/^[ ]*-[ ]+$/.test(lead)) {
    const margin = ' '.repeat(lead.length);
    const entry = flow
      ? braces(written(document, kind, fields, true, margin, lineEnd), text.slice(span.start, span.end))
      : written(document, kind, fields, false, margin, lineEnd).join(lineEnd + margin);
    if (before) yield [{ start: line, end: line, newText: lead + entry + lineEnd }];
    else {
      const end = text.charAt(span.end - 1) === '\n' ? span.end : endOfLine(text, span.end);
      const ended = end > 0 && text.charAt(end - 1) === '\n';
      yield [{ start: end, end, newText: ended ? lead + entry + lineEnd : lineEnd + lead + entry }];
    }
  } else if (flow) {
    const entry = braces(written(document, kind, fields, true, '', lineEnd), text.slice(span.start, span.end));
    if (before) yield [{ start: span.start, end: span.start, newText: `${entry}, ` }];
    else yield [{ start: span.end, end: span.end, newText: `, ${entry}` }];
  }
}

/** `key: value` of each field. */
function written(
  document: BacklogDocument,
  kind: Kind,
  fields: NewFields,
  flow: boolean,
  margin: string,
  lineEnd: string,
): string[] {
  const place = { flow, indent: `${margin}  `, lineEnd };
  return Object.entries(fields).map(([key, value]) => {
    const scalar = stylesFor(document, undefined, kind, key, value)
      .map((style) => writeScalar(value, style, place))
      .find((each) => each !== undefined);
    // What no style can say is refused when the edit is verified.
    return `${key}: ${scalar ?? '""'}`;
  });
}

/** Fields in braces, spaced as a neighbour spaces its own. */
function braces(fields: readonly string[], like: string): string {
  const gap = /^\{\s/.test(like) || !like.startsWith('{') ? ' ' : '';
  return `{${gap}${fields.join(', ')}${gap}}`;
}

/** Into a list that is written as `[]`, left empty, or not there. */
function* intoEmpty(
  document: BacklogDocument,
  sprint: BacklogSprint | undefined,
  kind: 'missions' | 'dependencies',
  fields: NewFields,
): Iterable<readonly TextEdit[]> {
  const { text } = document.text;
  const lineEnd = lineEndOf(document);
  const name = kind === 'missions' ? 'missions' : 'missionDependencies';
  const from = sprint === undefined ? 0 : (document.text.spanOf(sprint.at)?.start ?? 0);
  const to = sprint === undefined ? text.length : endOfSprint(document, document.sprints.indexOf(sprint));
  const sample = document[kind][0];
  const flow = sample === undefined || isFlow(document, sample);
  const like = sample === undefined ? '' : text.slice(document.text.spanOf(sample.at)?.start ?? 0).slice(0, 2);
  const list = new RegExp(`^([ ]*(?:- )?)${name}:[ ]*(?:\\[[ ]*\\])?`, 'gm');
  const entryAt = (margin: string): string => {
    const inner = `${margin}    `;
    const lines = written(document, kind, fields, flow, inner, lineEnd);
    return `${margin}  - ${flow ? braces(lines, like) : lines.join(lineEnd + inner)}`;
  };
  for (const match of text.slice(from, to).matchAll(list)) {
    const start = from + match.index;
    const margin = (match[1] ?? '').replace('-', ' ');
    const rest = match[0].replace(/:[ ]*(\[[ ]*\])?$/, ':');
    const line = endOfLine(text, start);
    // A comment behind the brackets stays on its line.
    const tail = text.slice(start + match[0].length, line);
    yield [{ start, end: line, newText: `${rest}${tail}${lineEnd}${entryAt(margin)}` }];
  }
  const anchor = sprint ?? document.sprints[0];
  if (anchor === undefined) return;
  const first = [...anchor.fields.values()][0];
  if (sprint !== undefined && first !== undefined) {
    const key = spanOf(document, first.key).start;
    const margin = ' '.repeat(key - startOfLine(text, key));
    yield [{ start: to, end: to, newText: `${lineEnd}${margin}${name}:${lineEnd}${entryAt(margin)}` }];
  } else {
    const head = /^([ ]*)sprints:/m.exec(text);
    if (head === null) return;
    const margin = head[1] ?? '';
    yield [{ start: head.index, end: head.index, newText: `${margin}${name}:${lineEnd}${entryAt(margin)}${lineEnd}` }];
  }
}

/** The end of the last line of a sprint, its missions and what stands after them included. */
function endOfSprint(document: BacklogDocument, index: number): number {
  const { text } = document.text;
  const sprint = document.sprints[index];
  if (sprint === undefined) return text.length;
  const ends = [sprint, ...sprint.missions].map((each) => document.text.spanOf(each.at)?.end ?? 0);
  for (const { value, key } of sprint.fields.values())
    ends.push(spanOf(document, value).end, spanOf(document, key).end);
  const end = endOfLine(text, Math.max(0, Math.max(...ends) - 1));
  // A list without missions is not among the fields; it may be the last line.
  const rest = /^(?:\r?\n[ ]*missions:[ ]*(?:\[[ ]*\])?[ ]*(?:#[^\n]*)?)(?=\r?\n|$)/.exec(text.slice(end));
  return end + (rest?.[0].length ?? 0);
}

function* removals(document: BacklogDocument, target: Target, kind: Kind, at: number): Iterable<readonly TextEdit[]> {
  const { text } = document.text;
  const span = document.text.spanOf(target.at) ?? { start: 0, end: 0 };
  const line = startOfLine(text, span.start);
  const last = kind === 'sprints' ? endOfSprint(document, at) : span.end;
  const siblings = siblingsOf(document, target, kind);
  if (/^[ ]*-[ ]+$/.test(text.slice(line, span.start))) {
    const lineEnd = text.charAt(last - 1) === '\n' ? last : text.indexOf('\n', last) + 1;
    const lines =
      lineEnd === 0
        ? { start: endOfLine(text, Math.max(0, line - 2)), end: text.length, newText: '' }
        : { start: line, end: lineEnd, newText: '' };
    if (siblings.length > 1) yield [lines];
    // The last one of a list: the list's key must not be left without a value.
    const key = text.slice(0, line).search(/[\w"']+:[ ]*(?:#[^\n]*)?(?:\r?\n[ ]*(?:#[^\n]*)?)*$/);
    if (siblings.length === 1 && key >= 0) {
      const colon = text.indexOf(':', key) + 1;
      yield [{ start: colon, end: colon, newText: ' []' }, lines];
    }
    return;
  }
  const index = siblings.indexOf(target);
  const spanAt = (each: Target | undefined): { start: number; end: number } | undefined =>
    each && document.text.spanOf(each.at);
  const before = spanAt(siblings[index - 1]);
  const after = spanAt(siblings[index + 1]);
  if (before !== undefined) yield [{ start: before.end, end: span.end, newText: '' }];
  else yield [{ start: span.start, end: after?.start ?? span.end, newText: '' }];
}

function siblingsOf(document: BacklogDocument, target: Target, kind: Kind): readonly Target[] {
  if (kind !== 'missions') return document[kind];
  return document.sprints.find(({ missions }) => missions.includes(target as BacklogMission))?.missions ?? [];
}
