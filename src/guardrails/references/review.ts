/** Which documents want another look (playbook, "Documentation Governance": review cadence), and by which checklist. */
import { t } from '@vscode/l10n';
import type { Finding } from '../../core/findings/finding';
import { code, codes } from '../../core/findings/rule';
import { type Material, placeIn, placeOf } from './material';
import { type Document, type DocumentSet, markdownOf } from './documents';
import { listItems, type Section } from './markdown';
import type { Area, ReviewTimes } from './review-times';

export const finding = codes({
  /**
   * Orchestration (`agents.md`, scripts, workers, runtime, mission templates), `db/schema.sql` or telemetry targets
   * changed after the document did. The times are git's where there is git, else the files', where a minute apart
   * counts as together. `last_reviewed: 2025-03-14` in the front matter, or `Last reviewed: 2025-03-14` in the text,
   * counts instead of its last change.
   *
   * Read it again by the checklist of the README, which is told with it where there is one; then change it, or note
   * the day.
   */
  'docs/review-due': code<{ since: string; areas: string; changed: string }>({
    severity: 'information',
    message: ({ args: { since, areas, changed } }) =>
      t('Last looked at on {0}; since then this changed: {1} ({2}).', since, areas, changed),
  }),
});

/** A checkout without git's times writes all files within moments; in milliseconds. */
const TOGETHER = 60_000;
const DAY = 24 * 60 * 60_000;

/** So many changed files are named. */
const NAMED = 3;

const REVIEWED = /^(?:\.\.\/)?(?:(?:readme|agents)\.md$|(?:docs|foundational-docs)\/)/i;

export function* reviews({ set, times }: Material): Iterable<Finding> {
  if (times === undefined) return;
  const checklist = checklistOf(set);
  for (const document of set.documents) {
    if (!REVIEWED.test(document.path)) continue;
    const reviewed = reviewedAt(document, times);
    if (reviewed === undefined) continue;
    const margin = times.from === 'git' ? 0 : TOGETHER;
    const later = times.watched.filter(
      ({ path }) => path !== document.path && (times.of(path) ?? -Infinity) > reviewed + margin,
    );
    if (later.length === 0) continue;
    const areas = [...new Set(later.map(({ area }) => area))].map(areaName);
    const named = later.slice(0, NAMED).map(({ path }) => path);
    yield finding('docs/review-due', {
      args: {
        since: new Date(reviewed).toISOString().slice(0, 10),
        areas: areas.join(', '),
        changed: [...named, ...(later.length > NAMED ? [t('{0} more', later.length - NAMED)] : [])].join(', '),
      },
      place: placeOf(document),
      related:
        checklist === undefined
          ? []
          : [
              {
                ...placeIn(checklist.document, checklist.section.heading),
                message: t('The checklist for it: {0}', checklist.items.join('; ')),
              },
            ],
    });
  }
}

function areaName(area: Area): string {
  switch (area) {
    case 'orchestration':
      return t('orchestration');
    case 'schema':
      return t('the database schema');
    case 'telemetry':
      return t('telemetry targets');
  }
}

/** By what the document says of itself, else by its last change. */
function reviewedAt(document: Document, times: ReviewTimes): number | undefined {
  const { front } = markdownOf(document);
  const declared = front.get('last_reviewed') ?? front.get('reviewed') ?? front.get('review_date');
  const written = /^[ \t\u00a0>*_-]*(?:last[ -]reviewed|reviewed(?: on)?)\b[*_:\s]*(\d{4}-\d{2}-\d{2})\b/im.exec(
    document.text,
  )?.[1];
  const day = /^\d{4}-\d{2}-\d{2}/.exec(declared ?? written ?? '')?.[0];
  const parsed = day === undefined ? NaN : Date.parse(day);
  // The day that it names is over before anything counts as later.
  if (!Number.isNaN(parsed)) return parsed + DAY - 1;
  // An open document that is being changed is being looked at.
  return document.modified === undefined ? undefined : times.of(document.path);
}

interface Checklist {
  readonly document: Document;
  readonly section: Section;
  readonly items: readonly string[];
}

/** The README's own checklist: a section of that name, one with boxes to tick, or what it says comes next. */
export function checklistOf({ documents }: DocumentSet): Checklist | undefined {
  const document =
    documents.find(({ path }) => /^readme\.md$/i.test(path)) ??
    documents.find(({ path }) => /^\.\.\/readme\.md$/i.test(path));
  if (document === undefined) return undefined;
  const { prose, sections } = markdownOf(document);
  const bodyOf = ({ body }: Section): string => prose.slice(body.start, body.end);
  const candidates = [
    (section: Section): boolean => /check-?\s?list/i.test(section.headings[0] ?? ''),
    (section: Section): boolean => /^[ \t]*[-*+]\s+\[[ xX]\]\s/m.test(bodyOf(section)),
    (section: Section): boolean => /\b(?:review|next steps|guardrails)\b/i.test(section.headings[0] ?? ''),
  ];
  for (const fits of candidates) {
    for (const section of sections) {
      if (!fits(section)) continue;
      const items = listItems(document.text, section.body);
      if (items.length > 0) return { document, section, items };
    }
  }
  return undefined;
}
