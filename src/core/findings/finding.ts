/** A finding: one thing the product has to say about a workspace (docs/findings.md lists them all). */
import type { Anchor, Range } from '../files/text';
import type { Store } from '../ground/store-names';
import type { FindingArguments, FindingCode } from './codes';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * Where a finding is: a store, and in it an anchor that keeps pointing at the right text when other parts of the
 * document change. Without an anchor the store as a whole is meant (or it has no text, as the database).
 */
export interface Place {
  /** `document`: a file that is no store; `telemetry`: one of the missions' own logs. `path` says which. */
  readonly store: Store | 'document' | 'telemetry';
  /** A path relative to the cmos root; begins with `../` for a document beside it. */
  readonly path?: string;
  readonly at?: Anchor;
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

export type Finding<Code extends FindingCode = FindingCode> = {
  readonly [Each in Code]: {
    readonly code: Each;
    readonly severity: Severity;
    /** What the message is made of, in the names of the code's arguments. */
    readonly args: FindingArguments[Each];
    readonly place: Place;
    readonly related: readonly RelatedPlace[];
    readonly mission?: string;
    readonly field?: string;
    /** The value on either side of a drift, as text; undefined where a side has none. */
    readonly databaseValue?: string;
    readonly fileValue?: string;
    readonly fixes: readonly Fix[];
  };
}[Code];

/** What a rule may leave out. */
export type FindingDraft<Code extends FindingCode> = Omit<Finding<Code>, 'code' | 'severity' | 'related' | 'fixes'> &
  Partial<Pick<Finding<Code>, 'related' | 'fixes' | 'severity'>>;

/** A finding with its place worked out, as front ends print it. */
export interface LocatedFinding {
  readonly finding: Finding;
  readonly message: string;
  /** Relative to the cmos root, `/` between names. */
  readonly file: string;
  /** Undefined only where the store has no text. */
  readonly range: Range | undefined;
}
