/** Where a finding about a mission is. */
import type { Anchor } from '../files/text';
import type { Mission } from '../model/missions';
import type { Place } from './finding';

/** In the backlog where the mission has an entry, else in the database. */
export function placeOfMission({ entry }: Mission, field: string): Place {
  if (entry === undefined) return { store: 'database' };
  return { store: 'backlog', at: anchorOf(entry.fields.get(field)) ?? anchorOf(entry.fields.get('id')) ?? entry.at };
}

/** Where a field's value is written; undefined for one that is empty. */
export function anchorOf(
  field: { readonly value: { readonly kind: string; readonly at?: Anchor } } | undefined,
): Anchor | undefined {
  const at = field?.value.at;
  return at === undefined || at.start === at.end ? undefined : at;
}
