/**
 * Carrying an operation out by the tiers (playbook, "Escalation & Fallback"): again by itself where a failure may pass,
 * within the pattern's limit; then in its plain form; then a person is asked, with what was tried.
 */
import { t } from '@vscode/l10n';
import { CmosError } from '../ground/errors';
import { randomSuffix } from '../ground/random-suffix';
import { type Extra, extraOf } from './extras';
import { type Gathered, type World } from './gather';
import { type Operation, type Parameters, textOf } from './operation';
import { perform, type Performed, type PerformOptions } from './perform';
import { type Snapshot } from '../workspace/snapshot';
import { type Attempt, Escalation, type EscalationPorts, type Fallback } from '../escalation/escalation';
import { type Failure, failureOf } from '../escalation/failures';
import { type Incident } from '../escalation/incident';
import { type Incidents } from '../escalation/incidents';

export interface Means extends EscalationPorts {
  /** Undefined: nothing is kept, as in a folder that is not trusted. */
  readonly incidents: Incidents | undefined;
  /** Told of what a person is to see to, before the error is thrown; `kept`: it stands in the file of incidents. */
  readonly escalated?: (incident: Incident, kept: boolean) => void;
}

export interface Carried extends Performed {
  /** Tries that failed on the way. */
  readonly tried: readonly Attempt[];
  /** What the result rests on. */
  readonly fallbacks: readonly Fallback[];
}

/** Carries an operation out. Rejected as `perform` is, with the last error. A dry run tries once. */
export async function carryOut(
  operation: Operation,
  parameters: Parameters,
  options: PerformOptions,
  means: Means,
): Promise<Carried> {
  if (options.dryRun) {
    const world = knowing(options.world, means.incidents);
    return { ...(await perform(operation, parameters, { ...options, world })), tried: [], fallbacks: [] };
  }
  return new Run(operation, parameters, options, means).carryOut();
}

/** The world with what is known of incidents. */
function knowing(world: World, incidents: Incidents | undefined): World {
  return incidents === undefined ? world : { ...world, records: (snapshot) => incidents.read(snapshot) };
}

class Run {
  readonly #operation: Operation;
  readonly #parameters: Parameters;
  readonly #options: PerformOptions;
  readonly #means: Means;
  readonly #escalation: Escalation;
  readonly #without = new Set<Extra>();
  /** What an earlier try found out: programs do not run again because a lock was held. */
  #gathered: Gathered | undefined;
  #snapshot: Snapshot | undefined;

  constructor(operation: Operation, parameters: Parameters, options: PerformOptions, means: Means) {
    this.#operation = {
      ...operation,
      ...(operation.gather === undefined
        ? {}
        : { gather: async (...all) => (this.#gathered = (await operation.gather?.(...all)) ?? {}) }),
    };
    this.#parameters = parameters;
    this.#options = options;
    this.#means = means;
    this.#gathered = options.gathered;
    this.#escalation = new Escalation(options.policy.retries, means, options.gathered?.fallbacks ?? []);
  }

  async carryOut(): Promise<Carried> {
    const { name } = this.#operation;
    for (;;) {
      try {
        const performed = await this.#escalation.operation(name, () => this.#perform());
        if (performed.committed !== undefined) await this.#keepDone(performed).catch(() => undefined);
        return { ...performed, tried: this.#escalation.attempts, fallbacks: this.#escalation.reached().fallbacks };
      } catch (error) {
        const failure = failureOf(error);
        if (failure !== undefined && this.#leaveOut(failure)) continue;
        await this.#escalate(error, failure);
        throw error;
      }
    }
  }

  #perform(): Promise<Performed> {
    return perform(this.#operation, this.#parameters, {
      ...this.#options,
      gathered: this.#gathered,
      without: this.#without,
      reached: () => this.#escalation.reached(),
      refresh: async () => (this.#snapshot = await this.#options.refresh()),
      world: { ...knowing(this.#options.world, this.#means.incidents), escalation: this.#escalation },
    });
  }

  /** Tier 3: where only an extra failed, the same without it. */
  #leaveOut({ file, message }: Failure): boolean {
    const extra = this.#snapshot === undefined ? undefined : extraOf(file, this.#snapshot);
    if (extra === undefined || this.#without.has(extra)) return false;
    this.#without.add(extra);
    const instead = extra === 'telemetry' ? t('without telemetry') : t('without keeping counts and pointers');
    this.#escalation.fellBack({ step: this.#operation.name, instead, reason: message });
    return true;
  }

  /** Tier 4: keeps what a person is to see to. A refusal is none, unless a script or a fallback is behind it. */
  async #escalate(error: unknown, failure: Failure | undefined): Promise<void> {
    const { attempts, unsettled } = this.#escalation;
    const { fallbacks } = this.#escalation.reached();
    const asked = CmosError.is(error, 'operation/gated') && (unsettled || fallbacks.length > 0);
    if (failure === undefined && !asked) return;
    const last = attempts.at(-1);
    const script = failure === undefined && unsettled ? last : undefined;
    const incident = this.#incident(4, {
      code: failure?.code ?? script?.code ?? 'operation/gated',
      reason:
        script === undefined
          ? error instanceof Error
            ? error.message
            : String(error)
          : `${script.step}: ${script.message}`,
      // What was not done after all rests on nothing.
      fallbacks: failure === undefined ? fallbacks : fallbacks.filter(({ step }) => step !== this.#operation.name),
    });
    // That it cannot be kept must not hide the error itself.
    const store = this.#kept;
    const kept = store !== undefined && (await succeeds(store.record(incident)));
    this.#means.escalated?.(incident, kept);
  }

  /** It was done: what failed of it before is over. What rests on a fallback is to be looked at. */
  async #keepDone({ plan }: Performed): Promise<void> {
    const { name } = this.#operation;
    const { now, agent } = this.#options;
    const mission = textOf(plan.event?.['mission']);
    await this.#kept?.settle(name, [mission, textOf(this.#parameters['mission'])], now, agent);
    const { fallbacks } = this.#escalation.reached();
    // A completed mission was reviewed, or a person has passed that gate.
    if (fallbacks.length === 0 || name === 'complete') return;
    const { step, reason } = fallbacks.at(-1) ?? { step: name, reason: '' };
    const incident = this.#incident(3, { code: 'fallback', reason: `${step}: ${reason}`, fallbacks });
    await this.#kept?.record({ ...incident, ...(mission === undefined ? {} : { mission }) });
  }

  /** Nothing is kept where only what the reference writes is wanted. */
  get #kept(): Incidents | undefined {
    return this.#options.policy.strict ? undefined : this.#means.incidents;
  }

  #incident(tier: Incident['tier'], what: Pick<Incident, 'code' | 'reason' | 'fallbacks'>): Incident {
    const { now, agent } = this.#options;
    const mission = textOf(this.#parameters['mission']);
    return {
      id: `${this.#means.now().toString(36)}-${randomSuffix()}`,
      at: now,
      operation: this.#operation.name,
      agent,
      ...(mission === undefined ? {} : { mission }),
      tier,
      ...what,
      attempts: this.#escalation.attempts,
      parameters: this.#parameters,
    };
  }
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
