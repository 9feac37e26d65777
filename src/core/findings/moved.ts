/** Which side a difference came from: the one that no longer says what both said last. */
import { compareContexts, type ContextDifference } from '../files/context/compare';
import { formatPath, parseContext } from '../files/context/parse';
import { valueKey } from '../files/context/equal';
import type { JsonNode, JsonPath } from '../files/context/model';
import { driftOfMissions } from './rules/drift-missions';
import { rememberedBy } from '../ground/memo';
import type { Finding } from './finding';
import { otherSide, type Side } from '../ground/side';
import { type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';
import { STATUS_FIELDS } from '../parity/extras';
import { hashOf } from '../ground/hash';
import { type Agreed, type AgreedContext, type Hashes, MISSING, unknownLine } from '../workspace/agreed';
import { isOutOfDate } from '../parity/agreed/out-of-date';
import { elementStatement, sessionStatement } from '../parity/agreed/statements';

/**
 * `both` moved; `unclear`: nobody knows, as both have agreed on other things since that was remembered; undefined: nobody knows,
 * as they were never seen to agree on it.
 */
export type Moved = Side | 'both' | 'unclear' | undefined;

/** Which side moved since both agreed on what a finding is about; of a mission's status, on all that goes with it. */
export function movedOf(snapshot: Snapshot, finding: Finding): Moved {
  const { agreed } = snapshot;
  if (agreed === undefined) return undefined;
  const status = isOfStatus(finding) ? statusesOf(snapshot, agreed).get(finding.mission ?? '') : undefined;
  return asFarAsKnown(snapshot, status ?? moved(snapshot, agreed, finding));
}

/** What the last agreed state tells, unless that is out of date. */
export function asFarAsKnown(snapshot: Snapshot, side: Moved): Moved {
  return side !== undefined && isOutOfDate(snapshot) ? 'unclear' : side;
}

/** Whether a finding is about a mission's status, its times or its notes. */
export function isOfStatus({ item }: Finding): boolean {
  return item?.kind === 'mission' && item.field !== undefined && STATUS_FIELDS.has(item.field);
}

const statuses = new WeakMap<Snapshot, ReadonlyMap<string, Moved>>();

/** Which side moved in any of the fields of a mission's status, by mission. */
function statusesOf(snapshot: Snapshot, agreed: Agreed): ReadonlyMap<string, Moved> {
  const known = statuses.get(snapshot);
  if (known !== undefined) return known;
  const found = new Map<string, Moved>();
  for (const finding of driftOfMissions.check(snapshot)) {
    if (!isOfStatus(finding)) continue;
    const { mission = '' } = finding;
    found.set(mission, together(found.get(mission), moved(snapshot, agreed, finding)));
  }
  statuses.set(snapshot, found);
  return found;
}

function together(one: Moved, other: Moved): Moved {
  if (one === undefined || other === undefined) return one ?? other;
  return one === other ? one : 'both';
}

/** The same where it was one side alone: whose value then is the later one. */
export function movedSide(snapshot: Snapshot, finding: Finding): Side | undefined {
  const side = movedOf(snapshot, finding);
  return side === 'both' || side === 'unclear' ? undefined : side;
}

function moved(snapshot: Snapshot, agreed: Agreed, finding: Finding): Moved {
  const { item, lacks, databaseValue, fileValue } = finding;
  switch (item?.kind) {
    case 'mission':
    case 'sprint': {
      const known = own(item.kind === 'mission' ? agreed.missions : agreed.sprints, item.id);
      // A record that both had and one has no more was taken away there; else it was added on the other side.
      if (lacks !== undefined) return ofRecord(snapshot, known, otherSide(lacks));
      return item.field === undefined ? undefined : ofField(known, item.field, databaseValue, fileValue);
    }
    case 'dependency': {
      const known = own(agreed.dependencies, JSON.stringify([item.from, item.to]));
      if (lacks !== undefined) return ofDependency(snapshot, known, otherSide(lacks));
      if (known === undefined || known === '') return undefined;
      return of(known === hashOf(databaseValue ?? ''), known === hashOf(fileValue ?? ''));
    }
    case 'session':
      if (lacks === undefined) return undefined;
      return ofSession(agreed.sessions, sessionStatement(item.raw), lacks);
    case 'context': {
      const known = own(agreed.contexts, item.id);
      const difference = item.path === undefined ? undefined : differencesOf(snapshot, item.id).get(item.path);
      return known === undefined || difference === undefined ? undefined : ofValue(known, difference);
    }
    default:
      return undefined;
  }
}

/** `holder` has it. */
function ofRecord(snapshot: Snapshot, known: Hashes | undefined, holder: Side): Moved {
  if (known === undefined) return holder;
  const other = otherSide(holder);
  return MISSING in known || isEmpty(snapshot, other) ? undefined : other;
}

/** A side without a single mission has lost them as a whole: nobody took each of them away. */
function isEmpty({ database, backlog }: Snapshot, side: Side): boolean {
  const missions = side === 'database' ? documentOf(database)?.missions : documentOf(backlog)?.missions;
  return missions === undefined || missions.length === 0;
}

function ofDependency(snapshot: Snapshot, known: string | undefined, holder: Side): Moved {
  if (known === undefined) return holder;
  const other = otherSide(holder);
  return known === '' || isEmpty(snapshot, other) ? undefined : other;
}

/** A table's own member: an id may be the name of what every object has. */
function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function ofSession(known: Agreed['sessions'], line: string, lacks: Side): Moved {
  if (known.includes(unknownLine(line))) return undefined;
  return known.includes(line) ? lacks : otherSide(lacks);
}

function ofField(
  record: Hashes | undefined,
  field: string,
  database: string | undefined,
  file: string | undefined,
): Moved {
  if (record === undefined) return undefined;
  // Where the two spell it in their own ways, the database's comes first.
  const [inDatabase, inFile = inDatabase] = own(record, field)?.split(' ') ?? [];
  if (inDatabase === '') return undefined;
  if (inDatabase !== undefined) return of(inDatabase === hashOf(database ?? ''), inFile === hashOf(file ?? ''));
  // Metadata that neither had is agreed upon without a word of it; of two different values nobody knows the first.
  if (database === undefined) return 'files';
  return file === undefined ? 'database' : undefined;
}

/** By which of the two still says what both said. */
function of(database: boolean, file: boolean): Moved {
  if (database === file) return database ? undefined : 'both';
  return database ? 'files' : 'database';
}

/** Which side moved in a value of a context, of which the two say different things. */
export function ofValue(
  { values, elements }: AgreedContext,
  {
    path,
    database,
    file,
  }: { readonly path: JsonPath } & Readonly<Partial<Record<'database' | 'file', JsonNode | undefined>>>,
): Moved {
  const names = path.map((step) => (typeof step === 'number' ? '[]' : step));
  if (path.some((step) => typeof step === 'number')) {
    const knows = (node: JsonNode | undefined): boolean =>
      node !== undefined && elements.includes(elementStatement(names, node));
    const isUnknown = (node: JsonNode | undefined): boolean =>
      node !== undefined && elements.includes(unknownLine(elementStatement(names, node)));
    if (isUnknown(database) || isUnknown(file)) return undefined;
    if (database === undefined) return knows(file) ? 'database' : 'files';
    if (file === undefined) return knows(database) ? 'files' : 'database';
    return of(knows(database), knows(file));
  }
  const known = own(values, formatPath(path));
  if (known === '') return undefined;
  const knows = (node: JsonNode | undefined): boolean => node !== undefined && known === hashOf(valueKey(node));
  if (database === undefined) return known === undefined ? 'files' : knows(file) ? 'database' : 'both';
  if (file === undefined) return known === undefined ? 'database' : knows(database) ? 'files' : 'both';
  return known === undefined ? undefined : of(knows(database), knows(file));
}

function differencesOf(snapshot: Snapshot, id: ContextId): ReadonlyMap<string, ContextDifference> {
  const content = documentOf(snapshot.database)?.contexts.find((each) => each.id === id)?.content;
  const root = documentOf(snapshot[id])?.root;
  return content === undefined || root === undefined ? new Map() : compared(root, content);
}

const compared = rememberedBy((file: JsonNode, content: string): ReadonlyMap<string, ContextDifference> => {
  const { root } = parseContext(content);
  const differences = root === undefined ? [] : compareContexts(root, file);
  return new Map(differences.map((difference) => [formatPath(difference.path), difference]));
});
