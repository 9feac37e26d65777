/** The rules about documents, and how grave what each finds is. */
import type { FindingCode } from '../../core/findings/codes';
import type { Finding, FindingDraft, Severity } from '../../core/findings/finding';
import type { ReviewTimes } from './review-times';
import type { Document, DocumentSet } from './documents';
import type { Snapshot } from '../../core/workspace/snapshot';
import type { Span } from '../../core/files/text';
import type { Place } from '../../core/findings/finding';

const DOCUMENT_SEVERITIES = {
  'references/missing-file': 'warning',
  'references/missing-reference': 'warning',
  'references/legacy-reference': 'warning',
  'docs/dead-link': 'warning',
  'docs/dead-path': 'information',
  'docs/internal-material': 'information',
  'docs/external-material': 'information',
  'docs/review-due': 'information',
  'docs/unread': 'information',
  'docs/not-all': 'information',
} as const satisfies Partial<Record<FindingCode, Severity>>;

type DocumentCode = keyof typeof DOCUMENT_SEVERITIES;

export const DOCUMENT_CODES = Object.keys(DOCUMENT_SEVERITIES) as readonly DocumentCode[];

/** What the rules look at. */
export interface Material {
  readonly snapshot: Snapshot;
  readonly set: DocumentSet;
  /** When what was last changed; undefined where nobody asked. */
  readonly times: ReviewTimes | undefined;
}

export function documentFinding<Code extends DocumentCode>(code: Code, draft: FindingDraft<Code>): Finding<Code> {
  // The draft has just what the code asks for; that code and draft belong together is what TypeScript cannot follow.
  return { severity: DOCUMENT_SEVERITIES[code], related: [], fixes: [], ...draft, code } as unknown as Finding<Code>;
}

/** A stretch of a document. */
export function placeIn({ path, chunk }: Document, { start, end }: Span): Place {
  return { store: 'document', path, at: { chunk, start, end } };
}

/** A document as a whole: its first line that says something. */
export function placeOf(document: Document): Place {
  const start = Math.max(document.text.search(/[^\s\uFEFF]/), 0);
  const length = document.text.slice(start).search(/\r|\n|$/);
  return placeIn(document, { start, end: start + length });
}
