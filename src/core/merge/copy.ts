/** Copying an entry from one backlog's text into another's, as it stands there: with its style and comments. */
import type { BacklogDocument, BacklogEntry, BacklogSprint } from '../files/backlog/model';
import { insertItem, type ItemWriter, planFields } from '../files/backlog/write/lists';
import { lastLineStop, lineStart } from '../files/lines';
import { locateEntry } from '../files/backlog/write/locate';
import { extentOf, type YamlMapping } from '../files/yaml-node';
import type { TextEdit } from '../files/text';

/** The edits that put an entry of another document before the one of an index, or behind all; undefined where its text does not fit. */
export function copyEntry(
  document: BacklogDocument,
  list: 'sprints' | 'missionDependencies' | BacklogSprint,
  index: number | undefined,
  from: BacklogDocument,
  entry: BacklogEntry,
): readonly TextEdit[] | undefined {
  const mapping = mappingOf(from, entry);
  const owner = typeof list === 'string' ? planFields(document) : locateEntry(document, list.at)?.mapping;
  if (mapping === undefined || owner === undefined) return undefined;
  const place = { text: document.text.text, owner, name: typeof list === 'string' ? list : 'missions' };
  return insertItem(document, place, index, writerOf(from.text.text, mapping), mapping.style === 'flow');
}

/** The mapping of an entry in its own text; a sprint's with all its missions. */
function mappingOf(document: BacklogDocument, entry: BacklogEntry): YamlMapping | undefined {
  const located = locateEntry(document, entry.at);
  return located?.whole === true ? located.mapping : undefined;
}

function writerOf(text: string, mapping: YamlMapping): ItemWriter {
  return (flow, indent, lineEnd) => {
    // Inside brackets only what stands in braces on one line fits.
    const inBrackets = flow && indent === '';
    const { start, end } = extentOf(mapping);
    const stop = inBrackets ? end : lastLineStop(text, end);
    const lines = text.slice(start, stop).split(/\r\n|\n|\r/);
    if (inBrackets && (mapping.style !== 'flow' || lines.length > 1)) return undefined;
    const shift = indent.length - (start - lineStart(text, start));
    const moved = lines.map((line, at) => (at === 0 || line.trim() === '' ? line : shifted(line, shift)));
    return moved.includes(undefined) ? undefined : moved.join(lineEnd);
  };
}

/** A line further in or out; undefined where it has too little room before it. */
function shifted(line: string, by: number): string | undefined {
  if (by >= 0) return ' '.repeat(by) + line;
  return line.startsWith(' '.repeat(-by)) ? line.slice(-by) : undefined;
}

/** Where an item of a list belongs in another one: behind what it follows there, and behind what the other one added after that. */
export function placeAfter(present: readonly string[], source: readonly string[], id: string): number {
  const there = new Map(present.map((each, at) => [each, at]));
  const prior = source.slice(0, source.indexOf(id)).findLast((each) => there.has(each));
  let at = prior === undefined ? 0 : (there.get(prior) ?? 0) + 1;
  const known = new Set(source);
  while (at < present.length && !known.has(present[at] ?? '')) at++;
  return at;
}
