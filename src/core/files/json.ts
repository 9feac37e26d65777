/**
 * JSON as plain values, for those who need no places. Whoever walks a value recurses, so what nests deeper than Python reads
 * is not JSON here either: `JSON.parse` itself takes any depth.
 */
import { createScanner } from 'jsonc-parser';
import { TOKEN_KINDS } from './context/tokens';

/** Python gives up a little below a thousand levels. Up to here, walking a value may recurse. */
export const JSON_DEPTH = 1000;

/** The value of a text; undefined where it is not JSON, or nests too deep. */
export function plainJson(text: string): unknown {
  if (nestsTooDeep(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether more brackets are open at a place than may be; comments, which settings have, do not count. */
export function nestsTooDeep(text: string): boolean {
  if (text.length <= JSON_DEPTH) return false;
  const scanner = createScanner(text);
  for (let depth = 0; depth <= JSON_DEPTH;) {
    const kind = TOKEN_KINDS[scanner.scan()];
    if (kind === 'end') return false;
    if (kind === '{' || kind === '[') depth++;
    if (kind === '}' || kind === ']') depth--;
  }
  return true;
}
