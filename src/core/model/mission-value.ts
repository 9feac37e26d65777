/** What a mission says beyond its columns. */
import { metadataOf } from '../database/metadata';
import { extrasOf } from '../parity/extras';
import { plainYaml } from '../parity/values';
import type { Mission } from './missions';

/** A mission's value under a key: the database's, else the entry's; undefined where neither has one but `null`. */
export function missionValue({ row, entry }: Pick<Mission, 'row' | 'entry'>, key: string): unknown {
  const fields = row === undefined ? {} : metadataOf(row).fields;
  const stored = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (stored !== undefined && stored !== null) return stored;
  const field = entry === undefined ? undefined : extrasOf(entry).get(key);
  return field === undefined ? undefined : (plainYaml(field.value) ?? undefined);
}
