/**
 * JSON as plain values, for those who need no places. Whoever walks a value recurses, so what nests deeper than Python reads
 * is not JSON here either: `JSON.parse` itself takes any depth.
 */

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
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = closingQuote(text, at);
        break;
      case 0x2f:
        at = commentEnd(text, at);
        break;
      case 0x5b:
      case 0x7b:
        if (++depth > JSON_DEPTH) return true;
        break;
      case 0x5d:
      case 0x7d:
        depth--;
    }
  }
  return false;
}

/** The offset of the quote that closes a string, or the text's length. */
function closingQuote(text: string, opening: number): number {
  let at = opening + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}

/** The offset of the last character of a comment that a slash begins, or the slash's own. */
function commentEnd(text: string, slash: number): number {
  const next = text.charAt(slash + 1);
  if (next !== '/' && next !== '*') return slash;
  const end = next === '*' ? text.indexOf('*/', slash + 2) : text.indexOf('\n', slash);
  return end < 0 ? text.length : end + (next === '*' ? 1 : 0);
}
