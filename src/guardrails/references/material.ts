/** What the rules about documents look at, and places in it. */
import type { Span } from '../../core/files/text';
import type { Place } from '../../core/findings/finding';
import type { Snapshot } from '../../core/workspace/snapshot';
import type { Document, DocumentSet } from './documents';
import type { ReviewTimes } from './review-times';

/** What the rules look at. */
export interface Material {
  readonly snapshot: Snapshot;
  readonly set: DocumentSet;
  /** When what was last changed; undefined where nobody asked. */
  readonly times: ReviewTimes | undefined;
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
