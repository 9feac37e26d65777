/**
 * Bytes as a text of one unit each: what edits splice there stays byte for byte what it was, also where it is not UTF-8.
 * A log may hold a line in another encoding (field guide, section 5), and taking our own line out must not touch it.
 */
import { utf8Bytes } from '../ground/utf8';
import { applyEdits } from '../files/edits';
import type { FileChange } from './change-set';

/** So many units are made into a string at once: each is an argument of a call. */
const AT_ONCE = 8_192;

export function unitsOf(bytes: Uint8Array): string {
  let units = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE) units += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
  return units;
}

export function bytesOf(units: string): Uint8Array {
  const bytes = new Uint8Array(units.length);
  for (let at = 0; at < units.length; at++) bytes[at] = units.charCodeAt(at);
  return bytes;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The UTF-8 bytes of a text, as units. */
export function utf8Units(text: string): string {
  return unitsOf(utf8Bytes(text));
}

/** A file's text before and after an edit; what is not UTF-8 in it is U+FFFD. */
export function editedTexts({
  before,
  edits,
  units,
}: Extract<FileChange, { kind: 'edit' }>): readonly [before: string, after: string] {
  const after = applyEdits(before, edits);
  return units === true ? [decoder.decode(bytesOf(before)), decoder.decode(bytesOf(after))] : [before, after];
}

/** SHA-256 in hexadecimal digits. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
