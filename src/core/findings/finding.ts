/** A finding: one thing the product has to say about a workspace (docs/findings.md lists them all). */
import { t } from '@vscode/l10n';
import type { Anchor, Range } from '../files/text';
import { asSentence } from '../ground/printable';
import type { Side } from '../ground/side';
import type { Store } from '../ground/store-names';
import type { ContextId } from '../workspace/snapshot';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** `area/what`, in kebab case. A code never changes its meaning; a new meaning is a new code. */
export type FindingCode = `${string}/${string}`;

/**
 * Where a finding is: a store, and in it an anchor that keeps pointing at the right text when other parts of the
 * document change. Without an anchor the store as a whole is meant (or it has no text, as the database).
 */
export interface Place {
  /** `document`: a file that is no store; `telemetry`: one of the missions' own logs. `path` says which. */
  readonly store: Store | 'document' | 'telemetry';
  /** A path relative to the cmos root; begins with `../` for a document beside it. */
  readonly path?: string;
  readonly at?: Anchor | undefined;
}

export interface RelatedPlace extends Place {
  readonly message: string;
}

/** A way to mend a finding: an operation of the registry with its parameters. */
export interface Fix {
  readonly title: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a repair can mend by itself, as a structure: a record, or one of its values where `field` or `path` names it. */
export type Item =
  | { readonly kind: 'mission' | 'sprint'; readonly id: string; readonly field?: string }
  | { readonly kind: 'dependency'; readonly from: string; readonly to: string }
  | { readonly kind: 'context'; readonly id: ContextId; readonly path?: string }
  /** An event, by its line or its row's `raw_event`. */
  | { readonly kind: 'session'; readonly raw: string }
  /** A line of the session log that is no event, or several. */
  | { readonly kind: 'line'; readonly raw: string }
  /** The order of the log is one thing: lines cannot be brought into it one by one. */
  | { readonly kind: 'session-order' };

/** What a rule says of one of its codes. Its documentation is the comment above it (`npm run generate`). */
export interface Kind<Args = undefined> {
  /** A finding may have another where it says so. */
  readonly severity: Severity;
  /** One sentence or two, without place and code. */
  message(finding: Finding<Args>): string;
  /** It keeps a store from being compared: as an error it leaves the verdict of parity unknown. */
  readonly hinders?: true;
  /** It counts as a disagreement of database and files, whatever its area is. */
  readonly drift?: true;
  /** It concerns one record, which a seed leaves out, or of which the last one counts. */
  readonly leavesOut?: true;
  /** What taking either side does, as a title; only the sides that can be taken. None: `Take the database’s value …`. */
  titles?(finding: Finding<Args>): Readonly<Partial<Record<Side, string>>>;
  /** Taking a side only ever adds: there is no doubt about it. */
  readonly additive?: true;
}

export interface Finding<Args = unknown> {
  readonly code: FindingCode;
  readonly kind: Kind<Args>;
  readonly severity: Severity;
  /** For the message, and private to the rule. */
  readonly args: Args;
  readonly place: Place;
  readonly related: readonly RelatedPlace[];
  readonly mission?: string;
  readonly field?: string;
  readonly item?: Item;
  /** The side that has nothing of the item. */
  readonly lacks?: Side;
  /** How many items it stands for; one where it says nothing. */
  readonly count?: number;
  /** The value on either side of a drift, as text; undefined where a side has none. */
  readonly databaseValue?: string;
  readonly fileValue?: string;
  readonly fixes: readonly Fix[];
}

/** A finding's message, without its place and code: whole sentences, whatever a workspace says in them. */
export function messageOf(finding: Finding): string {
  const message = asSentence(finding.kind.message(finding));
  const { count = 1 } = finding;
  if (count === 1) return message;
  return `${message} ${count === 2 ? t('And one more like this.') : t('And {0} more like this.', count - 1)}`;
}

/** A finding with its place worked out, as front ends print it. */
export interface LocatedFinding {
  readonly finding: Finding;
  readonly message: string;
  /** Relative to the cmos root, `/` between names. */
  readonly file: string;
  /** Undefined only where the store has no text. */
  readonly range: Range | undefined;
}
