/** The tiers of escalation (playbook, "Escalation & Fallback"), and what ends the automatic ones. */
import type { Setting } from '../workspace/settings';

/** Automatic retry, the pattern's limit, linear fallback, a person. 0: nothing went wrong. */
export type Tier = 0 | 1 | 2 | 3 | 4;

/** The pattern of a script that belongs to no worker pattern. */
export const SCRIPT = 'script';

/** The worker patterns that a mission may be carried out by. */
export const WORKER_PATTERNS = ['rsip', 'delegation', 'boomerang'] as const;

/**
 * So many failures of one pattern end the retries of a run: two failed workers halt a delegation, two failed steps a
 * boomerang, by the templates' own numbers.
 */
export const LIMITS: ReadonlyMap<string, number> = new Map([
  [SCRIPT, 3],
  ['rsip', 3],
  ['delegation', 2],
  ['boomerang', 2],
]);

/** How often what failed for a passing reason is tried again by itself. */
export const DEFAULT_RETRIES = 2;

/** Nobody waits for more, whatever a setting says. */
const MOST_RETRIES = 10;

/** From settings by their names without `cmos.`; a value that makes no sense counts as not set. */
export function retriesFrom(setting: Setting): number {
  const retries = setting('escalation.retries');
  return typeof retries === 'number' && Number.isInteger(retries) && retries >= 0
    ? Math.min(retries, MOST_RETRIES)
    : DEFAULT_RETRIES;
}
