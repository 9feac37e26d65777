/** Lays two lists of JSON values side by side, so that one inserted element does not make all that follow look changed. */
import { differingStretches as stretchesOf, type Stretch } from '../../ground/stretches';
import { equalValues, valueKey } from './equal';
import type { JsonNode } from './model';

/** A context may hold thousands of lists, and each takes its time. */
const MOST_EDITS = 250;

/** Where two lists differ, in order; what lies between the stretches is equal. */
export function alignElements(one: readonly JsonNode[], other: readonly JsonNode[]): readonly Stretch[] {
  return stretchesOf(one, other, MOST_EDITS, valueKey, equalValues);
}
