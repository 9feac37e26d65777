/**
 * Carrying an operation out by the tiers (playbook, "Escalation & Fallback"): again by itself where a failure may pass,
 * within the pattern's limit; then as a fallback; then a person is asked, with what was tried.
 */
import { t } from '@vscode/l10n';
import { type Attempt, Escalation, type EscalationPorts, type Fallback } from '../escalation/escalation';
import { type Failure, failureOf } from '../escalation/failures';
import type { Incident } from '../escalation/incident';
import type { Incidents } from '../escalation/incidents';
import { refusalOf } from '../commit/gates';
import { CmosError, reasonOf } from '../ground/errors';
import { type Gate, GateRefusal } from '../ground/gate';
import { withoutNothingChanged } from '../ground/refusals';
import { randomSuffix } from '../ground/random-suffix';
import { timeStamp } from '../ground/time-stamp';
import type { Snapshot } from '../workspace/snapshot';
import type { Gathered } from './gather';
import { type Operation, type Parameters, type Plan, textOf } from './operation';
import { type OptionalWrite, optionalWriteOf } from './optional-writes';
import { Planning } from './planning';
import { perform, type Performed, type PerformOptions } from './perform';

export interface RunOptions
  extends Omit<PerformOptions, 'now' | 'override' | 'listed' | 'without' | 'gatheredNow'>, EscalationPorts {
  /** When, as it is to stand in the event; without it the time at which it is carried out. */
  readonly at?: string | undefined;
}

export interface RunResult extends Performed {
  /** Tries that failed on the way. */
  readonly tried: readonly Attempt[];
  /** What the result rests on. */
  readonly fallbacks: readonly Fallback[];
}

/** One run of an operation. Carried out again, as over a gate for a reason, it knows what it found out the first time. */
export class Run {
  readonly #operation: Operation;
  readonly #parameters: Parameters;
  readonly #options: RunOptions;
  /** Programs do not run again because a lock was held. */
  #gathered: Gathered | undefined;
  #snapshot: Snapshot | undefined;
  #without = new Set<OptionalWrite>();
  #escalation: Escalation;
  #at: string;
  /** What a person is to see to, where it came to that; `kept`: it stands in the file of incidents. */
  escalated: { readonly incident: Incident; readonly kept: boolean } | undefined;

  constructor(operation: Operation, parameters: Parameters, options: RunOptions) {
    this.#operation = operation;
    this.#parameters = parameters;
    this.#options = options;
    this.#gathered = options.gathered;
    this.#escalation = new Escalation(options.policy.retries, options);
    this.#at = timeStamp(options.now());
  }

  /** What was found out, for another run of the same. */
  get gathered(): Gathered | undefined {
    return this.#gathered;
  }

  /**
   * The gates that are open, asked on the parameters that are known yet; programs are run for it, and what they fail with
   * escalates.
   */
  async openGates(): Promise<readonly Gate[]> {
    if (this.#operation.unwritten !== undefined) return [];
    this.#begin();
    const planning = new Planning(this.#operation, this.#parameters, this.#planOptions(undefined, undefined));
    const gates = await planning.openGates(await this.#refresh());
    if (gates.length > 0) await this.#escalate(refusalOf(gates), undefined);
    return gates;
  }

  /**
   * Carries it out, over gates where a reason is given: over those that were `listed` before, or all that are open at first.
   * Rejected as `perform` is, with the last error. A dry run tries once.
   */
  async carryOut(override?: string, listed?: readonly Gate[]): Promise<RunResult> {
    this.#begin();
    if (this.#options.dryRun) return { ...(await this.#perform(override, listed)), tried: [], fallbacks: [] };
    let leftOut: unknown;
    for (;;) {
      try {
        const performed = await this.#escalation.operation(this.#operation.name, () => this.#perform(override, listed));
        if (performed.committed !== undefined) await this.#keepDone(performed).catch(() => undefined);
        return { ...performed, tried: this.#escalation.attempts, fallbacks: this.#escalation.state().fallbacks };
      } catch (caught) {
        // What is not done without the write either fails for the write's reason, and rests on no fallback.
        const error = leftOut !== undefined && caught instanceof GateRefusal ? leftOut : caught;
        const failure = failureOf(error);
        if (failure !== undefined && error === caught && this.#leaveOut(failure)) {
          leftOut ??= error;
          continue;
        }
        await this.#escalate(error, failure);
        const plan = await this.#unwritten(error);
        if (plan === undefined) throw error;
        return {
          plan,
          committed: undefined,
          passed: [],
          tried: this.#escalation.attempts,
          fallbacks: [],
        };
      }
    }
  }

  /** Undefined where the operation is not done in part, and what fails is told as an error. */
  async #unwritten(error: unknown): Promise<Plan | undefined> {
    if (this.#operation.unwritten === undefined || !CmosError.is(error)) return undefined;
    const snapshot = await this.#refresh().catch(() => undefined);
    return snapshot && this.#operation.unwritten(snapshot, withoutNothingChanged(error.message));
  }

  #begin(): void {
    const { policy, at, now } = this.#options;
    this.#escalation = new Escalation(policy.retries, this.#options, this.#gathered?.fallbacks);
    this.#without = new Set();
    this.#at = at ?? timeStamp(now());
    this.escalated = undefined;
  }

  #perform(override: string | undefined, listed: readonly Gate[] | undefined): Promise<Performed> {
    return perform(this.#operation, this.#parameters, {
      ...this.#planOptions(override, listed),
      refresh: () => this.#refresh(),
    });
  }

  #planOptions(override: string | undefined, listed: readonly Gate[] | undefined): Omit<PerformOptions, 'refresh'> {
    const { gatherPorts, dryRun } = this.#options;
    return {
      ...this.#options,
      override,
      listed,
      now: this.#at,
      gathered: this.#gathered,
      gatheredNow: (gathered) => void (this.#gathered = gathered),
      without: this.#without,
      gatherPorts: { ...gatherPorts, escalation: dryRun ? undefined : this.#escalation },
    };
  }

  async #refresh(): Promise<Snapshot> {
    return (this.#snapshot = await this.#options.refresh());
  }

  /** Tier 3: where only an optional write failed, the same without it. */
  #leaveOut({ file, message }: Failure): boolean {
    const write = this.#snapshot === undefined ? undefined : optionalWriteOf(file, this.#snapshot);
    if (write === undefined || this.#without.has(write)) return false;
    this.#without.add(write);
    const instead = write === 'telemetry' ? t('without telemetry') : t('without keeping counts and pointers');
    this.#escalation.fellBack({ step: this.#operation.name, instead, reason: withoutNothingChanged(message) });
    return true;
  }

  /** Tier 4: keeps what a person is to see to. A refusal is none, unless a script or a fallback is behind it. */
  async #escalate(error: unknown, failure: Failure | undefined): Promise<void> {
    const { attempts, hasFailedStep } = this.#escalation;
    const { fallbacks } = this.#escalation.state();
    const gated = error instanceof GateRefusal && (hasFailedStep || fallbacks.length > 0);
    if (failure === undefined && !gated) return;
    const script = failure === undefined && hasFailedStep ? attempts.at(-1) : undefined;
    const incident = this.#incident(4, {
      code: failure?.code ?? script?.code ?? 'operation/gated',
      reason: script === undefined ? reasonOf(error) : `${script.step}: ${script.message}`,
      // What was not done after all rests on nothing.
      fallbacks: failure === undefined ? fallbacks : fallbacks.filter(({ step }) => step !== this.#operation.name),
    });
    // That it cannot be kept must not hide the error itself.
    const kept =
      (await this.#incidents?.record(incident).then(
        () => true,
        () => false,
      )) === true;
    this.escalated = { incident, kept };
  }

  /** It was done: what failed of it before is over. What rests on a fallback is to be looked at. */
  async #keepDone({ plan }: Performed): Promise<void> {
    const { name } = this.#operation;
    const mission = textOf(plan.event?.['mission']);
    const missions = [mission, textOf(this.#parameters['mission'])];
    await this.#incidents?.closeDone(name, missions, this.#at, this.#options.agent);
    const { fallbacks } = this.#escalation.state();
    const last = fallbacks.at(-1);
    // A completed mission was reviewed, or a person has passed that gate.
    if (last === undefined || name === 'complete') return;
    const incident = this.#incident(3, { code: 'fallback', reason: `${last.step}: ${last.reason}`, fallbacks });
    await this.#incidents?.record({ ...incident, ...(mission === undefined ? {} : { mission }) });
  }

  /** Nothing is kept where only what the reference writes is wanted. */
  get #incidents(): Incidents | undefined {
    return this.#options.policy.strict ? undefined : this.#options.gatherPorts.incidents;
  }

  #incident(tier: Incident['tier'], what: Pick<Incident, 'code' | 'reason' | 'fallbacks'>): Incident {
    const mission = textOf(this.#parameters['mission']);
    return {
      id: `${this.#options.now().toString(36)}-${randomSuffix()}`,
      at: this.#at,
      operation: this.#operation.name,
      agent: this.#options.agent,
      ...(mission === undefined ? {} : { mission }),
      tier,
      ...what,
      attempts: this.#escalation.attempts,
      parameters: this.#parameters,
    };
  }
}
