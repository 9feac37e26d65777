/** What is wrong with the log's lines themselves, whatever the database says: glued events, and lines that are none. */
import type { Finding } from '../findings/finding';
import { logProblems } from '../findings/rules/log-problems';
import { comparableDatabase } from '../parity/scope';
import type { Snapshot } from '../workspace/snapshot';

/** The findings of lines that a repair mends. */
export function damages(snapshot: Snapshot): readonly Finding[] {
  return canBeMended(snapshot) ? [...logProblems.check(snapshot)].filter(isDamaged) : [];
}

export function isDamaged({ item }: Finding): boolean {
  return item?.kind === 'line';
}

export function canBeMended(snapshot: Snapshot): boolean {
  return comparableDatabase(snapshot, 'sessions') !== undefined;
}
