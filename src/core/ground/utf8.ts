/** Text as bytes of UTF-8. */

const encoder = new TextEncoder();

/** The bytes of a text; half of a surrogate pair becomes the replacement character. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** How many bytes the text takes, without making them. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) bytes++;
    if (unit > 0x7ff) bytes++;
    // A pair takes four bytes: three are counted for its first half by now, and one for its second.
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) at++;
  }
  return bytes;
}
