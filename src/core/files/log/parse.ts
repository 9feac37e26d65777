/** Reads a log of one JSON object a line, and keeps the reading up to date as the text changes. */
import type { Breather } from '../../ground/ports';
import { commonEnds } from '../../ground/sequences';
import { ChunkedText, type TextEdit } from '../text';
import { applyEdits, editBetween, sortedEdits } from '../edits';
import { endsLine, partsOf } from './glued';
import { logLine } from './line';
import type { LogLine, SessionLog } from './model';

/** How many lines are made between two questions whether others may run. */
const LINES_A_BREATH = 1024;

/** A log from its text. Only the lines are told apart; what a line says is read when it is first asked for. */
export function parseLog(text: string): SessionLog {
  return sessionLog([...lineTexts(text)].map(logLine), text);
}

/** The same as `parseLog`, letting others run in between. */
export async function parseLogSliced(text: string, breather: Breather): Promise<SessionLog> {
  const lines: LogLine[] = [];
  for (const line of lineTexts(text)) {
    lines.push(logLine(line));
    if (lines.length % LINES_A_BREATH === 0) await breather.pause();
  }
  return sessionLog(lines, text);
}

/** The log after edits of its text. Lines that the edits don't touch are the same objects as before. */
export function editLog(log: SessionLog, edits: readonly TextEdit[]): SessionLog {
  return edited(log, edits, undefined);
}

/** The log for a text that replaces its own, re-reading only the stretch in which the two differ. */
export function updateLog(log: SessionLog, newText: string): SessionLog {
  const edit = editBetween(log.text.text, newText);
  return edit === undefined ? log : edited(log, [edit], newText);
}

/** A stretch of lines, `last` included, and the edits that fall into it. */
interface Hunk {
  readonly first: number;
  last: number;
  readonly edits: TextEdit[];
}

function edited(log: SessionLog, edits: readonly TextEdit[], newText: string | undefined): SessionLog {
  if (edits.length === 0) return log;
  if (log.lines.length === 0) return parseLog(newText ?? applyEdits('', edits));
  let lines: LogLine[] = [];
  let next = 0;
  for (const hunk of hunksOf(log, edits)) {
    lines = lines.concat(log.lines.slice(next, hunk.first), relined(log, hunk));
    next = hunk.last + 1;
  }
  return sessionLog(lines.concat(log.lines.slice(next)), newText);
}

const NO_LINE = { text: '\n' };

function hunksOf(log: SessionLog, edits: readonly TextEdit[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const edit of sortedEdits(edits)) {
    let last = log.text.chunkAt(edit.end);
    let first = log.text.chunkAt(edit.start);
    // A line feed that comes to stand after a lone carriage return joins it to one line end.
    if (first > 0 && log.lines[first - 1]?.text.endsWith('\r') === true) first--;
    // Whether events are glued shows on the whole line.
    while (first > 0 && !endsLine(log.lines[first - 1] ?? NO_LINE)) first--;
    while (last < log.lines.length - 1 && !endsLine(log.lines[last] ?? NO_LINE)) last++;
    const before = hunks.at(-1);
    if (before !== undefined && first <= before.last) {
      before.last = Math.max(before.last, last);
      before.edits.push(edit);
    } else hunks.push({ first, last, edits: [edit] });
  }
  return hunks;
}

/** A hunk's lines after its edits; lines at both its ends that came out as they were are kept. */
function relined(log: SessionLog, { first, last, edits }: Hunk): readonly LogLine[] {
  const old = log.lines.slice(first, last + 1);
  const from = log.text.starts[first] ?? 0;
  const text = applyEdits(
    old.map((line) => line.text).join(''),
    edits.map((edit) => ({ start: edit.start - from, end: edit.end - from, newText: edit.newText })),
  );
  const fresh = [...lineTexts(text)];
  const { head, tail } = commonEnds(old, fresh, (line, text) => line.text === text);
  return [
    ...old.slice(0, head),
    ...fresh.slice(head, fresh.length - tail).map((line) => logLine(detached(line))),
    ...old.slice(old.length - tail),
  ];
}

/** The text as a string of its own: a slice would keep alive all of the text that it was cut from, edit after edit. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

function sessionLog(lines: readonly LogLine[], text: string | undefined): SessionLog {
  const last = lines.at(-1)?.text.at(-1);
  return {
    text: new ChunkedText(lines, text),
    lines,
    unfinished: last !== undefined && last !== '\n' && last !== '\r',
  };
}

/** The lines as Python's universal newlines end them: at `\n`, `\r\n` and a lone `\r`, and glued events apart. Line ends are kept. */
function* lineTexts(text: string): Generator<string> {
  let at = 0;
  let feed = text.indexOf('\n');
  let carriage = text.indexOf('\r');
  while (feed >= 0 || carriage >= 0) {
    let end = feed + 1;
    if (carriage >= 0 && (feed < 0 || carriage < feed)) {
      if (feed !== carriage + 1) end = carriage + 1;
      carriage = text.indexOf('\r', carriage + 1);
    }
    yield* partsOf(text.slice(at, end));
    at = end;
    if (feed >= 0 && feed < at) feed = text.indexOf('\n', at);
  }
  if (at < text.length) yield* partsOf(text.slice(at));
}
