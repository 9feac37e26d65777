/** A backlog written anew, in the shape of the reference's exporter (field guide, section 3); for where there is none. */
import { MISSION_FIELDS, SPRINT_FIELDS } from '../database/tables';
import type { DatabaseReading, MissionRow, SprintRow } from '../database/model';
import { parseContext, jsonValue } from '../files/context/parse';
import { blockLines, type Filled, type NewData, stylesFrom } from '../files/backlog/write/values';

/**
 * The text of both documents. Sprints and missions stand in row order, which is the order of work: so a seed makes the
 * same order again. Missions of no sprint have no place in it. `now` is ISO 8601.
 */
export function newBacklog(database: DatabaseReading, now: string): string {
  const header = {
    name: 'Planning.SprintPlan.v1',
    version: '0.0.0',
    displayName: 'CMOS Backlog Export',
    description: 'Backlog export generated from the CMOS SQLite database.',
    author: 'CMOS',
    schema: './schemas/SprintPlan.v1.json',
    generatedAt: now,
  };
  const plan = {
    domainFields: {
      type: 'Planning.SprintPlan.v1',
      sprints: database.sprints.map((row) => ({
        ...sprintFields(row),
        missions: database.missions.filter(({ sprintId }) => sprintId === row.id).map(missionFields),
      })),
      missionDependencies: database.dependencies.map(({ from, to, type }) => ({ from, to, type })),
      promptMapping: {
        prompts: (database.prompts ?? []).map(({ prompt, behavior }) => ({ prompt, agentBehavior: behavior })),
      },
    },
  };
  const lines = (value: Filled): readonly string[] => blockLines(value, stylesFrom('plain', 'single'));
  return [...lines(header), '---', ...lines(plan), ''].join('\n');
}

/** A sprint's fields as the exporter names them, without its missions. */
export function sprintFields(row: SprintRow): Readonly<Record<string, NewData>> {
  return {
    sprintId: row.id,
    ...Object.fromEntries(SPRINT_FIELDS.map(({ field, property }) => [field, row[property]])),
  };
}

/** A mission's entry as the exporter makes it: what it has beside its columns stands in `metadata`. */
export function missionFields(row: MissionRow): Readonly<Record<string, NewData>> {
  const metadata = metadataData(row.metadata);
  const said = MISSION_FIELDS.filter(({ holds, property }) => holds === 'text' || (row[property] ?? '') !== '');
  return {
    id: row.id,
    ...Object.fromEntries(said.map(({ field, property }) => [field, row[property]])),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** The column's JSON; its text where it is none. What a seed nested in `metadata` is not nested once more. */
function metadataData(text: string | null): NewData | undefined {
  if (text === null || text.trim() === '') return undefined;
  const { root, problems } = parseContext(text);
  if (root === undefined || problems.some(({ kind }) => kind === 'syntax')) return text;
  let inner = root;
  for (;;) {
    const only = inner.kind === 'object' && inner.members.size === 1 ? inner.members.get('metadata')?.value : undefined;
    if (only?.kind !== 'object') return jsonValue(inner) as NewData;
    inner = only;
  }
}
