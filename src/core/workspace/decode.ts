/** Bytes as text, whatever they are. */

interface Decoded {
  readonly text: string;
  /** The offset of the first byte that is no UTF-8, where there is one; it and its like are U+FFFD in the text. */
  readonly invalidBytesAt?: number;
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** The text of UTF-8 bytes; a byte-order mark stays in it. */
export function decode(bytes: Uint8Array): Decoded {
  try {
    return { text: strict.decode(bytes) };
  } catch {
    return { text: lenient.decode(bytes), invalidBytesAt: firstInvalidByte(bytes) };
  }
}

/** By halving: the longest prefix that decodes (a sequence cut at the prefix's end is not invalid) ends at the bad byte. */
function firstInvalidByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return low;
}
