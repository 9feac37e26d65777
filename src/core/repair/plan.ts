/** A repair: each difference that is to be mended, mended from the side that was chosen for it. */
import { t } from '@vscode/l10n';
import type { FileChange, RowChange } from '../changes/change-set';
import { snapshotAfter } from '../workspace/snapshot-after';
import { differences } from '../findings/check';
import type { Finding } from '../findings/finding';
import { messageOf } from '../findings/messages';
import { newBacklog } from '../columns/new-backlog';
import { compareContexts } from '../files/context/compare';
import type { JsonNode } from '../files/context/model';
import { formatPath } from '../files/context/parse';
import { pythonStrip } from '../files/python';
import { CONTEXT_IDS, type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';
import { type Given, mendContext, mendMissingContext, mendUnreadableContext } from './contexts';
import { mendDependency } from './dependencies';
import { damages } from './damage';
import { damagedItem, type Drift, driftOf, differenceOf, SESSION_ORDER, sessionItem } from './items';
import { mendField } from './fields';
import { mendMissingInDatabase, mendMissingInFile, mendMissionField } from './missions';
import { mendSessions } from './sessions';
import type { Side } from '../ground/side';
import { mendSprintMissingInDatabase, mendSprintMissingInFile } from './sprints';
import { RepairWork } from './work';

/** Which side is taken for a difference; undefined: it stays. */
export type Take = (drift: Drift, finding: Finding) => Side | undefined;

export interface RepairPlan {
  readonly rows: readonly RowChange[];
  readonly files: readonly FileChange[];
  /** How many of the chosen differences are mended. */
  readonly mended: number;
  /** The differences that there are afterwards. */
  readonly remaining: readonly Finding[];
  /** Missions and sprints that one side alone has and loses, by id. */
  readonly lost: readonly string[];
  /** What was chosen and is not mended: a sentence each. */
  readonly left: readonly string[];
}

/** What both sides of a context are given where its values are not taken one by one. */
export type Join = (id: ContextId, stored: JsonNode, file: JsonNode) => Given;

/** Plans a repair. `now` is ISO 8601. Pure. */
export function planRepair(snapshot: Snapshot, take: Take, now: string, join?: Join): RepairPlan {
  const database = documentOf(snapshot.database);
  const chosen = chosenOf(snapshot, take);
  if (database === undefined || chosen.length === 0) return { ...NOTHING, remaining: differences(snapshot) };
  const work = new RepairWork(snapshot, database);
  // Sprints are there before what is put into them; one goes after its missions went.
  for (const each of [...chosen].sort((a, b) => orderOf(a) - orderOf(b))) mend(work, each);
  const files = [
    ...backlogChanges(work, chosen, now),
    ...contextChanges(work, chosen, now, join),
    ...mendSessions(work, sessionChoices(chosen)),
  ];
  const { changes: rows, missingTables } = work.rows;
  for (const table of missingTables)
    work.left.push(t('The database has no table {0}: what belongs there was left out.', table));
  const after = snapshotAfter(snapshot, { rows, files });
  const remaining = differences(after);
  const left = new Set([...remaining, ...damages(after)].map(differenceOf));
  const unmended = chosen.filter(({ finding }) => left.has(differenceOf(finding)));
  const sentences = work.left.length > 0 ? work.left : unmended.map(({ finding }) => stays(finding));
  return {
    ...{ rows, files, remaining },
    mended: chosen.length - unmended.length,
    lost: work.lost,
    left: [...new Set(sentences)],
  };
}

const NOTHING = { rows: [], files: [], mended: 0, lost: [], left: [] };

interface Chosen {
  readonly finding: Finding;
  readonly drift: Drift;
  readonly side: Side;
}

function chosenOf(snapshot: Snapshot, take: Take): readonly Chosen[] {
  return [...differences(snapshot), ...damages(snapshot)].flatMap((finding) => {
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
    // What moves to another sprint is there before what is put behind it.
    case 'drift/mission-field':
      return 1;
    case 'drift/mission-missing-in-file':
    case 'drift/mission-missing-in-database':
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
      mendMissingInFile(work, finding.args.mission, side);
      return;
    case 'drift/mission-missing-in-database':
      mendMissingInDatabase(work, finding.args.mission, side);
      return;
    case 'drift/sprint-field':
      mendField(work, 'sprints', finding.args.sprint, finding.args.field, side);
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
    const wanted = chosen.some(({ finding, side }) => finding.place.store === 'backlog' && side === 'database');
    return wanted ? [{ kind: 'create', path, store: 'backlog', text: newBacklog(database, now) }] : [];
  }
  work.flush();
  const before = documentOf(snapshot.backlog)?.text.text;
  if (before === undefined || backlog.edits.length === 0) return [];
  return [{ kind: 'edit', path, store: 'backlog', before, edits: backlog.edits }];
}

function contextChanges(
  work: RepairWork,
  chosen: readonly Chosen[],
  now: string,
  join: Join | undefined,
): readonly FileChange[] {
  return CONTEXT_IDS.flatMap((id) => {
    const own = chosen.filter(({ finding: { args } }) => (args as { context?: string }).context === id);
    const whole = own.find(({ finding: { code } }) => code !== 'drift/context-value');
    if (whole?.finding.code === 'database/context-syntax') return mendUnreadableContext(work, id, whole.side, now);
    if (whole !== undefined) return mendMissingContext(work, id, whole.side, now);
    if (own.length === 0) return [];
    const sides = new Map(own.map(({ finding: { field }, side }) => [field, side]));
    return mendContext(work, id, (stored, file) => join?.(id, stored, file) ?? taken(stored, file, sides), now);
  });
}

function taken(stored: JsonNode, file: JsonNode, sides: ReadonlyMap<string | undefined, Side>): Given {
  const differences = compareContexts(stored, file);
  const of = (side: Side): Given['files'] => differences.filter(({ path }) => sides.get(formatPath(path)) === side);
  return { database: of('files'), files: of('database') };
}

function sessionChoices(chosen: readonly Chosen[]): Parameters<typeof mendSessions>[1] {
  const items = new Set(chosen.map(({ drift: { item } }) => item));
  // The last finding of a long list stands for all that follow: who chose it chose them.
  const rest = new Set(chosen.filter(({ finding }) => foldedCount(finding) > 1).map(({ finding: { code } }) => code));
  return {
    mends: (raw, missingIn) =>
      rest.has(missingIn === 'files' ? 'drift/session-missing-in-file' : 'drift/session-missing-in-database') ||
      items.has(sessionItem(pythonStrip(raw))),
    splits: (raw) => rest.has('log/glued-line') || items.has(damagedItem(raw)),
    rejects: (raw) => rest.has('log/invalid-line') || items.has(damagedItem(raw)),
    order: chosen.find(({ drift: { item } }) => item === SESSION_ORDER)?.side,
  };
}

function foldedCount({ args }: Finding): number {
  const { count = 1, more = 0 } = args as { count?: number; more?: number };
  return count + more;
}

function stays(finding: Finding): string {
  return t('Left as it is: {0}', messageOf(finding));
}
