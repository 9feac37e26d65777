/** Markdown as far as governance of documents asks: headings and what stands below them, links, lists, front matter. Code is no text. */
import type { Span } from '../../core/files/text';

export interface Link {
  readonly kind: 'link' | 'image' | 'definition' | 'html';
  /** The destination as written, without angle brackets and title. */
  readonly target: string;
  /** Where the destination stands. */
  readonly at: Span;
  /** All of the link: from its bracket to its parenthesis, or a definition's line. */
  readonly whole: Span;
  /** What a reader sees of it, where it has a text of its own. */
  readonly label: Span | undefined;
}

export interface Section {
  /** Its heading, then those above it, the innermost first; empty for what stands before any. */
  readonly headings: readonly string[];
  readonly level: number;
  /** The heading's line without its line end; empty where there is none. */
  readonly heading: Span;
  /** From behind the heading to the next one, of whichever level. */
  readonly body: Span;
}

export interface Markdown {
  /** The text with code, comments and front matter blanked out; each other character stands where it stood. */
  readonly prose: string;
  readonly sections: readonly Section[];
  readonly links: readonly Link[];
  /** Plain members of the front matter, names in lower case. */
  readonly front: ReadonlyMap<string, string>;
}

/** So far, in UTF-16 units, the other end of inline code or of a link's text is looked for. */
const FAR = 2_000;

/** Reads a document. Never throws; takes time in proportion to its length. */
export function parseMarkdown(text: string): Markdown {
  const lines = linesOf(text);
  const front = frontMatter(text, lines);
  const blocked = blankInline(blankBlocks(text, lines, front.end));
  return { prose: blocked, sections: sectionsOf(blocked, text, lines), links: linksOf(blocked), front: front.members };
}

interface Line extends Span {
  /** Where the next line begins. */
  readonly next: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (let found = ends.exec(text); found !== null; found = ends.exec(text)) {
    lines.push({ start, end: found.index, next: ends.lastIndex });
    start = ends.lastIndex;
  }
  lines.push({ start, end: text.length, next: text.length });
  return lines;
}

function frontMatter(text: string, lines: readonly Line[]): { members: ReadonlyMap<string, string>; end: number } {
  const members = new Map<string, string>();
  const lineAt = (index: number): string => {
    const line = lines[index];
    return line === undefined ? '' : text.slice(line.start, line.end).trimEnd();
  };
  if (lineAt(0).replace('\uFEFF', '') !== '---') return { members, end: 0 };
  for (let index = 1; index < Math.min(lines.length, 200); index++) {
    const line = lineAt(index);
    if (line === '---' || line === '...') return { members, end: lines[index]?.next ?? 0 };
    const [, name, value] = /^([A-Za-z][\w -]*):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined)
      members.set(name.trim().toLowerCase().replaceAll(/[ -]/g, '_'), value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  // Never closed: then it is none.
  return { members: new Map(), end: 0 };
}

/** The text with front matter, fenced and indented code blanked out. */
function blankBlocks(text: string, lines: readonly Line[], frontEnd: number): string {
  const out: string[] = [];
  let fence: string | undefined;
  let inList = false;
  let afterBlank = true;
  let inIndented = false;
  for (const { start, end, next } of lines) {
    const line = text.slice(start, end);
    const lineEnd = text.slice(end, next);
    const blank = (): void => void out.push(' '.repeat(line.length), lineEnd);
    if (start < frontEnd) {
      blank();
      continue;
    }
    if (fence !== undefined) {
      const closing = /^\s*(`{3,}|~{3,})\s*$/.exec(line)?.[1];
      if (closing?.startsWith(fence) === true) fence = undefined;
      blank();
      continue;
    }
    const opening = /^\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
    if (opening !== undefined) {
      fence = opening;
      inIndented = false;
      afterBlank = false;
      blank();
      continue;
    }
    const empty = line.trim() === '';
    const indented = /^(?: {4}|\t)/.test(line);
    if (!empty && !indented) inList = /^ {0,3}(?:[-*+]|\d{1,9}[.)])\s/.test(line) || (inList && /^\s/.test(line));
    inIndented = !empty && indented && !inList && (afterBlank || inIndented);
    if (inIndented) blank();
    else out.push(line, lineEnd);
    afterBlank = empty;
  }
  return out.join('');
}

/** The text with inline code and comments blanked out. */
function blankInline(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  const drop = (from: number, to: number): void => {
    parts.push(text.slice(kept, from), text.slice(from, to).replaceAll(/[^\r\n]/g, ' '));
    kept = to;
  };
  const marks = /`+|<!--/g;
  const codeEnd = codeEnds(text);
  let comments = true;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const [mark] = found;
    const from = found.index;
    let end = -1;
    if (mark === '<!--') {
      const close: number = comments ? text.indexOf('-->', from) : -1;
      // Where one is not closed none behind it is.
      comments = close >= 0;
      end = close < 0 ? -1 : close + 3;
    } else if (text.charAt(from - 1) !== '\\') end = codeEnd(from, mark.length);
    if (end < 0) continue;
    drop(from, end);
    marks.lastIndex = end;
  }
  parts.push(text.slice(kept));
  return parts.join('');
}

/** For a run of backticks, asked for from left to right: behind the next run of as many in the same paragraph, else -1. */
function codeEnds(text: string): (start: number, ticks: number) => number {
  const next = new Map<number, number>();
  const last = new Map<number, number>();
  for (const { index, 0: run } of [...text.matchAll(/`+/g)].reverse()) {
    const same = last.get(run.length);
    if (same !== undefined) next.set(index, same);
    last.set(run.length, index);
  }
  const blankLine = /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)/g;
  let paragraph = -1;
  return (start, ticks) => {
    const close = next.get(start) ?? Infinity;
    if (close > start + FAR) return -1;
    if (paragraph < start) {
      blankLine.lastIndex = start;
      paragraph = blankLine.exec(text)?.index ?? text.length;
    }
    return close < paragraph ? close + ticks : -1;
  };
}

function sectionsOf(prose: string, text: string, lines: readonly Line[]): readonly Section[] {
  const heads: { level: number; title: string; start: number; end: number; next: number }[] = [];
  lines.forEach(({ start, end, next }, index) => {
    const line = prose.slice(start, end);
    const marks = /^ {0,3}(#{1,6})(?:\s|$)/.exec(line)?.[1];
    if (marks !== undefined) {
      heads.push({ level: marks.length, title: titleOf(text.slice(start, end)), start, end, next });
      return;
    }
    const above = lines[index - 1];
    const underline = /^ {0,3}(=+|-+)\s*$/.exec(line)?.[1];
    if (above === undefined || underline === undefined) return;
    const title = prose.slice(above.start, above.end);
    if (title.trim() === '' || /^\s*(?:[-*+>#|]|\d+[.)]|=+\s*$)/.test(title)) return;
    const level = underline.startsWith('=') ? 1 : 2;
    heads.push({ level, title: text.slice(above.start, above.end).trim(), start: above.start, end: above.end, next });
  });
  const above: { level: number; title: string }[] = [];
  const sections: Section[] = [
    { headings: [], level: 0, heading: { start: 0, end: 0 }, body: { start: 0, end: heads[0]?.start ?? text.length } },
  ];
  heads.forEach(({ level, title, start, end, next }, index) => {
    while ((above.at(-1)?.level ?? 0) >= level) above.pop();
    above.push({ level, title });
    const body = { start: next, end: heads[index + 1]?.start ?? text.length };
    sections.push({ headings: above.map((each) => each.title).toReversed(), level, heading: { start, end }, body });
  });
  return sections;
}

/** A heading's text without the marks before it, and those that may close it. */
function titleOf(line: string): string {
  const title = line.trim().replace(/^#+\s*/, '');
  let end = title.length;
  while (title.charAt(end - 1) === '#') end--;
  const bare = title.slice(0, end).trimEnd();
  return bare.length < end ? bare : title;
}

function linksOf(prose: string): readonly Link[] {
  const links: Link[] = [];
  const brackets = /\]\(/g;
  const openings = openingsOf(prose);
  const ends = destinationEnds(prose);
  for (let found = brackets.exec(prose); found !== null; found = brackets.exec(prose)) {
    const destination = destinationAt(prose, brackets.lastIndex, ends.get(brackets.lastIndex));
    const open = openings.get(found.index);
    if (destination === undefined || open === undefined) continue;
    const image = prose.charAt(open - 1) === '!';
    links.push({
      kind: image ? 'image' : 'link',
      target: prose.slice(destination.start, destination.end),
      at: { start: destination.start, end: destination.end },
      whole: { start: image ? open - 1 : open, end: destination.close },
      label: { start: open + 1, end: found.index },
    });
  }
  for (const found of prose.matchAll(
    /^ {0,3}\[(?!\^)[^\]\r\n]{1,200}\]:[ \t]*(?:<([^<>\r\n]+)>|([^\s<]\S*))[^\r\n]*/gm,
  )) {
    const [whole, bracketed, bare] = found;
    const target = bracketed ?? bare ?? '';
    const start = found.index + whole.indexOf(target, whole.indexOf(']:') + 2);
    links.push({
      kind: 'definition',
      target,
      at: { start, end: start + target.length },
      whole: { start: found.index, end: found.index + whole.length },
      label: undefined,
    });
  }
  for (const found of prose.matchAll(/<(?:a|img)\s[^<>]{0,500}?(?:href|src)\s*=\s*(["'])([^"'<>\r\n]*)\1/gi)) {
    const [whole, , target = ''] = found;
    const start = found.index + whole.length - 1 - target.length;
    const at = { start, end: start + target.length };
    links.push({ kind: 'html', target, at, whole: at, label: undefined });
  }
  return links.toSorted((a, b) => a.at.start - b.at.start);
}

/** The destination behind `](`, and where its link ends; undefined where it is none. `end` is what `destinationEnds` knows. */
function destinationAt(text: string, from: number, end: number | undefined): (Span & { close: number }) | undefined {
  const rest = text.slice(from, from + FAR);
  const bracketed = /^\s*<([^<>\r\n]*)>(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/.exec(rest);
  if (bracketed !== null) {
    const start = from + bracketed[0].indexOf('<') + 1;
    return { start, end: start + (bracketed[1] ?? '').length, close: from + bracketed[0].length };
  }
  const start = from + (/^\s*/.exec(rest)?.[0].length ?? 0);
  if (end === undefined || end <= start || end >= from + FAR) return undefined;
  const title = /^(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/.exec(rest.slice(end - from));
  return title === null ? undefined : { start, end, close: end + title[0].length };
}

/**
 * By the place behind `](`, where its destination ends: at the parenthesis that closes it, or at the first blank, if no
 * parenthesis in the destination is open there. One pass: a document may be nothing but parentheses.
 */
function destinationEnds(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  let open: number[] = [];
  for (const { index, 0: mark } of text.matchAll(/[()]|\s+/g)) {
    if (mark === '(') {
      open.push(index);
      continue;
    }
    const last = open.pop();
    // Blanks before the destination do not count.
    const leads = mark !== ')' && last === index - 1;
    if (last !== undefined && !leads && text.charAt(last - 1) === ']') ends.set(last + 1, index);
    if (mark !== ')') open = leads ? [last] : [];
  }
  return ends;
}

/** By the `]` of each `](`, the bracket that it closes, if that is near. */
function openingsOf(text: string): ReadonlyMap<number, number> {
  const openings = new Map<number, number>();
  const open: number[] = [];
  for (const { index, 0: bracket } of text.matchAll(/[[\]]/g)) {
    const escaped = text.charAt(index - 1) === '\\';
    if (bracket === '[' && !escaped) open.push(index);
    if (bracket === '[') continue;
    const opening = escaped ? open.at(-1) : open.pop();
    if (opening !== undefined && index - opening <= FAR && text.charAt(index + 1) === '(') openings.set(index, opening);
  }
  return openings;
}

/** The items of lists in a stretch, without their marks; tasks without their boxes. */
export function listItems(text: string, { start, end }: Span): readonly string[] {
  return [...text.slice(start, end).matchAll(/^[ \t]*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(\S[^\r\n]*)/gm)].map(
    ([, item]) => (item ?? '').trim(),
  );
}
