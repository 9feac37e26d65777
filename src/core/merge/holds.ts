/** Looking at a merged backlog: whether it holds what it is to hold, and nothing else. */
import { type BacklogDocument, type BacklogEntry } from '../files/backlog/model';
import { type Values } from './rules';
import { homeFor, isThere, type Target, type Version, wanted } from './target';
import { valueOf } from './values';
import { viewOfDocument } from './view';

/** Whether a backlog has just the entries and values that are wanted, each mission in its sprint. */
export function holds(document: BacklogDocument, target: Target, version: Version): boolean {
  const view = viewOfDocument(document);
  if (view === undefined) return false;
  let count = 0;
  for (const [name, wish] of target) {
    if (!isThere(wish, version)) continue;
    count++;
    const entry = view.entries.get(name);
    if (entry === undefined || entry.home !== homeFor(wish, version)) return false;
    let fields = 0;
    for (const [key, choice] of wish.fields) {
      const value = wanted(choice, version);
      if (value !== undefined) fields++;
      if (entry.values.get(key)?.data !== value?.data) return false;
    }
    if (entry.values.size !== fields) return false;
  }
  return view.entries.size === count;
}

/** Whether an entry of a document has just these values. */
export function sameData(entry: BacklogEntry, values: Values): boolean {
  return (
    entry.fields.size === values.size &&
    [...entry.fields].every(([key, field]) => valueOf(field).data === values.get(key)?.data)
  );
}
