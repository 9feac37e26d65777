/**
 * What database and files last agreed on, item by item, as hashes: with it each difference tells which side moved since.
 * It is kept under the cmos root's `runtime/`, where git does not look, and is never required.
 */

import { t } from '@vscode/l10n';
import { OWN_FOLDER } from '../ground/own-folder';
import { isPatch, type Patch } from '../ground/patch';

/** Where it is kept; relative to the cmos root. */
export const AGREED_FILE = `${OWN_FOLDER}/agreed.json`;

/** Stands in the hashes of a record that one side lacked already when it was first looked at. */
export const MISSING = '!';

/** Names and what their values' texts come to; empty where the two differed already when they were first looked at. */
export type Hashes = Readonly<Record<string, string>>;

/** Stands for a line, or an element of a list, that one side lacked already when it was first looked at, by its hash. */
export function unknownLine(hash: string): string {
  return `${MISSING}${hash}`;
}

/** The version that this build writes. One of a higher version is left to the build that wrote it. */
export const AGREED_VERSION = 1;

/** What takes the place of a state that a newer version wrote. */
export const NEWER = 'newer-version';

export interface Agreed extends Statements {
  readonly version: typeof AGREED_VERSION;
  /** What either side said when it was remembered; undefined in a state of an earlier version. */
  readonly sides?: AgreedSides;
  /** What brings back the state before each of the latest changes, the newest last. */
  readonly undo: readonly AgreedStep[];
}

/** A fingerprint of all that a side says: of the database's rows, and of the mirrors' texts. */
export interface AgreedSides {
  readonly database: string;
  readonly files: string;
}

/** What both said, as far as they said the same. */
export interface Statements {
  /** By id: each field under its finding's name (`status`, `sprint`, `metadata.objective`). */
  readonly missions: Readonly<Record<string, Hashes>>;
  readonly sprints: Readonly<Record<string, Hashes>>;
  /** The type, by `dependencyKey`. */
  readonly dependencies: Hashes;
  /** The lines that both have; those of which the last agreement is unknown as `unknownLine` writes them. */
  readonly sessions: readonly string[];
  /** By context. */
  readonly contexts: Readonly<Record<string, AgreedContext>>;
}

/** A change by its id in the journal, and what makes the state before it of the state after it. */
interface AgreedStep {
  readonly change: string;
  readonly before: Patch;
}

export interface AgreedContext {
  /** Values by path, where no list is on the way. */
  readonly values: Hashes;
  /** Of everything in lists: the path without indices, and the value. An element is known by what it says, not by its place. */
  readonly elements: readonly string[];
}

/** What a file holds; undefined where it is none of ours, or damaged: then nothing is known. */
export function readAgreed(text: string): Agreed | typeof NEWER | undefined {
  try {
    const value = JSON.parse(text) as Partial<Omit<Agreed, 'version'> & { readonly version: unknown }> | null;
    if (typeof value !== 'object' || value === null) return undefined;
    if (typeof value.version === 'number' && value.version > AGREED_VERSION) return NEWER;
    const { version, sides, undo = [] } = value;
    const statements = statementsOf(value);
    if (version !== AGREED_VERSION || statements === undefined) return undefined;
    if (!Array.isArray(undo) || !undo.every(isStep)) return undefined;
    return { version, ...statements, ...(areSides(sides) ? { sides } : {}), undo };
  } catch {
    return undefined;
  }
}

/** What a value says, where it is of the shape. */
export function statementsOf(value: Partial<Statements>): Statements | undefined {
  const { missions, sprints, dependencies, sessions, contexts } = value;
  if (!isTable(missions, isHashes) || !isTable(sprints, isHashes) || !isHashes(dependencies)) return undefined;
  return isTexts(sessions) && isTable(contexts, isContext)
    ? { missions, sprints, dependencies, sessions, contexts }
    : undefined;
}

/** Why it is not known which side moved, where a newer version keeps that. */
export function newerText(): string {
  return t(
    '{0} was written by a newer version of CMOS Operations; which side moved is not known here. Update CMOS Operations.',
    AGREED_FILE,
  );
}

function isTable<Value>(
  value: unknown,
  test: (each: unknown) => each is Value,
): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(test);
}

function isHashes(value: unknown): value is Hashes {
  return isTable(value, (each): each is string => typeof each === 'string');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isContext(value: unknown): value is AgreedContext {
  const { values, elements } = (value ?? {}) as Partial<AgreedContext>;
  return isHashes(values) && isTexts(elements);
}

function areSides(value: unknown): value is AgreedSides {
  const { database, files } = (value ?? {}) as Partial<AgreedSides>;
  return typeof database === 'string' && typeof files === 'string';
}

function isStep(value: unknown): value is AgreedStep {
  const { change, before } = (value ?? {}) as Partial<AgreedStep>;
  return typeof change === 'string' && isPatch(before);
}
