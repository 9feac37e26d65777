/** A context with what another one says, so that nothing that it has alone is lost. */
import { alignElements } from './align';
import { equalValues, valueKey } from './equal';
import type { JsonMember, JsonNode, JsonPath } from './model';

/** Whether a value stays as it is, or as absent as it is, rather than become `other`. */
type StaysAt = (path: JsonPath, own: JsonNode | undefined, other: JsonNode) => boolean;

type ArrayNode = Extract<JsonNode, { kind: 'array' }>;

/**
 * `own` with the values of `other`. Members and elements that only `own` has stay. An element of a list is never taken for a
 * change of another one, unless both are objects of the same `id`: a list of decisions keeps them all. Of `path`s those in
 * lists have the indices of `other`.
 */
export function joined(own: JsonNode, other: JsonNode, stays: StaysAt, path: JsonPath = []): JsonNode {
  if (equalValues(own, other)) return own;
  if (own.kind === 'object' && other.kind === 'object') {
    const members = new Map<string, JsonMember>(own.members);
    for (const [name, { key, value }] of other.members) {
      const there = own.members.get(name)?.value;
      const step = [...path, name];
      if (there !== undefined) members.set(name, { key, value: joined(there, value, stays, step) });
      else if (!stays(step, undefined, value)) members.set(name, { key, value });
    }
    return { ...own, members };
  }
  if (own.kind === 'array' && other.kind === 'array') return { ...own, items: joinedItems(own, other, stays, path) };
  return stays(path, own, other) ? own : other;
}

/** In the order of `other`; what only `own` has stands before what `other` has there instead. */
function joinedItems(own: ArrayNode, other: ArrayNode, stays: StaysAt, path: JsonPath): readonly JsonNode[] {
  const stretches = alignElements(own.items, other.items);
  // What stands elsewhere in the other list has moved, and is not missing in it.
  const elsewhere = new Map<string, number>();
  for (const { otherStart, otherEnd } of stretches)
    for (const key of other.items.slice(otherStart, otherEnd).map(valueKey))
      elsewhere.set(key, (elsewhere.get(key) ?? 0) + 1);
  const known = new Set(own.items.map(valueKey));
  const items: JsonNode[] = [];
  let at = 0;
  for (const { oneStart, oneEnd, otherStart, otherEnd } of stretches) {
    items.push(...other.items.slice(at, otherStart));
    at = otherEnd;
    const theirs = other.items.slice(otherStart, otherEnd);
    const twins = new Map<string, JsonNode>();
    for (const item of own.items.slice(oneStart, oneEnd)) {
      const id = idOf(item);
      const moved = elsewhere.get(valueKey(item)) ?? 0;
      if (moved > 0) elsewhere.set(valueKey(item), moved - 1);
      else if (id !== undefined && !twins.has(id) && theirs.some((each) => idOf(each) === id)) twins.set(id, item);
      else items.push(item);
    }
    for (const [index, item] of theirs.entries()) {
      const step = [...path, otherStart + index];
      const id = idOf(item) ?? '';
      const twin = twins.get(id);
      twins.delete(id);
      if (twin !== undefined) items.push(joined(twin, item, stays, step));
      else if (known.has(valueKey(item)) || !stays(step, undefined, item)) items.push(item);
    }
  }
  return [...items, ...other.items.slice(at)];
}

/** The `id` of an element, by which it is known in either list. */
function idOf(node: JsonNode): string | undefined {
  const id = node.kind === 'object' ? node.members.get('id')?.value : undefined;
  return id?.kind === 'string' ? id.value : undefined;
}
