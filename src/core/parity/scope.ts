/** What may be compared: only what the profile promises to be the same, and only where both sides could be read. */
import { type DatabaseReading } from '../database/model';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { type Mirror } from '../workspace/settings';

/** The database, where its mirror is promised to say the same as it does. */
export function mirroredDatabase(snapshot: Snapshot, mirror: Mirror): DatabaseReading | undefined {
  return snapshot.profile.name === 'mirrored' && snapshot.mirrors.has(mirror)
    ? documentOf(snapshot.database)
    : undefined;
}
