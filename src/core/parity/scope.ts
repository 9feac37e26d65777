/** What may be compared: only what the profile promises to be the same, and only where both sides could be read as a whole. */
import type { DatabaseReading } from '../database/model';
import { hasTablesOf } from '../workspace/database-fault';
import { fileFault } from '../workspace/readable';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import type { Mirror } from '../workspace/settings';

/** The database, where its mirror is promised to say the same as it does. */
export function mirroredDatabase(snapshot: Snapshot, mirror: Mirror): DatabaseReading | undefined {
  if (snapshot.profile.name !== 'mirrored' || !snapshot.mirrors.has(mirror)) return undefined;
  const database = documentOf(snapshot.database);
  return database !== undefined && hasTablesOf(database, mirror) ? database : undefined;
}

/** The same, where the mirror can be compared with it. */
export function comparableDatabase(snapshot: Snapshot, mirror: Mirror): DatabaseReading | undefined {
  return fileFault(snapshot, mirror) === undefined ? mirroredDatabase(snapshot, mirror) : undefined;
}

/** Whether all was read that a mirror and the database say of the same things; a file that is not there says nothing. */
export function isWhole(snapshot: Snapshot, mirror: Mirror): boolean {
  const database = documentOf(snapshot.database);
  return database !== undefined && hasTablesOf(database, mirror) && fileFault(snapshot, mirror) === undefined;
}
