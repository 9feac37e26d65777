/** A short name for a text, to tell whether it is still the same: no protection against anybody who wants two to collide. */

/** Two FNV-1a sums of 32 bits, over the text and over it backwards; 13 characters at most. */
export function hashOf(text: string): string {
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    forwards = Math.imul(forwards ^ text.charCodeAt(at), 0x01000193);
    backwards = Math.imul(backwards ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return `${(forwards >>> 0).toString(36)}${(backwards >>> 0).toString(36)}`;
}
