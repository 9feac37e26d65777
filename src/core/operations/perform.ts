/** Carrying an operation out: parameters checked, planned on what is there now, committed; planned again where others were faster. */
import { t } from '@vscode/l10n';
import { commit, type CommitPorts, type CommitResult } from '../commit/commit';
import { CmosError } from '../errors';
import { type Snapshot } from '../workspace/snapshot';
import { type Operation, type Parameters, parametersSchema, type Plan, type PlanContext } from './operation';

/** How often an operation is planned again when a row or a file changed between its plan and its commit. */
const ATTEMPTS = 5;

export interface Performed {
  readonly plan: Plan;
  /** Undefined for a dry run. */
  readonly result: CommitResult | undefined;
}

export interface PerformOptions extends Omit<PlanContext, 'snapshot'> {
  /** What is there now. */
  readonly refresh: () => Promise<Snapshot>;
  readonly ports: CommitPorts;
  readonly dryRun: boolean;
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
    return (params as { pattern?: string }).pattern === undefined
      ? `${name}: ${message ?? ''}`
      : t('{0} is empty', name);
  });
  throw new CmosError(
    'operation/invalid',
    `${t('{0} cannot be done like this: {1}.', operation.name, problems.join(', '))} ${t('Nothing was changed.')}`,
  );
}

/** Plans, and commits unless it is a dry run. */
export async function perform(
  operation: Operation,
  parameters: Parameters,
  options: PerformOptions,
): Promise<Performed> {
  await validate(operation, parameters);
  const { refresh, ports, dryRun, ...context } = options;
  for (let attempt = 1; ; attempt++) {
    const snapshot = await refresh();
    const plan = operation.plan(parameters, { ...context, snapshot });
    if (dryRun) return { plan, result: undefined };
    try {
      return { plan, result: await commit(ports, snapshot, plan.changeSet) };
    } catch (error) {
      if (!CmosError.is(error, 'commit/changed') || attempt === ATTEMPTS) throw error;
    }
  }
}
