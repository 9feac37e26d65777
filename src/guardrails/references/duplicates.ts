/**
 * Roadmap and architecture that stand in two documents (playbook, "Documentation Governance": cross-references). Sections
 * are compared by the runs of words that they share, so that a reworded copy is one still.
 */
import { t } from '@vscode/l10n';
import { type Finding } from '../../core/findings/finding';
import { type Chunk } from '../../core/files/text';
import { type Breather } from '../../core/ground/ports';
import { found, type Material, placeIn } from './codes';
import { type Document, type DocumentSet, markdownOf } from './documents';
import { type Section } from './markdown';
import { TEMPLATES } from './required';

/** A run of so many words is one shingle. */
const RUN = 5;
/** Shorter sections are alike by chance. */
const FEWEST_WORDS = 30;
/** Of the shingles of both, so many are shared. */
const ALIKE = 0.5;
/** A long section is compared by its beginning. */
const MOST_SHINGLES = 2_000;
/** A shingle that stands in more sections than this tells nothing: boilerplate. */
const MOST_HOLDERS = 20;
/** Of all sections together; of a workspace with more the first ones are compared. */
const MOST_IN_ALL = 400_000;

const ROADMAP = /\b(?:roadmap|milestones?|phases?|release plan|implementation plan|vision|timeline|sprint plan)\b/i;
const ARCHITECTURE =
  /\b(?:architect\w*|tech(?:nical)?[ _-]?(?:arch|design|stack)\w*|core components?|component (?:overview|design|map)|system design|data flow|data model|service apis?|infrastructure)\b/i;

interface Part {
  readonly document: Document;
  readonly section: Section;
  readonly shingles: ReadonlySet<number>;
}

const parts = new WeakMap<Chunk, readonly Part[]>();

/** Works out what each document has to compare, letting others run in between. */
export async function prepareDuplicates({ documents }: DocumentSet, breather: Breather): Promise<void> {
  for (const document of documents) {
    partsOf(document);
    await breather.pause();
  }
}

export function* duplicates({ set }: Material): Iterable<Finding> {
  let room = MOST_IN_ALL;
  const all = set.documents.flatMap(partsOf).filter(({ shingles }) => (room -= shingles.size) > 0);
  const pairs = new Map<string, { one: Part; other: Part; alike: number }[]>();
  for (const pair of alikeParts(all)) {
    const key = `${pair.one.document.path}\0${pair.other.document.path}`;
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, [pair]);
    else known.push(pair);
  }
  for (const all of pairs.values()) {
    const [first] = all.toSorted((a, b) => a.one.section.heading.start - b.one.section.heading.start);
    if (first === undefined) continue;
    const { one, other } = first;
    const [heading = nameOfDocument(one.document)] = one.section.headings;
    yield found('docs/duplicated-content', {
      args: {
        heading,
        other: other.document.path,
        sections: new Set(all.map((each) => each.one.section)).size,
        percent: Math.round(Math.max(...all.map(({ alike }) => alike)) * 100),
        template: templateFor(one),
      },
      place: placeIn(one.document, headingOf(one)),
      related: all
        .slice(0, 20)
        .map(({ other }) => ({ ...placeIn(other.document, headingOf(other)), message: t('It stands here as well.') })),
    });
  }
}

/** Two sections of different documents that are alike; `one` is the one that should give way. */
function* alikeParts(all: readonly Part[]): Iterable<{ one: Part; other: Part; alike: number }> {
  const holders = new Map<number, number[]>();
  for (const [index, part] of all.entries()) {
    const shared = new Map<number, number>();
    for (const shingle of part.shingles) {
      const list = holders.get(shingle);
      if (list === undefined) {
        holders.set(shingle, [index]);
        continue;
      }
      if (list.length > MOST_HOLDERS) continue;
      for (const each of list) shared.set(each, (shared.get(each) ?? 0) + 1);
      list.push(index);
    }
    for (const [before, count] of shared) {
      const known = all[before];
      if (known === undefined || known.document === part.document) continue;
      const alike = count / (known.shingles.size + part.shingles.size - count);
      if (alike < ALIKE) continue;
      yield isSource(part, known) ? { one: known, other: part, alike } : { one: part, other: known, alike };
    }
  }
}

/** Whether the first of two is where the content belongs: the foundational documents before others, then the shorter path. */
function isSource({ document: a }: Part, { document: b }: Part): boolean {
  const rank = ({ path }: Document): number =>
    path.includes('foundational-docs/') ? 0 : path.startsWith('docs/') ? 1 : 2;
  return rank(a) < rank(b);
}

function partsOf(document: Document): readonly Part[] {
  const known = parts.get(document.chunk);
  if (known !== undefined) return known;
  const { sections } = markdownOf(document);
  const title = `${document.path.replaceAll(/[_-]/g, ' ')} ${sections.find(({ level }) => level === 1)?.headings[0] ?? ''}`;
  const made = sections.flatMap((section): Part[] => {
    const topic = `${section.headings.join(' ')} ${title}`;
    if (!ROADMAP.test(topic) && !ARCHITECTURE.test(topic)) return [];
    const shingles = shinglesOf(document.text.slice(section.body.start, section.body.end));
    return shingles.size === 0 ? [] : [{ document, section, shingles }];
  });
  parts.set(document.chunk, made);
  return made;
}

/** Hashes of all runs of words; empty for a text that is too short to tell. */
function shinglesOf(text: string): ReadonlySet<number> {
  const words =
    text
      .slice(0, MOST_SHINGLES * 16)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const shingles = new Set<number>();
  if (words.length < FEWEST_WORDS) return shingles;
  const hashes = words.map(hash);
  for (let at = 0; at + RUN <= hashes.length && shingles.size < MOST_SHINGLES; at++) {
    let run = 17;
    for (let step = 0; step < RUN; step++) run = (Math.imul(run, 0x01000193) ^ (hashes[at + step] ?? 0)) >>> 0;
    shingles.add(run);
  }
  return shingles;
}

/** FNV-1a. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) value = Math.imul(value ^ word.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

function headingOf({ section: { heading, body }, document }: Part): { start: number; end: number } {
  if (heading.end > heading.start) return heading;
  const start = body.start + Math.max(document.text.slice(body.start).search(/\S/), 0);
  return { start, end: start + document.text.slice(start).search(/\r|\n|$/) };
}

function templateFor({ section, document }: Part): string {
  const topic = `${section.headings.join(' ')} ${document.path}`;
  return TEMPLATES[ARCHITECTURE.test(topic) && !/roadmap/i.test(topic) ? 1 : 0];
}

function nameOfDocument({ path }: Document): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
