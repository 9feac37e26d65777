/** A repair: each difference that is to be mended, mended from the side that was chosen for it. */
import { t } from '@vscode/l10n';
import type { FileChange, RowChange } from '../changes/change-set';
import { snapshotAfter } from '../workspace/snapshot-after';
import { differences } from '../findings/parity';
import { countOf } from '../findings/places';
import { type Finding, type Item, messageOf } from '../findings/finding';
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
    mended: countOf(chosen.map(({ finding }) => finding)) - countOf(unmended.map(({ finding }) => finding)),
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
function orderOf({ finding: { item, lacks }, side }: Chosen): number {
  if (item?.kind === 'sprint' && lacks !== undefined) return side === lacks ? 5 : 0;
  // What moves to another sprint is there before what is put behind it.
  if (item?.kind === 'mission') return lacks === undefined ? 1 : 2;
  return 3;
}

function mend(work: RepairWork, { finding: { item, lacks }, side }: Chosen): void {
  switch (item?.kind) {
    case 'mission':
      if (lacks === 'files') mendMissingInFile(work, item.id, side);
      else if (lacks === 'database') mendMissingInDatabase(work, item.id, side);
      else if (item.field !== undefined) mendMissionField(work, item.id, item.field, side);
      return;
    case 'sprint':
      if (lacks === 'files') mendSprintMissingInFile(work, item.id, side);
      else if (lacks === 'database') mendSprintMissingInDatabase(work, item.id, side);
      else if (item.field !== undefined) mendField(work, 'sprints', item.id, item.field, side);
      return;
    case 'dependency':
      mendDependency(work, item, side);
      return;
    // Contexts and the log are mended as wholes.
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
    const own = chosen.flatMap(({ finding: { item, lacks }, side }) =>
      item?.kind === 'context' && item.id === id ? [{ path: item.path, lacks, side }] : [],
    );
    const whole = own.find(({ path }) => path === undefined);
    if (whole?.lacks !== undefined) return mendMissingContext(work, id, whole.side, now);
    if (whole !== undefined) return mendUnreadableContext(work, id, whole.side, now);
    if (own.length === 0) return [];
    const sides = new Map(own.map(({ path, side }) => [path, side]));
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
  const rest = chosen.flatMap(({ finding }) => ((finding.count ?? 1) > 1 ? [finding] : []));
  const all = (kind: Item['kind'], lacks?: Side): boolean =>
    rest.some((each) => each.item?.kind === kind && each.lacks === lacks);
  return {
    mends: (raw, missingIn) => all('session', missingIn) || items.has(sessionItem(pythonStrip(raw))),
    splits: (raw) => items.has(damagedItem(raw)),
    rejects: (raw) => all('line') || items.has(damagedItem(raw)),
    order: chosen.find(({ drift: { item } }) => item === SESSION_ORDER)?.side,
  };
}

function stays(finding: Finding): string {
  return t('Left as it is: {0}', messageOf(finding));
}
