/** What of a mission and a sprint is compared: a row's columns, under the names that the file has. */
import { type MissionRow, type SprintRow } from '../database/model';
import { RUNTIME_KEYS } from './extras';

/** A mission's fields, each with the property that holds its column. */
export const MISSION_FIELDS = {
  name: 'name',
  status: 'status',
  completed_at: 'completedAt',
  notes: 'notes',
} as const satisfies Readonly<Record<string, keyof MissionRow>>;

/** A mission's columns by field. A plain object: this is asked for every mission at every keystroke. */
export function missionColumns({
  name,
  status,
  completedAt,
  notes,
}: MissionRow): Readonly<Record<keyof typeof MISSION_FIELDS, string | null>> {
  return { name, status, completed_at: completedAt, notes };
}

/**
 * The fields that a mission's status comes with, under the names of findings. They are taken from one side as one: half of
 * each side would say what never was.
 */
export const STATUS_FIELDS: ReadonlySet<string> = new Set([
  'status',
  'completed_at',
  'notes',
  ...[...RUNTIME_KEYS].map((key) => `metadata.${key}`),
]);

/** A sprint's fields (field guide, sections 2 and 3); the row's properties have the same names. */
export const SPRINT_FIELDS = [
  'title',
  'focus',
  'status',
  'startDate',
  'endDate',
  'totalMissions',
  'completedMissions',
] as const satisfies readonly (keyof SprintRow)[];
