/** Taking entries, pairs and items out of a backlog: with their lines or their comma, and nothing besides. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../../ground/errors';
import { endsLine, lineStart, lineStop, nextLine, startsLine } from '../../lines';
import type { Span, TextEdit } from '../../text';
import { extentOf, type YamlMapping, type YamlPair, type YamlSequence } from '../../yaml-node';
import { pastBlanks } from '../../yaml/source';
import type { BacklogDependency, BacklogDocument, BacklogEntry, BacklogMission, BacklogSprint } from '../model';
import { removeLines } from './add';
import { keepAnchors } from './anchors';
import { dashOf, listOf } from './lists';
import { locateEntry } from './locate';
import { safeEdits, unsafeEdit } from './safety';

/** The edits that take a mission out with its lines; comments above it stay. Throws `edit/unsafe`. */
export function removeMission(document: BacklogDocument, mission: BacklogMission): readonly TextEdit[] {
  return removeEntry(document, mission, mission.id);
}

/** The edits that take a sprint out; one that still has missions is refused. Throws `edit/unsafe`. */
export function removeSprint(document: BacklogDocument, sprint: BacklogSprint): readonly TextEdit[] {
  if (sprint.missions.length > 0)
    throw new CmosError('edit/unsafe', t('{0} still has missions.', sprint.id), {
      advice: t('Move or remove its missions first.'),
    });
  return removeEntry(document, sprint, sprint.id);
}

/** The edits that take a dependency out. Throws `edit/unsafe`. */
export function removeDependency(document: BacklogDocument, dependency: BacklogDependency): readonly TextEdit[] {
  return removeEntry(document, dependency, `${dependency.from} → ${dependency.to}`);
}

function removeEntry(document: BacklogDocument, target: BacklogEntry, name: string): readonly TextEdit[] {
  const located = locateEntry(document, target.at);
  if (located?.whole !== true) throw unsafeEdit(name);
  const { text, roots, mapping } = located;
  const found = listOf(text, roots, mapping);
  if (found === undefined) throw unsafeEdit(name);
  const kept = keepAnchors(roots, text, extentOf(mapping));
  const gone = removeItem(text, found.list, found.index, found.colon);
  return safeEdits(document, kept && gone && [...gone, ...kept.edits], { change: 'remove', target }, name);
}

/** The edits that take a pair out. */
export function removePair(text: string, mapping: YamlMapping, pair: YamlPair): readonly TextEdit[] | undefined {
  const pairs = mapping.ownPairs;
  const spans = pairs.map(({ key, value }) => ({ start: extentOf(key).start, end: extentOf(value).end }));
  const index = pairs.indexOf(pair);
  const own = spans[index];
  if (own === undefined) return undefined;
  if (mapping.style === 'flow') return removeFromFlow(text, mapping.node, spans, index);
  if (startsLine(text, own.start)) return [removeLines(text, own.start, own.end)];
  // Behind the dash: the next pair takes its place, unless a comment of its own stands before that.
  const next = spans[index + 1];
  if (next === undefined) return undefined;
  const fresh = lineStart(text, own.end) === own.end;
  const below = fresh ? own.end : nextLine(text, own.end);
  const plain = text.slice(below, next.start).trim() === '';
  return [{ start: own.start, end: plain ? next.start : fresh ? own.end : lineStop(text, own.end), newText: '' }];
}

/** The edits that take an item out of a list. The last one leaves `[]` behind; `colon` is the end of the list's key. */
export function removeItem(
  text: string,
  list: YamlSequence,
  index: number,
  colon: number,
): readonly TextEdit[] | undefined {
  const spans = list.items.map(extentOf);
  const item = spans[index];
  if (item === undefined) return undefined;
  if (list.style === 'flow') {
    if (list.items.length > 1) return removeFromFlow(text, list.node, spans, index);
    const [open, close] = [list.node.start + 1, list.node.end - 1];
    const bare = text.slice(open, item.start).trim() === '' && text.slice(item.end, close).trim() === '';
    return [bare ? { start: open, end: close, newText: '' } : { start: item.start, end: item.end, newText: '' }];
  }
  const dash = dashOf(text, list, index);
  if (!startsLine(text, dash)) return undefined;
  const lines = removeLines(text, dash, item.end);
  if (list.items.length > 1) return [lines];
  const { start, body } = extentOf(list);
  const at = start < body ? start + text.slice(start, body).trimEnd().length : colon;
  if (lines.start < at && lines.end > at) return undefined;
  return [{ start: at, end: at, newText: ' []' }, lines];
}

/** One member of a flow collection, with one of the commas beside it. */
function removeFromFlow(
  text: string,
  list: Span,
  members: readonly Span[],
  index: number,
): readonly TextEdit[] | undefined {
  const own = members[index];
  if (own === undefined) return undefined;
  const [prior, next] = [members[index - 1], members[index + 1]];
  const after = pastBlanks(text, own.end);
  const comma = text[after] === ',' ? after + 1 : undefined;
  const stop = comma ?? own.end;
  const uncommented = (from: number, to: number): boolean => !text.slice(from, to).includes('#');
  if (startsLine(text, own.start) && endsLine(text, stop) && lineStop(text, stop) < list.end) {
    // A line or more of its own. The comma before the last one goes with it.
    const lines = removeLines(text, own.start, stop);
    const before = prior === undefined ? -1 : pastBlanks(text, prior.end);
    if (next !== undefined || comma !== undefined || before < 0) return [lines];
    return [{ start: before, end: before + 1, newText: '' }, lines];
  }
  if (prior !== undefined && uncommented(prior.end, own.start))
    return [{ start: prior.end, end: own.end, newText: '' }];
  if (next !== undefined && uncommented(own.end, next.start))
    return [{ start: own.start, end: next.start, newText: '' }];
  const blanks = /^[ \t]*/.exec(text.slice(stop))?.[0].length ?? 0;
  if (prior === undefined || comma !== undefined)
    return [{ start: own.start, end: stop + (comma === undefined ? 0 : blanks), newText: '' }];
  const before = pastBlanks(text, prior.end);
  return [
    { start: before, end: before + 1, newText: '' },
    { start: own.start, end: own.end, newText: '' },
  ];
}
