/** A context that another one is to take the place of, with single values of it that stay. */
import { same, valueKey } from './equal';
import { idOf } from './merge';
import { type JsonMember, type JsonNode, type JsonPath } from './model';

/** Whether a value stays as it is, or as absent as it is, rather than become `wanted`. */
type StaysAt = (path: JsonPath, own: JsonNode | undefined, wanted: JsonNode) => boolean;

/**
 * `wanted` with the values of `own` that stay. Of lists each element of either stays or comes as a whole, unless both have
 * an object of the same `id`. What `own` has and `wanted` lacks goes.
 */
export function keepOwn(own: JsonNode, wanted: JsonNode, stays: StaysAt, path: JsonPath = []): JsonNode {
  if (same(own, wanted)) return wanted;
  if (own.kind === 'object' && wanted.kind === 'object') {
    const members = new Map<string, JsonMember>();
    for (const [name, { key, value }] of wanted.members) {
      const there = own.members.get(name)?.value;
      const step = [...path, name];
      if (there !== undefined) members.set(name, { key, value: keepOwn(there, value, stays, step) });
      else if (!stays(step, undefined, value)) members.set(name, { key, value });
    }
    return { ...wanted, members };
  }
  if (own.kind === 'array' && wanted.kind === 'array') {
    const known = new Set(own.items.map(valueKey));
    const items = wanted.items.flatMap((item, at) => {
      if (known.has(valueKey(item))) return [item];
      const id = idOf(item);
      const twin = id === undefined ? undefined : own.items.find((each) => idOf(each) === id);
      if (twin !== undefined) return [keepOwn(twin, item, stays, [...path, at])];
      return stays([...path, at], undefined, item) ? [] : [item];
    });
    return { ...wanted, items };
  }
  return stays(path, own, wanted) ? own : wanted;
}
