/** A mission put into another sprint: its own lines, as they are. */
import type { TextEdit } from '../../text';
import { extentOf } from '../../yaml-node';
import type { BacklogDocument, BacklogMission } from '../model';
import { insertItem, listOf } from './lists';
import { placeAmongAll } from './insert';
import { endsLine, lastLineStop, lineStart } from '../../lines';
import { locateEntry } from './locate';
import { removeItem } from './remove';
import { safeEdits, unsafeEdit } from './safety';

/**
 * The edits that put a mission at the end of another sprint. Comments on its lines go with it, those above it stay.
 * Throws `edit/unsafe`, as where an entry without braces would have to go into a list in brackets.
 */
export function moveMission(document: BacklogDocument, mission: BacklogMission, sprintId: string): readonly TextEdit[] {
  const sprint = document.sprints.find(({ id }) => id === sprintId);
  const source = locateEntry(document, mission.at);
  const target = sprint && locateEntry(document, sprint.at);
  if (sprint === undefined || source?.whole !== true || target?.whole !== true) throw unsafeEdit(mission.id);
  const { text, roots, mapping } = source;
  const found = listOf(text, roots, mapping);
  if (found === undefined) throw unsafeEdit(mission.id);
  const { list, index, colon } = found;
  const write = (flow: boolean, indent: string, lineEnd: string): string | undefined => {
    if (flow && mapping.style !== 'flow') return undefined;
    // A comment behind the entry belongs to it, where a line can hold one.
    const { start, end } = extentOf(mapping);
    const stop = list.style !== 'flow' && endsLine(text, end) ? lastLineStop(text, end) : end;
    const body = text.slice(start, stop).trimEnd();
    const shift = indent.length - (start - lineStart(text, start));
    return flow ? body : reindented(body, shift, lineEnd);
  };
  const place = { text, owner: target.mapping, name: 'missions' };
  const put = insertItem(document, place, undefined, write, mapping.style === 'flow');
  const gone = removeItem(text, list, index, colon);
  const at = placeAmongAll(document, sprint, sprint.missions.length);
  return safeEdits(
    document,
    put && gone && [...put, ...gone],
    { change: 'move', target: mission, at, sprint },
    mission.id,
  );
}

/** Lines after the first moved by as many columns as the first one is. */
function reindented(body: string, shift: number, lineEnd: string): string {
  const [first = '', ...rest] = body.split(/\r\n|\n|\r/);
  const moved = rest.map((line) => {
    if (line.trim() === '') return line;
    if (shift >= 0) return ' '.repeat(shift) + line;
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    return line.slice(Math.min(blanks, -shift));
  });
  return [first, ...moved].join(lineEnd);
}
