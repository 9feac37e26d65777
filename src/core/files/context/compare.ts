/** Two contexts value by value: the database's and the file's. */
import { anchor, type Anchor } from '../text';
import { alignElements } from './align';
import { equalDocuments, equalValues } from './equal';
import type { JsonNode, JsonPath } from './model';

/** One value in which a file's context is not the database's. */
export interface ContextDifference {
  /** Where the value is in the file; for a missing one, where it would stand. */
  readonly path: JsonPath;
  /** Where it is, or would stand, in the database's context: another path only below lists of different lengths. */
  readonly databasePath: JsonPath;
  readonly kind: 'differs' | 'missing-in-file' | 'missing-in-database';
  readonly database?: JsonNode;
  readonly file?: JsonNode;
  /** In the file: the value; for a missing one, the name of the nearest member around it, or the opening bracket of all. */
  readonly at: Anchor;
}

/** All differences, in the order of the database's context; none just when the two are equal. */
export function compareContexts(database: JsonNode, file: JsonNode): readonly ContextDifference[] {
  const { chunk, start } = file.at;
  const opening = file.kind === 'object' || file.kind === 'array' ? anchor(chunk, start, start + 1) : file.at;
  const root: Place = { path: [], databasePath: [], around: opening };
  // Only of whole documents is `NaN` not equal to itself.
  if (equalValues(database, file) && !equalDocuments(database, file)) return [differs(database, file, root)];
  return [...differences(database, file, root)];
}

interface Place {
  readonly path: JsonPath;
  readonly databasePath: JsonPath;
  /** The name of the nearest member around, in the file. */
  readonly around: Anchor;
}

type ObjectNode = Extract<JsonNode, { kind: 'object' }>;
type ArrayNode = Extract<JsonNode, { kind: 'array' }>;

function* differences(database: JsonNode, file: JsonNode, place: Place): Generator<ContextDifference> {
  if (database.kind === 'object' && file.kind === 'object') yield* ofMembers(database, file, place);
  else if (database.kind === 'array' && file.kind === 'array') yield* ofItems(database, file, place);
  else if (!equalValues(database, file)) yield differs(database, file, place);
}

function* ofMembers(database: ObjectNode, file: ObjectNode, place: Place): Generator<ContextDifference> {
  for (const [name, { value }] of database.members) {
    const mirrored = file.members.get(name);
    if (mirrored === undefined) yield missingInFile(value, step(place, name, name));
    else yield* differences(value, mirrored.value, { ...step(place, name, name), around: mirrored.key });
  }
  for (const [name, { value }] of file.members) {
    if (!database.members.has(name)) yield missingInDatabase(value, step(place, name, name));
  }
}

function* ofItems(database: ArrayNode, file: ArrayNode, place: Place): Generator<ContextDifference> {
  for (const { oneStart, oneEnd, otherStart, otherEnd } of alignElements(database.items, file.items)) {
    const length = Math.max(oneEnd - oneStart, otherEnd - otherStart);
    for (let offset = 0; offset < length; offset++) {
      // One element instead of another is a change; what has no counterpart would stand at the stretch's end.
      const index = Math.min(otherStart + offset, otherEnd);
      const databaseIndex = Math.min(oneStart + offset, oneEnd);
      const ours = databaseIndex < oneEnd ? database.items[databaseIndex] : undefined;
      const theirs = index < otherEnd ? file.items[index] : undefined;
      const here = step(place, index, databaseIndex);
      if (ours !== undefined && theirs !== undefined) yield* differences(ours, theirs, here);
      else if (ours !== undefined) yield missingInFile(ours, here);
      else if (theirs !== undefined) yield missingInDatabase(theirs, here);
    }
  }
}

function step({ path, databasePath, around }: Place, each: string | number, databaseEach: string | number): Place {
  return { path: [...path, each], databasePath: [...databasePath, databaseEach], around };
}

function differs(database: JsonNode, file: JsonNode, { path, databasePath }: Place): ContextDifference {
  return { path, databasePath, kind: 'differs', database, file, at: file.at };
}

function missingInFile(database: JsonNode, { path, databasePath, around }: Place): ContextDifference {
  return { path, databasePath, kind: 'missing-in-file', database, at: around };
}

function missingInDatabase(file: JsonNode, { path, databasePath }: Place): ContextDifference {
  return { path, databasePath, kind: 'missing-in-database', file, at: file.at };
}
