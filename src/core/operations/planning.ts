/** Planning an operation with all its gates asked: what is open is told together, and a reason passes what was told. */
import { isEmpty } from '../changes/change-set';
import { openGates, refusalOf } from '../commit/gates';
import type { CommitPorts } from '../commit/ports';
import { CmosError } from '../ground/errors';
import { closedGate, type Gate, isSameGate, OpenGates } from '../ground/gate';
import { fileRefusal } from '../workspace/readable';
import { MIRRORS } from '../workspace/settings';
import type { Snapshot } from '../workspace/snapshot';
import type { Gathered, GatherPorts } from './gather';
import type { Operation, Parameters, Plan, PlanContext } from './operation';
import { secretGates } from './secrets';

export interface PlanOptions extends Omit<PlanContext, 'snapshot' | 'gathered' | 'escalation' | 'gates' | 'passed'> {
  readonly ports: CommitPorts;
  readonly gatherPorts: GatherPorts;
  /** Plans, and changes nothing. */
  readonly dryRun: boolean;
  /** The gates that were told before `override` was given, and which it passes; without it those of the first plan. */
  readonly listed?: readonly Gate[] | undefined;
  /** What an earlier plan of the same parameters found out, so that no program runs twice. */
  readonly gathered?: Gathered | undefined;
  /** Told of what this one found out. */
  readonly gatheredNow?: (gathered: Gathered) => void;
}

/** A plan with the gates that are open for it; where there is none, the refusal. */
type AskedPlan =
  | { readonly plan: Plan; readonly gates: readonly Gate[]; readonly error?: undefined }
  | { readonly plan?: undefined; readonly gates: readonly Gate[]; readonly error: CmosError };

/** Planning an operation, as often as others are faster: what was found out and which gates may be passed stays the same. */
export class Planning {
  readonly #operation: Operation;
  readonly #parameters: Parameters;
  readonly #options: PlanOptions;
  #gathered: Gathered | undefined;
  /** Fixed by the first plan: a gate that opens later was told to nobody. */
  #passable: readonly Gate[] | undefined;
  passed: readonly Gate[] = [];

  constructor(operation: Operation, parameters: Parameters, options: PlanOptions) {
    this.#operation = operation;
    this.#parameters = parameters;
    this.#options = options;
    this.#gathered = options.gathered;
    this.#passable = options.listed;
  }

  /** The plan that may be committed. Throws a `GateRefusal` otherwise, or the error where nothing else is open. */
  async plan(snapshot: Snapshot): Promise<Plan> {
    const { plan, gates, error } = await this.#ask(snapshot);
    if (error !== undefined) throw gates.length === 0 ? error : refusalOf([...gates, closedGate(error)]);
    const passable = (this.#passable ??= gates);
    if (gates.length === 0) return plan;
    if (this.#options.override === undefined) throw refusalOf(gates);
    if (!gates.every((gate) => gate.overridable && passable.some((each) => isSameGate(each, gate))))
      throw refusalOf(gates);
    this.passed = gates;
    const passes = [...new Set(gates.map(({ code }) => code))];
    const { changeSet, ...rest } = this.#planned(snapshot, new OpenGates(), passes);
    return { ...rest, changeSet: { ...changeSet, passes } };
  }

  /**
   * The gates that are open before parameters are typed: asked on those that are known, so that no plan need be possible yet.
   */
  async openGates(snapshot: Snapshot): Promise<readonly Gate[]> {
    const { gates, error } = await this.#ask(snapshot);
    // That something is missing yet is no reason to refuse; that a file cannot be read is one.
    const counts =
      error !== undefined &&
      (!CmosError.is(error, 'operation/refused', 'operation/invalid', 'mission/unknown') ||
        MIRRORS.some((mirror) => fileRefusal(snapshot, mirror)?.message === error.message));
    return counts ? [...gates, closedGate(error)] : gates;
  }

  /** Plans, and asks all gates: those of the operation, those of its change, and what it takes programs to find out. */
  async #ask(snapshot: Snapshot): Promise<AskedPlan> {
    const operation = this.#operation;
    const first = this.#asked(snapshot);
    if (operation.gather === undefined || (this.#gathered !== undefined && operation.gathersAnew !== true))
      return first;
    // Only now: what is refused anyway runs no program.
    if (first.error !== undefined || first.gates.some((gate) => this.#stops(gate))) return first;
    try {
      this.#gathered = await operation.gather(
        this.#parameters,
        this.#context(snapshot, new OpenGates()),
        this.#options.gatherPorts,
      );
    } catch (error) {
      if (!CmosError.is(error)) throw error;
      return { gates: first.gates, error };
    }
    this.#options.gatheredNow?.(this.#gathered);
    return this.#asked(snapshot);
  }

  /** A mission of another status is not verified: other work comes before that. */
  #stops({ code, overridable }: Gate): boolean {
    return !overridable || (code === 'gate/status' && this.#options.override === undefined);
  }

  #asked(snapshot: Snapshot): AskedPlan {
    const { ports, dryRun } = this.#options;
    const open = new OpenGates();
    for (const gate of secretGates(this.#operation, this.#parameters, this.#options)) open.add(gate);
    try {
      const plan = this.#planned(snapshot, open);
      if (isEmpty(plan.changeSet)) return { plan, gates: open.all };
      const commitGates = openGates(
        dryRun ? { trusted: true, isUnsaved: () => false } : ports,
        snapshot,
        plan.changeSet,
      );
      // What a change touches is a part of what has drifted.
      const isTold = open.all.some(({ code }) => code === 'gate/drift');
      for (const gate of commitGates) if (!isTold || gate.code !== 'gate/touched-drift') open.add(gate);
      return { plan, gates: open.all };
    } catch (error) {
      if (!CmosError.is(error)) throw error;
      return { gates: open.all, error };
    }
  }

  #planned(snapshot: Snapshot, gates: OpenGates, passed?: readonly string[]): Plan {
    return this.#operation.plan(this.#parameters, this.#context(snapshot, gates, passed));
  }

  #context(snapshot: Snapshot, gates: OpenGates, passed?: readonly string[]): PlanContext {
    const { now, agent, override, policy, without, gatherPorts } = this.#options;
    const escalation = gatherPorts.escalation?.state();
    return { snapshot, now, agent, override, policy, without, gathered: this.#gathered, escalation, gates, passed };
  }
}
