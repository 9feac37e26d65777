/** Carrying an operation out: parameters checked, planned on what is there now, committed; planned again where others were faster. */
import { t } from '@vscode/l10n';
import { digestOf } from '../changes/byte-text';
import type { Committed } from '../commit/commit';
import type { JournalRecord } from '../commit/record';
import { CmosError } from '../ground/errors';
import type { Gate } from '../ground/gate';
import { errorsOf } from '../ground/json-schema';
import { utf8Bytes } from '../ground/utf8';
import type { Snapshot } from '../workspace/snapshot';
import { type Operation, type Parameters, parametersSchema, type Plan } from './operation';
import { Planning, type PlanOptions } from './planning';
import { transact, type Transaction } from './transact';

export interface Performed {
  readonly plan: Plan;
  /** Undefined where nothing was committed: a dry run, a plan that was not approved. */
  readonly committed: Committed | undefined;
  /** The gates that a reason has passed. */
  readonly passed: readonly Gate[];
  /** What is there after it was carried out, where anybody wants to see it. */
  readonly snapshot?: Snapshot;
}

export interface PerformOptions extends PlanOptions, Pick<Transaction, 'unread'> {
  /** What is there now. */
  readonly refresh: () => Promise<Snapshot>;
  /**
   * Asked whether a plan may be committed, with each plan that a person is to see: of an operation that is previewed, and of one
   * that passes a gate. Without it every plan may.
   */
  readonly approve?: (plan: Plan, snapshot: Snapshot) => Promise<boolean>;
}

/** Throws `operation/invalid` where the parameters are not what the operation's schema says. */
async function validate(operation: Operation, parameters: Parameters): Promise<void> {
  const errors = await errorsOf(parametersSchema(operation), parameters);
  if (errors.length === 0) return;
  const problems = errors.map(({ instancePath, params, message }) => {
    const missing = (params as { missingProperty?: string }).missingProperty;
    const name = missing ?? (params as { additionalProperty?: string }).additionalProperty ?? instancePath.slice(1);
    if (missing !== undefined) {
      const choices = operation.parameters[missing]?.choices?.map(({ value }) => value).join(', ');
      return choices === undefined ? t('{0} is missing', name) : t('{0} is missing, one of {1}', name, choices);
    }
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

/**
 * Plans, and commits unless it is a dry run or is not approved; then `committed` is undefined. Throws a `GateRefusal` with all
 * gates that are open and not passed.
 */
export async function perform(
  operation: Operation,
  parameters: Parameters,
  options: PerformOptions,
): Promise<Performed> {
  await validate(operation, parameters);
  const { refresh, ports, dryRun, unread = false, approve, policy, override } = options;
  const planning = new Planning(operation, parameters, options);
  const done = await transact<Plan>(
    { ports, refresh, dryRun, unread, skipAgreed: policy.strict },
    {
      request: await requestOf(operation, parameters, options),
      plan: (snapshot) => planning.plan(snapshot),
      changeSetOf: ({ changeSet }) => changeSet,
      ...(approve !== undefined && needsApproval(operation, parameters, override) ? { approve } : {}),
    },
  );
  if ('finished' in done) return { ...finishedPlan(done.finished), passed: [], snapshot: done.after };
  const { planned: plan, committed, after } = done;
  return { plan, committed, passed: planning.passed, ...(after === undefined ? {} : { snapshot: after }) };
}

function needsApproval({ previewed }: Operation, parameters: Parameters, override: string | undefined): boolean {
  if (override !== undefined) return true;
  return typeof previewed === 'function' ? previewed(parameters) : previewed === true;
}

/** What the same command gives again, by whomever; not the time, which is another one then. */
function requestOf(
  { name }: Operation,
  parameters: Parameters,
  { agent, override }: Pick<PerformOptions, 'agent' | 'override'>,
): Promise<string> {
  const named = Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return digestOf(utf8Bytes(JSON.stringify([name, named, agent, override ?? null])));
}

/** The same command was interrupted when the database had it already, and is finished now. */
function finishedPlan(record: JournalRecord): Pick<Performed, 'plan' | 'committed'> {
  const { operation, title } = record;
  const notices = [t('It was interrupted earlier, and has been finished now. Nothing was done twice.')];
  return { plan: { changeSet: { operation, title, rows: [], files: [] }, notices }, committed: { record } };
}
