/** A repair: each difference that is to be mended, mended from the side that was chosen for it. */
import { t } from '@vscode/l10n';
import { type FileChange, type RowChange } from '../changes/change-set';
import { snapshotAfter } from '../workspace/after';
import { check } from '../findings/check';
import { type Finding } from '../findings/finding';
import { messageOf } from '../findings/messages';
import { newBacklog } from '../export/new-backlog';
import { pythonStrip } from '../files/python';
import { CONTEXT_IDS, documentOf, type Snapshot } from '../workspace/snapshot';
import { mendContext, mendMissingContext } from './contexts';
import { mendDependency } from './dependencies';
import { type Drift, driftOf, SESSION_ORDER, sessionItem } from './items';
import { mendMissingInDatabase, mendMissingInFile, mendMissionField } from './missions';
import { mendSessions } from './sessions';
import { type Side } from '../ground/side';
import { mendSprintField, mendSprintMissingInDatabase, mendSprintMissingInFile } from './sprints';
import { RepairWork } from './work';

/** Which side is taken for a difference; undefined: it stays. */
export type Take = (drift: Drift, finding: Finding) => Side | undefined;

export interface RepairPlan {
  readonly rows: readonly RowChange[];
  readonly files: readonly FileChange[];
  /** How many differences are mended. */
  readonly mended: number;
  /** Missions and sprints that one side alone has and loses, by id. */
  readonly lost: readonly string[];
  /** What was chosen and is not mended: a sentence each. */
  readonly left: readonly string[];
}

/** Plans a repair. `now` is ISO 8601. Pure. */
export function planRepair(snapshot: Snapshot, take: Take, now: string): RepairPlan {
  const database = documentOf(snapshot.database);
  const chosen = chosenOf(snapshot, take);
  if (database === undefined || chosen.length === 0) return { rows: [], files: [], mended: 0, lost: [], left: [] };
  const work = new RepairWork(snapshot, database);
  // Sprints are there before what is put into them; one goes after its missions went.
  for (const each of [...chosen].sort((a, b) => orderOf(a) - orderOf(b))) mend(work, each);
  const files = [
    ...backlogChanges(work, chosen, now),
    ...contextChanges(work, chosen, now),
    ...mendSessions(work, sessionChoices(chosen)),
  ];
  const { changes: rows } = work.rows;
  const remaining = remainingOf(snapshot, { rows, files }, chosen);
  const left = [...new Set([...work.left, ...(work.left.length === 0 ? remaining.map(stays) : [])])];
  const stay = new Set(remaining.map((finding) => driftOf(finding)?.item));
  const mended = chosen.filter(({ drift: { item } }) => !stay.has(item)).length;
  return { rows, files, mended, lost: work.lost, left };
}

interface Chosen {
  readonly finding: Finding;
  readonly drift: Drift;
  readonly side: Side;
}

function chosenOf(snapshot: Snapshot, take: Take): readonly Chosen[] {
  return check(snapshot).findings.flatMap((finding) => {
    const drift = driftOf(finding);
    const side = drift === undefined ? undefined : take(drift, finding);
    return drift === undefined || side === undefined ? [] : [{ finding, drift, side }];
  });
}

/** What is put in comes before what refers to it, what goes after. */
function orderOf({ finding: { code }, side }: Chosen): number {
  switch (code) {
    case 'drift/sprint-missing-in-file':
      return side === 'database' ? 0 : 5;
    case 'drift/sprint-missing-in-database':
      return side === 'files' ? 0 : 5;
    case 'drift/mission-missing-in-file':
    case 'drift/mission-missing-in-database':
      return 1;
    case 'drift/mission-field':
      return 2;
    default:
      return 3;
  }
}

function mend(work: RepairWork, { finding, side }: Chosen): void {
  switch (finding.code) {
    case 'drift/mission-field':
      mendMissionField(work, finding.args.mission, finding.args.field, side);
      return;
    case 'drift/mission-missing-in-file':
      if (work.backlog !== undefined || side === 'files') mendMissingInFile(work, finding.args.mission, side);
      return;
    case 'drift/mission-missing-in-database':
      mendMissingInDatabase(work, finding.args.mission, side);
      return;
    case 'drift/sprint-field':
      mendSprintField(work, finding.args.sprint, finding.args.field, side);
      return;
    case 'drift/sprint-missing-in-file':
      mendSprintMissingInFile(work, finding.args.sprint, side);
      return;
    case 'drift/sprint-missing-in-database':
      mendSprintMissingInDatabase(work, finding.args.sprint, side);
      return;
    case 'drift/dependency-type':
    case 'drift/dependency-missing-in-file':
    case 'drift/dependency-missing-in-database':
      mendDependency(work, finding.args, side);
      return;
    default:
  }
}

function backlogChanges(work: RepairWork, chosen: readonly Chosen[], now: string): readonly FileChange[] {
  const { snapshot, database, backlog } = work;
  const { path } = snapshot.layout.stores.backlog;
  if (backlog === undefined) {
    const wanted = chosen.some(({ finding, side }) => finding.code.startsWith('drift/mission') && side === 'database');
    return wanted ? [{ kind: 'create', path, store: 'backlog', text: newBacklog(database, now) }] : [];
  }
  const before = documentOf(snapshot.backlog)?.text.text;
  if (before === undefined || backlog.edits.length === 0) return [];
  return [{ kind: 'edit', path, store: 'backlog', before, edits: backlog.edits }];
}

function contextChanges(work: RepairWork, chosen: readonly Chosen[], now: string): readonly FileChange[] {
  return CONTEXT_IDS.flatMap((id) => {
    const own = chosen.filter(({ finding: { args } }) => (args as { context?: string }).context === id);
    const whole = own.find(({ finding: { code } }) => code !== 'drift/context-value');
    if (whole !== undefined) return mendMissingContext(work, id, whole.side, now);
    if (own.length === 0) return [];
    const sides = new Map(own.map(({ finding: { field }, side }) => [field, side]));
    return mendContext(work, id, (path) => sides.get(path), now);
  });
}

function sessionChoices(chosen: readonly Chosen[]): Parameters<typeof mendSessions>[1] {
  const items = new Set(chosen.map(({ drift: { item } }) => item));
  // The last finding of a long list stands for all that follow: who chose it chose them.
  const rest = new Set(chosen.filter(({ finding }) => foldedCount(finding) > 1).map(({ finding: { code } }) => code));
  return {
    mends: (raw, missingIn) =>
      items.has(sessionItem(pythonStrip(raw))) ||
      rest.has(missingIn === 'files' ? 'drift/session-missing-in-file' : 'drift/session-missing-in-database'),
    order: chosen.find(({ drift: { item } }) => item === SESSION_ORDER)?.side,
  };
}

function foldedCount({ args }: Finding): number {
  return (args as { count?: number }).count ?? 1;
}

/** Of what was chosen, what would be there still: there should be nothing. */
function remainingOf(
  snapshot: Snapshot,
  changes: Pick<RepairPlan, 'rows' | 'files'>,
  chosen: readonly Chosen[],
): readonly Finding[] {
  const items = new Set(chosen.map(({ drift: { item } }) => item));
  return check(snapshotAfter(snapshot, changes)).findings.filter((finding) => {
    const drift = driftOf(finding);
    return drift !== undefined && items.has(drift.item);
  });
}

function stays(finding: Finding): string {
  return t('Left as it is: {0}', messageOf(finding));
}
