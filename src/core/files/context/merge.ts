/** Two contexts laid over each other, so that nothing that only one of them has is lost. */
import { differingStretches } from './align';
import { same, valueKey } from './equal';
import { type JsonMember, type JsonNode } from './model';

export interface Merged {
  /** Places of nodes are those of the context that each came from. */
  readonly node: JsonNode;
  /** How many members and elements only the base has. */
  readonly kept: number;
}

/**
 * `over` with what only `base` has. Where both have a value, that of `over` counts. An element of a list is never taken
 * for a change of another one, unless both are objects with the same `id`: a list of decisions keeps them all.
 */
export function mergeContexts(base: JsonNode, over: JsonNode): Merged {
  if (base.kind === 'object' && over.kind === 'object') return mergeMembers(base, over);
  if (base.kind === 'array' && over.kind === 'array') return mergeItems(base, over);
  return { node: same(base, over) ? base : over, kept: 0 };
}

type ObjectNode = Extract<JsonNode, { kind: 'object' }>;
type ArrayNode = Extract<JsonNode, { kind: 'array' }>;

function mergeMembers(base: ObjectNode, over: ObjectNode): Merged {
  const members = new Map<string, JsonMember>();
  let kept = 0;
  for (const [name, { key, value }] of over.members) {
    const other = base.members.get(name);
    const merged = other === undefined ? { node: value, kept: 0 } : mergeContexts(other.value, value);
    kept += merged.kept;
    members.set(name, { key, value: merged.node });
  }
  for (const [name, member] of base.members) {
    if (over.members.has(name)) continue;
    kept++;
    members.set(name, member);
  }
  return { node: { ...over, members }, kept };
}

function mergeItems(base: ArrayNode, over: ArrayNode): Merged {
  const items: JsonNode[] = [];
  let kept = 0;
  let at = 0;
  const stretches = differingStretches(base.items, over.items);
  // What stands elsewhere in the other list has moved, and is not missing in it.
  const elsewhere = new Map<string, number>();
  for (const { otherStart, otherEnd } of stretches)
    for (const item of over.items.slice(otherStart, otherEnd))
      elsewhere.set(valueKey(item), (elsewhere.get(valueKey(item)) ?? 0) + 1);
  for (const { oneStart, oneEnd, otherStart, otherEnd } of stretches) {
    items.push(...over.items.slice(at, otherStart));
    at = otherEnd;
    const theirs = over.items.slice(otherStart, otherEnd);
    const twins = new Map<string, JsonNode>();
    for (const item of base.items.slice(oneStart, oneEnd)) {
      const id = idOf(item);
      const moved = elsewhere.get(valueKey(item)) ?? 0;
      if (moved > 0) elsewhere.set(valueKey(item), moved - 1);
      else if (id !== undefined && !twins.has(id) && theirs.some((other) => idOf(other) === id)) twins.set(id, item);
      else {
        kept++;
        items.push(item);
      }
    }
    for (const item of theirs) {
      const id = idOf(item) ?? '';
      const twin = twins.get(id);
      twins.delete(id);
      const merged = twin === undefined ? { node: item, kept: 0 } : mergeContexts(twin, item);
      kept += merged.kept;
      items.push(merged.node);
    }
  }
  items.push(...over.items.slice(at));
  return { node: { ...over, items }, kept };
}

/** The `id` of an element, by which it is known in either list. */
export function idOf(node: JsonNode): string | undefined {
  const id = node.kind === 'object' ? node.members.get('id')?.value : undefined;
  return id?.kind === 'string' ? id.value : undefined;
}
