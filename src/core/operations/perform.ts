/** Carrying an operation out: parameters checked, planned on what is there now, committed; planned again where others were faster. */
import { t } from '@vscode/l10n';
import { commit, type CommitPorts, type CommitResult } from '../commit/commit';
import { isEmpty } from '../commit/change-set';
import { CmosError } from '../errors';
import { type Reached } from '../escalation/escalation';
import { rememberAgreed } from '../parity/agreed/remember';
import { takeSnapshot } from '../snapshots/take';
import { type Snapshot } from '../workspace/snapshot';
import { type Gathered, type World } from './gather';
import { type Operation, type Parameters, parametersSchema, type Plan, type PlanContext } from './operation';

/** How often an operation is planned again when a row or a file changed between its plan and its commit. */
const ATTEMPTS = 5;

export interface Performed {
  readonly plan: Plan;
  /** Undefined for a dry run. */
  readonly result: CommitResult | undefined;
  /** The copy of the database that was taken before; relative path. */
  readonly copy?: string;
  /** What is there after it was carried out. */
  readonly after?: Snapshot;
}

export interface PerformOptions extends Omit<PlanContext, 'snapshot' | 'gathered' | 'escalated'> {
  /** What is there now. */
  readonly refresh: () => Promise<Snapshot>;
  readonly ports: CommitPorts;
  readonly world: World;
  /** Plans, and changes nothing. */
  readonly dryRun: boolean;
  /** Asked with each plan whether it may be committed. Without it every plan may. */
  readonly approve?: (plan: Plan, snapshot: Snapshot) => Promise<boolean>;
  /** What an earlier plan of the same parameters found out, so that no program runs twice. */
  readonly gathered?: Gathered | undefined;
  /** How far this run has come; asked with each plan. */
  readonly reached?: () => Reached;
}

/** Throws `operation/invalid` where the parameters are not what the operation's schema says. */
export async function validate(operation: Operation, parameters: Parameters): Promise<void> {
  // Loaded when it is needed: compiling schemas is no part of a start.
  const { default: Ajv } = await import('ajv');
  const check = new Ajv({ allErrors: true, strict: false }).compile(parametersSchema(operation));
  if (check(parameters)) return;
  const problems = (check.errors ?? []).map(({ instancePath, params, message }) => {
    const missing = (params as { missingProperty?: string }).missingProperty;
    const name = missing ?? (params as { additionalProperty?: string }).additionalProperty ?? instancePath.slice(1);
    if (missing !== undefined) return t('{0} is missing', name);
    const allowed = (params as { allowedValues?: readonly string[] }).allowedValues;
    if (allowed !== undefined) return t('{0} is one of {1}', name, allowed.join(', '));
    return (params as { pattern?: string }).pattern === undefined
      ? `${name}: ${message ?? ''}`
      : t('{0} is empty', name);
  });
  throw new CmosError(
    'operation/invalid',
    `${t('{0} cannot be done like this: {1}.', operation.name, problems.join(', '))} ${t('Nothing was changed.')}`,
  );
}

/** Plans, and commits unless it is a dry run or is not approved; then `result` is undefined. */
export async function perform(
  operation: Operation,
  parameters: Parameters,
  options: PerformOptions,
): Promise<Performed> {
  await validate(operation, parameters);
  const { refresh, ports, world, dryRun, approve, gathered: known, reached, ...rest } = options;
  let gathered = known;
  let copy: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const snapshot = await refresh();
    const context = { ...rest, snapshot, gathered, escalated: reached?.() };
    let plan = operation.plan(parameters, context);
    if (operation.gather !== undefined && (gathered === undefined || operation.gathersAnew === true)) {
      // Only now: what is refused anyway runs no program.
      gathered = await operation.gather(parameters, context, world);
      plan = operation.plan(parameters, { ...context, gathered, escalated: reached?.() });
    }
    if (dryRun) return { plan, result: undefined };
    if (approve !== undefined && !isEmpty(plan.changeSet) && !(await approve(plan, snapshot)))
      return { plan, result: undefined };
    if (operation.copiesFirst === true && copy === undefined) {
      const spare = gathered?.databases?.name;
      copy = (await takeSnapshot(ports, snapshot.layout, { reason: operation.name, spare })).path;
    }
    let result: CommitResult;
    try {
      result = await commit(ports, snapshot, plan.changeSet);
    } catch (error) {
      if (!CmosError.is(error, 'commit/changed') || attempt === ATTEMPTS) throw error;
      continue;
    }
    // It is done, whatever becomes of the look at it.
    const after = await refresh().catch(() => undefined);
    if (after !== undefined && !rest.policy.strict) await rememberAgreed(ports.files, after, result.record);
    return { plan, result, ...(after === undefined ? {} : { after }), ...(copy === undefined ? {} : { copy }) };
  }
}
