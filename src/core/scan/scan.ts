/** Scans a text for what security rules know. Pure, and bounded whatever it is given. */
import type { Span } from '../files/text';
import { isInside, quietSpans } from './comments';
import { languageOf } from './language';
import type { ScannedText, SecurityHit, SecurityRule } from './rule';

/** So much of a text is looked at, in UTF-16 units. */
export const SCANNED = 4 * 1024 * 1024;

/** So many hits a rule may have in a text; whoever has that many need not be told of the next. */
const MOST_HITS = 200;

export interface ScanOptions {
  /** Relative to the cmos root: how far a path may lead up depends on it, and the language is told by its extension. */
  readonly path?: string;
  /** An extension or a name as editors know it; overrules the path's. */
  readonly language?: string;
}

/** All hits, in the order of the text. */
export function scanText(
  text: string,
  rules: readonly SecurityRule[],
  { path, language: named }: ScanOptions = {},
): readonly SecurityHit[] {
  const language = languageOf(path, named);
  const scannedText = text.length > SCANNED ? text.slice(0, SCANNED) : text;
  let quiet: readonly Span[] | undefined;
  const scanned: ScannedText = {
    text: scannedText,
    kind: language.kind,
    path,
    isQuiet: (offset) => isInside((quiet ??= quietSpans(scannedText, language)), offset),
  };
  const hits = rules.flatMap((rule) => hitsOf(rule, scanned));
  return withoutRepeats(hits.toSorted((a, b) => a.start - b.start || b.end - a.end));
}

function hitsOf(rule: SecurityRule, scanned: ScannedText): SecurityHit[] {
  const { id, category, message, patterns, kinds, inComments, accept } = rule;
  const hits: SecurityHit[] = [];
  if (kinds !== undefined && !kinds.includes(scanned.kind)) return hits;
  for (const pattern of patterns) {
    for (const match of scanned.text.matchAll(pattern)) {
      if (inComments !== true && scanned.isQuiet(match.index)) continue;
      if (accept !== undefined && !accept(match, scanned)) continue;
      const [start, end] = match.indices?.groups?.['hit'] ?? [match.index, match.index + match[0].length];
      hits.push({ rule: id, category, message: message(), start, end });
      if (hits.length >= MOST_HITS) return hits;
    }
  }
  return hits;
}

/** A place is told once a category: a path that is encoded and leads to a system's file is one path. */
function withoutRepeats(hits: readonly SecurityHit[]): readonly SecurityHit[] {
  const last = new Map<string, SecurityHit>();
  return hits.filter((hit) => {
    const area = hit.rule.slice(0, hit.rule.indexOf('/'));
    const before = last.get(area);
    if (before !== undefined && hit.start < before.end) return false;
    last.set(area, hit);
    return true;
  });
}
