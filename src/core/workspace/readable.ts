/**
 * Whether stores could be read as a whole. What could not must never count as absent or empty: it is not compared, no
 * value is taken out of it, and nothing is written by it. Every plan and every comparison asks here.
 */
import { t } from '@vscode/l10n';
import type { DatabaseReading } from '../database/model';
import { CmosError } from '../ground/errors';
import type { BacklogProblem } from '../files/backlog/model';
import type { ContextProblem } from '../files/context/model';
import type { Anchor, ChunkedText } from '../files/text';
import { pythonStrip } from '../files/python';
import { hashOf } from '../ground/hash';
import { type Hashes, MISSING } from './agreed';
import { hasTablesOf, unreadableDatabase } from './database-fault';
import { encodingAdvice, encodingText, type EncodingFault } from './encoding';
import { MIRRORS, type Mirror } from './settings';
import { documentOf, type Snapshot } from './snapshot';

/** What keeps a file from being read as a whole. */
type FileFault =
  | { readonly kind: 'unreadable'; readonly error: CmosError }
  | { readonly kind: 'encoding'; readonly encoding: EncodingFault }
  /** Nothing but blanks, where the database or the last agreed state has records of it. */
  | { readonly kind: 'empty' }
  /** The first place that breaks it; `detail` is the parser's. Values near it may be other than they seem. */
  | {
      readonly kind: 'syntax' | 'merge-marker' | 'not-an-object';
      readonly at: Anchor;
      readonly detail: string;
    };

/** Whether nothing at all is known of what a file says: other findings in it would only repeat that. */
export function saysNothing(fault: FileFault | undefined): boolean {
  return fault?.kind === 'encoding' || fault?.kind === 'empty';
}

/** What is wrong with a mirror as a whole; undefined where it was read, or is not there. */
export function fileFault(snapshot: Snapshot, store: Mirror): FileFault | undefined {
  const reading = snapshot[store];
  if (reading.state === 'absent') return undefined;
  if (reading.encoding !== undefined) return { kind: 'encoding', encoding: reading.encoding };
  if (reading.state === 'unreadable') return { kind: 'unreadable', error: reading.error };
  if (isEmptied(snapshot, store, reading.document)) return { kind: 'empty' };
  // The log is read line by line: a bad line is a finding of its own, and spoils no other.
  return store === 'sessions' ? undefined : brokenPart(snapshot, store);
}

type Problem = BacklogProblem | ContextProblem;

const BROKEN = ['syntax', 'merge-marker', 'not-an-object'] as const;

function brokenPart(snapshot: Snapshot, store: Exclude<Mirror, 'sessions'>): FileFault | undefined {
  const document = documentOf<{ readonly problems: readonly Problem[] }>(snapshot[store]);
  for (const { kind: found, at, detail } of document?.problems ?? []) {
    const kind = BROKEN.find((each) => each === found);
    if (kind !== undefined) return { kind, at, detail };
  }
  return undefined;
}

/**
 * Whether a file holds nothing though it should. An empty log is usual before the first event; of one that the two sides
 * never agreed on, the missing lines are drift like any other (field guide, section 5).
 */
function isEmptied(snapshot: Snapshot, store: Mirror, { text }: { readonly text: ChunkedText }): boolean {
  if (snapshot.profile.name !== 'mirrored' && snapshot.profile.name !== 'files-only') return false;
  if (!text.chunks.every((chunk) => !/\S/.test(chunk.text))) return false;
  const { missions = [], contexts = [] } = mirroredReading(snapshot) ?? {};
  if (store === 'backlog' && missions.length > 0) return true;
  if (contexts.some(({ id, content }) => id === store && !/^\s*(?:\{\s*\})?\s*$/.test(content))) return true;
  return agreedOn(snapshot, store);
}

/**
 * Whether both sides had records of a mirror when they last agreed, and the database has some of them still: otherwise they
 * may have gone from both, as by an undo.
 */
export function agreedOn(snapshot: Snapshot, store: Mirror): boolean {
  const { agreed } = snapshot;
  if (agreed === undefined) return false;
  const reading = mirroredReading(snapshot);
  const database = reading !== undefined && hasTablesOf(reading, store) ? reading : undefined;
  switch (store) {
    case 'backlog': {
      const known = (id: string): boolean => Object.hasOwn(agreed.missions, id) && saysSomething(agreed.missions[id]);
      return (database?.missions.map(({ id }) => id) ?? Object.keys(agreed.missions)).some(known);
    }
    case 'sessions': {
      const lines = new Set(agreed.sessions.filter((line) => !line.startsWith(MISSING)));
      if (database === undefined) return lines.size > 0;
      return lines.size > 0 && database.events.some(({ raw }) => lines.has(hashOf(pythonStrip(raw))));
    }
    default:
      if (database?.contexts.every(({ id }) => id !== store) === true) return false;
      return saysSomething(agreed.contexts[store]?.values);
  }
}

/** Whether a record was agreed on in any of its values: of one that was on one side alone, none was. */
function saysSomething(hashes: Hashes = {}): boolean {
  return Object.values(hashes).some((hash) => hash !== '');
}

function mirroredReading({ profile, database }: Snapshot): DatabaseReading | undefined {
  return profile.name === 'mirrored' ? documentOf(database) : undefined;
}

/** The same as a refusal's reason: what is wrong, where, and what to do; undefined where nothing is. */
export function fileRefusal(snapshot: Snapshot, store: Mirror): CmosError | undefined {
  const fault = fileFault(snapshot, store);
  if (fault === undefined) return undefined;
  const file = snapshot.layout.stores[store].path;
  const [message, advice] = wordsOf(snapshot, store, fault);
  const code = fault.kind === 'unreadable' ? fault.error.code : 'operation/refused';
  return new CmosError(code, `${message} ${t('Nothing was changed.')}`, {
    file,
    ...(advice === undefined ? {} : { advice }),
  });
}

/** What is wrong with a mirror, in a sentence; undefined where nothing is. */
export function faultText(snapshot: Snapshot, store: Mirror): string | undefined {
  const fault = fileFault(snapshot, store);
  return fault && wordsOf(snapshot, store, fault)[0];
}

function wordsOf(
  snapshot: Snapshot,
  store: Mirror,
  fault: FileFault,
): readonly [message: string, advice: string | undefined] {
  const file = snapshot.layout.stores[store].path;
  switch (fault.kind) {
    case 'unreadable':
      return [fault.error.message, fault.error.advice];
    case 'encoding':
      return [encodingText(file, fault.encoding), encodingAdvice(fault.encoding)];
    case 'empty':
      return [emptyText(file), t('Restore it from version control, or move it away and run Export to write it again.')];
    case 'syntax': {
      const line = lineOf(snapshot, store, fault.at);
      return [
        store === 'backlog'
          ? t('{0} has a YAML syntax error in line {1}: {2}', file, line, fault.detail)
          : t('{0} has a JSON syntax error in line {1}: {2}', file, line, fault.detail),
        t('Correct the file first: a value that cannot be read must not count as absent.'),
      ];
    }
    case 'merge-marker':
      return [
        t('{0} has a conflict marker of an unfinished merge in line {1}.', file, lineOf(snapshot, store, fault.at)),
        t('Finish the merge first.'),
      ];
    case 'not-an-object':
      return [t('{0} is not a JSON object.', file), t('Correct the file first.')];
  }
}

/** From 1, as editors count. */
function lineOf(snapshot: Snapshot, store: Mirror, at: Anchor): number {
  return (documentOf<{ readonly text: ChunkedText }>(snapshot[store])?.text.rangeOf(at)?.start.line ?? 0) + 1;
}

/** What the finding and the refusals say of a file that was emptied. */
export function emptyText(file: string): string {
  return t('{0} is empty, although the database or the last agreed state has records of it.', file);
}

/** Throws where the database or a file could not be read as a whole: for plans that go over all of them. */
export function requireReadable(snapshot: Snapshot): void {
  const unreadable = unreadableDatabase(snapshot);
  if (unreadable !== undefined) throw unreadable;
  for (const store of MIRRORS) {
    const refusal = fileRefusal(snapshot, store);
    if (refusal !== undefined) throw refusal;
  }
}
