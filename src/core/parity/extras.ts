/** What an entry of the backlog says beyond the columns of its row. */
import { MISSION_FIELDS } from '../database/tables';
import type { BacklogField, BacklogMission } from '../files/backlog/model';

/** Keys of an entry that are columns of their own; every other key is kept in the `metadata` column. */
export const COLUMNS: ReadonlySet<string> = new Set(['id', 'sprintId', ...MISSION_FIELDS.map(({ field }) => field)]);

/** Written by the runtime into the database's metadata alone; a file without them says nothing different. */
export const RUNTIME_KEYS = new Set(['started_at', 'completed_at', 'blocked_at', 'blocked_reason', 'blocked_needs']);

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

/** What an entry keeps beyond its columns; the members of a nested `metadata` count as its own, as the exporter nests them. */
export function extrasOf({ fields }: BacklogMission): Map<string, BacklogField> {
  const extras = new Map<string, BacklogField>();
  let level: ReadonlyMap<string, BacklogField> = fields;
  for (let depth = 0; depth < 6; depth++) {
    let nested: BacklogField | undefined;
    for (const [key, field] of level) {
      if (key === 'metadata' && field.value.kind === 'mapping') nested = field;
      else if ((depth > 0 || !COLUMNS.has(key)) && !extras.has(key)) extras.set(key, field);
    }
    if (nested?.value.kind !== 'mapping') break;
    level = new Map(
      nested.value.pairs.flatMap(({ key, value }) =>
        key.kind === 'scalar' && key.value.type === 'str' ? [[key.value.value, { key, value }] as const] : [],
      ),
    );
  }
  return extras;
}
