/**
 * Changing the fields of many missions at once. An edit of a backlog looks at all of it; here each mission is changed in
 * a small backlog of its own and its neighbours' lines, and all edits are put into the whole together.
 */
import type { BacklogChunk } from '../files/backlog/chunks';
import { editBacklog } from '../files/backlog/edit';
import type { BacklogDocument, BacklogMission } from '../files/backlog/model';
import { parseBacklog } from '../files/backlog/parse';
import { applyEdits, editBetween, sortedEdits } from '../files/edits';
import { lineEndOf } from '../files/lines';
import type { TextEdit } from '../files/text';
import { entryEdits } from './field-edits';
import type { Value } from './values';

/** What fields of one mission are to be. */
export interface MissionValues {
  readonly mission: BacklogMission;
  readonly values: readonly (readonly [key: string, value: Value | undefined])[];
}

/** How many missions on either side show how things are written here. */
const NEIGHBOURS = 12;

/** The backlog with the fields changed where that can be done on the mission's own lines; others are as they were. */
export function withMissionValues(document: BacklogDocument, changes: readonly MissionValues[]): BacklogDocument {
  const edits = sortedEdits(changes.flatMap((each) => editFor(document, each) ?? []));
  const apart = edits.filter(({ start }, at) => start >= (edits[at - 1]?.end ?? 0));
  return apart.length === 0 ? document : parseBacklog(applyEdits(document.text.text, apart));
}

function editFor({ text }: BacklogDocument, { mission, values }: MissionValues): TextEdit | undefined {
  const chunks = text.chunks as readonly BacklogChunk[];
  const index = text.indexOf(mission.at.chunk);
  const isMission = (at: number): boolean => chunks[at]?.kind === 'mission';
  if (!isMission(index)) return undefined;
  let [first, stop] = [index, index + 1];
  while (first > index - NEIGHBOURS && isMission(first - 1)) first--;
  while (stop < index + NEIGHBOURS && isMission(stop)) stop++;
  const lines = chunks.slice(first, stop).map((chunk) => chunk.text);
  // Anchors may be used, and be defined, anywhere. And the frame below needs its columns.
  if (lines.some((each) => /[&*]/.test(each)) || chunks.slice(first, stop).some(({ indent }) => indent < 3))
    return undefined;
  const lineEnd = lineEndOf(mission.at.chunk.text);
  const frame = ['domainFields:', ' sprints:', ' - missions:', ''].join(lineEnd);
  const before = frame + lines.join('');
  let small = parseBacklog(before);
  for (const [key, value] of values) {
    const own = small.missions[index - first];
    const edits =
      small.missions.length === stop - first && own?.id === mission.id && entryEdits(small, own, key, value);
    if (edits === undefined || edits === false) return undefined;
    small = editBacklog(small, edits);
  }
  const edit = editBetween(before, small.text.text);
  const shift = (text.starts[first] ?? 0) - frame.length;
  return edit && { start: edit.start + shift, end: edit.end + shift, newText: edit.newText };
}
