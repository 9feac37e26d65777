/** What is wrong with the log's lines themselves, whatever the database says: glued events, and lines that are none. */
import type { Finding } from '../findings/finding';
import { logProblems } from '../findings/rules/log-problems';
import { comparableDatabase } from '../parity/scope';
import type { Snapshot } from '../workspace/snapshot';

/** Where lines go that are no events; relative to the cmos root. */
export const REJECTED = 'SESSIONS.rejected.jsonl';

/** The findings of lines that a repair mends. */
export function damages(snapshot: Snapshot): readonly Finding[] {
  return canBeMended(snapshot) ? [...logProblems.check(snapshot)].filter(isDamaged) : [];
}

export function isDamaged({ code }: Finding): boolean {
  return code === 'log/glued-line' || code === 'log/invalid-line';
}

export function canBeMended(snapshot: Snapshot): boolean {
  return comparableDatabase(snapshot, 'sessions') !== undefined;
}
