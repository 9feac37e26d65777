/**
 * The one way in which a workspace is changed: everything is read, what a crash left is recovered, a change is planned and
 * committed, and what both sides agree on is remembered. Planned again where others were faster.
 */
import { isEmpty, type ChangeSet } from '../changes/change-set';
import { commit, type Committed } from '../commit/commit';
import type { CommitPorts } from '../commit/ports';
import type { JournalRecord } from '../commit/record';
import { recover, type RecoveryDecision } from '../commit/recover';
import type { Recovery } from '../commit/recovery';
import { undecided } from '../commit/refusals';
import { CmosError } from '../ground/errors';
import { agreedAfterChange, rememberAgreed } from './remember-agreed';
import { MIRRORS } from '../workspace/settings';
import type { Snapshot } from '../workspace/snapshot';

/** How often a step is planned again when a row or a file changed between its plan and its commit. */
const ATTEMPTS = 5;

export interface Step<Planned> {
  /** Names what is asked for, parameters included; without it the same command is not known again after a crash. */
  readonly request?: string;
  /** Plans on what is there now. Throws a `CmosError` where it refuses. */
  plan(snapshot: Snapshot): Promise<Planned>;
  changeSetOf(planned: Planned): ChangeSet;
  /** Asked whether a plan may be committed; again only where another change came of it. Without it every plan may. */
  approve?(planned: Planned, snapshot: Snapshot): Promise<boolean>;
  /** Whether no store is changed, so that an interrupted change that needs a decision does not stop it. */
  readonly changesNothing?: boolean;
}

export interface Transaction {
  readonly ports: CommitPorts;
  /** Reads what is there now. */
  readonly refresh: () => Promise<Snapshot>;
  /** Plans, and changes nothing: a crash is not recovered either. */
  readonly dryRun?: boolean;
  /** Whether nothing is kept of what both sides agree on. */
  readonly skipAgreed?: boolean;
  /** Whether nobody wants to see what is there afterwards, as in a process that ends then. */
  readonly unread?: boolean;
}

/** What came of a step. */
export type Transacted<Planned> =
  | {
      readonly planned: Planned;
      /** Undefined where nothing was committed: a dry run, a plan that was not approved. */
      readonly committed: Committed | undefined;
      /** What is there now; undefined where nothing was committed, where it could not be read, and where it may stay unread. */
      readonly after?: Snapshot;
    }
  /** The same was asked for before, interrupted after the database had it, and has been finished now. */
  | { readonly finished: JournalRecord; readonly after: Snapshot };

/** Throws the refusal of the plan or of the commit; then nothing was changed, but for crashes that were recovered. */
export async function transact<Planned>(transaction: Transaction, step: Step<Planned>): Promise<Transacted<Planned>> {
  const { ports, dryRun = false } = transaction;
  // A process takes as long to start as the stores to be read.
  const noLonger = dryRun || !ports.trusted ? undefined : ports.expectWriter?.();
  try {
    return await carryOut(transaction, step);
  } finally {
    await noLonger?.();
  }
}

async function carryOut<Planned>(
  { ports, refresh, dryRun = false, skipAgreed = false, unread = false }: Transaction,
  step: Step<Planned>,
): Promise<Transacted<Planned>> {
  let approved: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const { snapshot, recoveries } = dryRun
      ? { snapshot: await refresh(), recoveries: [] }
      : await recoverWorkspace({ ports, refresh });
    if (step.changesNothing !== true) requireRecovered(recoveries);
    const same = recoveries.find(({ outcome, record }) => outcome === 'finished' && isRequest(record, step));
    if (same !== undefined) return { finished: same.record, after: snapshot };
    const planned = await step.plan(snapshot);
    const changeSet = {
      ...step.changeSetOf(planned),
      ...(step.request === undefined ? {} : { request: step.request }),
    };
    if (dryRun) return { planned, committed: undefined };
    if (step.approve !== undefined && !isEmpty(changeSet) && JSON.stringify(changeSet) !== approved) {
      if (!(await step.approve(planned, snapshot))) return { planned, committed: undefined };
      approved = JSON.stringify(changeSet);
      // A person takes time: a gate may have opened meanwhile, even in a store that the change leaves alone.
      if (!hasSameStores(await refresh(), snapshot)) continue;
    }
    let committed: Committed;
    try {
      committed = await commit(
        ports,
        snapshot,
        changeSet,
        skipAgreed ? undefined : agreedAfterChange(snapshot, changeSet, ports.keptChanges),
      );
    } catch (error) {
      if (!CmosError.is(error, 'commit/changed', 'commit/interrupted') || attempt >= ATTEMPTS) throw error;
      continue;
    }
    // Where no store was changed, what both sides agree on went with no commit.
    const remembers = !skipAgreed && committed.record === undefined;
    // It is done, whatever becomes of the look at it.
    const after = unread && !remembers ? undefined : await refresh().catch(() => undefined);
    if (after !== undefined && remembers) await rememberAgreed(ports.files, after);
    return { planned, committed, ...(after === undefined ? {} : { after }) };
  }
}

/** Reads what is there, and recovers what crashes left, with a person's decision where it takes one: `transact` without a step. */
export async function recoverWorkspace(
  { ports, refresh }: Pick<Transaction, 'ports' | 'refresh'>,
  decision?: RecoveryDecision,
): Promise<{ readonly snapshot: Snapshot; readonly recoveries: readonly Recovery[] }> {
  const snapshot = await refresh();
  const { root, stores } = snapshot.layout;
  const recoveries = await recover(
    ports,
    { root, database: stores.database.exists ? stores.database.path : undefined },
    decision,
  );
  return { snapshot: recoveries.length === 0 ? snapshot : await refresh(), recoveries };
}

/** Whether nothing was read anew: what did not change stays the same object. */
function hasSameStores(one: Snapshot, other: Snapshot): boolean {
  return one.database === other.database && MIRRORS.every((mirror) => one[mirror] === other[mirror]);
}

/** Throws where an interrupted change needs a person's decision. */
function requireRecovered(recoveries: readonly Recovery[]): void {
  const open = recoveries.find(({ outcome }) => outcome === 'conflict' || outcome === 'foreign');
  if (open !== undefined) throw undecided(open);
}

function isRequest({ request }: JournalRecord, step: { readonly request?: string }): boolean {
  return request !== undefined && request === step.request;
}
