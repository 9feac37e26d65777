/** The name of a mission's telemetry file. Ids come from anywhere; a file name must stay in its folder. */
import { utf8Bytes } from '../../ground/utf8';

/** What Windows keeps for devices, whatever stands behind the dot. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** What the folder keeps for others: the database's health. */
const TAKEN = /^database-health$/i;

/** The longest name in bytes, with room for what is put behind it. */
const LONGEST = 150;

/**
 * A mission id as a file name, without an extension: letters, digits, `.`, `_` and `-` stay, every other byte of its
 * UTF-8 becomes `%` and two digits. No two ids have the same name, and none leads out of its folder.
 */
export function safeFileName(id: string): string {
  const bytes = [...utf8Bytes(id)];
  const name = bytes
    .map((byte, at) => {
      const letter = String.fromCharCode(byte);
      // A name that begins with a dot is hidden, and `..` is a folder.
      if (/[A-Za-z0-9_-]/.test(letter) || (letter === '.' && at > 0 && at < bytes.length - 1)) return letter;
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
  if (name === '') return '%';
  const safe =
    DEVICES.test(name) || TAKEN.test(name) ? `%${name.charCodeAt(0).toString(16).toUpperCase()}${name.slice(1)}` : name;
  return safe.length <= LONGEST ? safe : `${safe.slice(0, LONGEST - 17)}%${fnv1a64(id)}`;
}

/** 64 bits of FNV-1a as 16 hexadecimal digits: long ids that begin alike stay apart. */
function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of utf8Bytes(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
