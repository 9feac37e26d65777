/** How failures are met (playbook, "Escalation & Fallback"): tier by tier, and how much is tried at each. */
import { type Setting } from '../workspace/settings';

/** Automatic retry, the pattern's limit, linear fallback, a person. 0: nothing went wrong. */
export type Tier = 0 | 1 | 2 | 3 | 4;

export interface EscalationPolicy {
  /** How often what failed for a passing reason is tried again by itself. */
  readonly retries: number;
  /** So many failures of one pattern end the retries of a run; by an operation's name, `script`, or a worker pattern. */
  readonly limits: ReadonlyMap<string, number>;
}

/** The pattern of a script that belongs to no worker pattern. */
export const SCRIPT = 'script';

/** The worker patterns that a mission may be carried out by. */
export const WORKER_PATTERNS = ['rsip', 'delegation', 'boomerang'] as const;

/** Nobody waits for more, whatever a setting says. */
const MOST_RETRIES = 10;
const HIGHEST_LIMIT = 100;

/** Two failed workers halt a delegation, two failed steps a boomerang: the templates' own numbers. */
export const DEFAULT_ESCALATION: EscalationPolicy = {
  retries: 2,
  limits: new Map([
    [SCRIPT, 3],
    ['rsip', 3],
    ['delegation', 2],
    ['boomerang', 2],
  ]),
};

/** From settings by their names without `cmos.`; values that make no sense count as not set. */
export function escalationFrom(setting: Setting): EscalationPolicy {
  const retries = setting('escalation.retries');
  const limits = setting('escalation.limits');
  const given = typeof limits === 'object' && limits !== null && !Array.isArray(limits) ? Object.entries(limits) : [];
  return {
    retries: isCount(retries, 0) ? Math.min(retries, MOST_RETRIES) : DEFAULT_ESCALATION.retries,
    limits: new Map([
      ...DEFAULT_ESCALATION.limits,
      ...given.flatMap(([pattern, limit]) =>
        isCount(limit, 1) ? [[pattern, Math.min(limit, HIGHEST_LIMIT)] as const] : [],
      ),
    ]),
  };
}

function isCount(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least;
}
