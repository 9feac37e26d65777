/**
 * One run of an operation on its way through the tiers: what was tried and when, which tier was reached, and what the
 * result rests on where it is a fallback's. Time and waiting come from outside.
 */
import { reasonOf } from '../ground/errors';
import type { Sleep } from '../ground/ports';
import type { ScriptResult } from '../ground/scripts';
import { type Failure, failureOf, scriptFailure } from './failures';
import { LIMITS, type Tier } from './policy';
import { delays } from './wait';

/** One try that failed. */
export interface Attempt {
  /** ISO 8601. */
  readonly at: string;
  /** What was tried: an operation's name, or a script's command line. */
  readonly step: string;
  readonly code: string;
  readonly message: string;
}

/** A step that succeeded only in its plain form. */
export interface Fallback {
  readonly step: string;
  /** What was done instead. */
  readonly instead: string;
  /** Why the first form was given up. */
  readonly reason: string;
}

/** How far a run has come; a plan is made with it. */
export interface EscalationState {
  readonly tier: Tier;
  /** How often something was tried again. */
  readonly retries: number;
  readonly fallbacks: readonly Fallback[];
}

export interface EscalationPorts {
  readonly sleep: Sleep;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Told before each wait. */
  readonly waiting?: (attempt: Attempt, milliseconds: number) => void;
}

export class Escalation {
  readonly #retries: number;
  readonly #ports: EscalationPorts;
  readonly #failures = new Map<string, number>();
  readonly #attempts: Attempt[] = [];
  readonly #fallbacks: Fallback[];
  /** Steps whose latest try failed. */
  readonly #open = new Set<string>();
  #tier: Tier;
  #retried = 0;

  /** `retries`: how often a step is tried again; `fallbacks`: what an earlier part of the same run fell back to. */
  constructor(retries: number, ports: EscalationPorts, fallbacks: readonly Fallback[] = []) {
    this.#retries = retries;
    this.#ports = ports;
    this.#fallbacks = [...fallbacks];
    this.#tier = fallbacks.length > 0 ? 3 : 0;
  }

  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  /** Whether the latest try of a step failed. */
  get hasFailedStep(): boolean {
    return this.#open.size > 0;
  }

  state(): EscalationState {
    return { tier: this.#tier, retries: this.#retried, fallbacks: [...this.#fallbacks] };
  }

  /** Tiers 1 and 2 for what throws; the last error is thrown on. */
  async operation<Result>(step: string, task: () => Promise<Result>): Promise<Result> {
    const tried = await this.#retrying(step, step, async () => {
      try {
        return { result: await task(), failure: undefined };
      } catch (error) {
        return { error, failure: failureOf(error) };
      }
    });
    if ('error' in tried) throw tried.error;
    return tried.result;
  }

  /** Tiers 1 and 2 for a script; the last result is answered. */
  async script(step: string, pattern: string, task: () => Promise<ScriptResult>): Promise<ScriptResult> {
    const { result } = await this.#retrying(step, pattern, async () => {
      const one = await task().catch(notStarted);
      return { result: one, failure: scriptFailure(one) };
    });
    return result;
  }

  /** Tier 3: a step succeeded in its plain form. */
  fellBack(fallback: Fallback): void {
    this.#fallbacks.push(fallback);
    this.#open.delete(fallback.step);
    this.#reach(3);
  }

  async #retrying<Tried extends { readonly failure: Failure | undefined }>(
    step: string,
    pattern: string,
    task: () => Promise<Tried>,
  ): Promise<Tried> {
    const wait = delays();
    for (let retries = 0; ; retries++) {
      const tried = await task();
      const { failure } = tried;
      if (failure === undefined) {
        this.#open.delete(step);
        return tried;
      }
      const attempt = this.#failed(step, failure);
      const failures = (this.#failures.get(pattern) ?? 0) + 1;
      this.#failures.set(pattern, failures);
      if (!failure.transient) return tried;
      if (failures >= (LIMITS.get(pattern) ?? Infinity)) {
        this.#reach(2);
        return tried;
      }
      if (retries >= this.#retries) return tried;
      this.#reach(1);
      const { value } = wait.next();
      this.#ports.waiting?.(attempt, value);
      await this.#ports.sleep(value);
      this.#retried++;
    }
  }

  #failed(step: string, { code, message }: Failure): Attempt {
    const attempt = { at: new Date(this.#ports.now()).toISOString(), step, code, message };
    this.#attempts.push(attempt);
    // Who ended a script needs not be told that it has not finished.
    if (code === 'script/ended') this.#open.delete(step);
    else this.#open.add(step);
    return attempt;
  }

  #reach(tier: Tier): void {
    if (tier > this.#tier) this.#tier = tier;
  }
}

/** What a program could not even be asked for: its name or an argument is none that the host takes. */
function notStarted(error: unknown): ScriptResult {
  return { exit: undefined, failure: reasonOf(error), reason: 'not-started', output: '', duration: 0 };
}
