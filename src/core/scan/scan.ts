/** Scans a text for what the security rules know. Pure, and bounded whatever it is given. */
import { t } from '@vscode/l10n';
import { type Span } from '../files/text';
import { isInside, quietSpans } from './comments';
import { languageOf } from './language';
import { isKeyPlace, type ScannedText, type SecurityHit, type SecurityRule } from './rule';
import { SECURITY_RULES } from './rules';

/** So much of a text is looked at, in UTF-16 units; that there was more is a hit of its own. */
export const SCANNED = 4 * 1024 * 1024;

/** So many hits a rule may have in a text; whoever has that many need not be told of the next. */
const MOST_HITS = 200;

export interface ScanOptions {
  /** Relative to the cmos root: how far a path may lead up depends on it, and the language is told by its extension. */
  readonly path?: string;
  /** An extension or a name as editors know it; overrules the path's. */
  readonly language?: string;
  /** Only rules whose id begins with one of these. */
  readonly areas?: readonly string[];
}

/** All hits, in the order of the text. */
export function scanText(text: string, options: ScanOptions = {}): readonly SecurityHit[] {
  const { path, language: named, areas } = options;
  const language = languageOf(path, named);
  const scannedText = text.length > SCANNED ? text.slice(0, SCANNED) : text;
  let quiet: readonly Span[] | undefined;
  const scanned: ScannedText = {
    text: scannedText,
    kind: language.kind,
    path,
    isQuiet: (offset) => isInside((quiet ??= quietSpans(scannedText, language)), offset),
  };
  const rules =
    areas === undefined ? SECURITY_RULES : SECURITY_RULES.filter(({ id }) => areas.some((area) => id.startsWith(area)));
  const hits = rules.flatMap((rule) => hitsOf(rule, scanned));
  if (areas === undefined) hits.push(...oddities(text));
  return withoutRepeats(hits.toSorted((a, b) => a.start - b.start || b.end - a.end));
}

function hitsOf(rule: SecurityRule, scanned: ScannedText): SecurityHit[] {
  const { id, category, message, patterns, kinds, inComments, accept } = rule;
  const hits: SecurityHit[] = [];
  if (kinds !== undefined && !kinds.includes(scanned.kind)) return hits;
  for (const each of patterns) {
    const ofKey = 'key' in each;
    for (const match of scanned.text.matchAll(ofKey ? each.key : each)) {
      if (ofKey && !isKeyPlace(scanned.text, match.index)) continue;
      if (inComments !== true && scanned.isQuiet(match.index)) continue;
      if (accept !== undefined && !accept(match, scanned)) continue;
      const [start, end] = match.indices?.groups?.['hit'] ?? [match.index, match.index + match[0].length];
      hits.push({ rule: id, category, message: message(), start, end });
      if (hits.length >= MOST_HITS) return hits;
    }
  }
  return hits;
}

/** What no expression finds: bytes that no text has, and more than was looked at. */
function oddities(text: string): readonly SecurityHit[] {
  const hits: SecurityHit[] = [];
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    const message = t('There is a null byte: this is no text, or hides something from tools that stop there.');
    hits.push({ rule: 'integrity/null-byte', category: 'A08', message, start: zero, end: zero + 1 });
  }
  if (text.length > SCANNED) {
    const message = t('The rest of this text is too long to be looked at.');
    hits.push({ rule: 'integrity/too-long', category: 'A08', message, start: SCANNED, end: SCANNED });
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
