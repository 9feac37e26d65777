/** Looking at a merged backlog: whether it holds what the plan asks for, and nothing else. */
import type { BacklogDocument, BacklogEntry } from '../files/backlog/model';
import type { Values } from './rules';
import { sprintIn, hasEntry, type MergePlan, type Version, valueIn } from './plan';
import { valueOf } from './values';
import { viewOfDocument } from './view';

/** Whether a backlog has just the entries and values that the plan asks for, each mission in its sprint. */
export function matchesPlan(document: BacklogDocument, plan: MergePlan, version: Version): boolean {
  const view = viewOfDocument(document);
  if (view === undefined) return false;
  let count = 0;
  for (const [name, planned] of plan) {
    if (!hasEntry(planned, version)) continue;
    count++;
    const entry = view.entries.get(name);
    if (entry === undefined || entry.sprintId !== sprintIn(planned, version)) return false;
    let fields = 0;
    for (const [key, field] of planned.fields) {
      const value = valueIn(field, version);
      if (value !== undefined) fields++;
      if (entry.values.get(key)?.data !== value?.data) return false;
    }
    if (entry.values.size !== fields) return false;
  }
  return view.entries.size === count;
}

/** Whether an entry of a document has just these values. */
export function hasEntryValues(entry: BacklogEntry, values: Values): boolean {
  return (
    entry.fields.size === values.size &&
    [...entry.fields].every(([key, field]) => valueOf(field).data === values.get(key)?.data)
  );
}
