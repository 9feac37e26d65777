/** Remembering what was worked out of an object, for as long as that object is the same one. */
import { sameElements } from './sequences';

/** Remembers what a function made of an object as long as both the object and the other arguments are the same. */
export function rememberedBy<Key extends object, Rest extends readonly unknown[], Result>(
  make: (key: Key, ...rest: Rest) => Result,
): (key: Key, ...rest: Rest) => Result {
  const memory = new WeakMap<Key, { readonly rest: Rest; readonly result: Result }>();
  return (key, ...rest) => {
    const known = memory.get(key);
    if (known !== undefined && sameElements(known.rest, rest)) return known.result;
    const result = make(key, ...rest);
    memory.set(key, { rest, result });
    return result;
  };
}
