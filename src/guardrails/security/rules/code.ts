/**
 * What code and configuration do wrong where a line alone shows it: one rule for each category of the OWASP Top 10 that
 * injections leave over, so that a workspace's fixtures can cover all ten.
 */
import { t } from '@vscode/l10n';
import type { SecurityRule } from '../../../core/scan/rule';

/** What may stand between a key and the line's start, a bracket or a comma: quotes, a list's dash, a declaration, a prefix. */
const BEFORE_KEY = String.raw`(?:^|[{,;&?[]|\w\()[ \t]{0,60}(?:-[ \t]{1,9}){0,3}(?:(?:const|let|var|export|set|env|static|final|readonly)[ \t]{1,9}){0,2}["']?(?:[A-Za-z0-9]{1,40}(?:[_.-]|\[["'])){0,6}`;

/** A key of data or code set to one of some values, where a key can be, not in the middle of a sentence about one. */
function set(keys: string, values: string): RegExp {
  const value = `["']?(?:${values})["']?(?![\\w.-])`;
  return new RegExp(
    // The costly look back only where there is a key.
    `(?<![A-Za-z0-9])(?=(?:${keys}))(?<=${BEFORE_KEY})(?:${keys})["'\\]]{0,2}[ \\t]{0,20}(?::=?|=>?)[ \\t]{0,20}${value}`,
    'gim',
  );
}

/** Off, in the ways in which a setting says so. */
const OFF = 'false|off|no|none|null|disabled?|0|never';

export const CODE: readonly SecurityRule[] = [
  {
    id: 'access/everyone',
    category: 'A01',
    message: () => t('This gives everybody access.'),
    patterns: [
      /\bchmod[ \t]{1,9}(?:-R[ \t]{1,9})?(?:0?777|a\+rwx|o\+w)\b/g,
      /"(?:Action|Principal|Resource)"[ \t]{0,9}:[ \t]{0,9}"\*"/g,
    ],
  },
  {
    id: 'crypto/weak',
    category: 'A02',
    message: () => t('This algorithm is broken; use SHA-256 or newer, AES-GCM, and a slow hash for passwords.'),
    patterns: [
      /\b(?:createHash|createHmac|hashlib\.new|MessageDigest\.getInstance)\(["']?(?:md[245]|sha-?1)\b/gi,
      /\bhashlib\.(?:md5|sha1)\(/g,
      set(
        String.raw`(?:password[_-]?)?hash(?:ing)?(?:[_-]?(?:algorithm|function|method))?|encryption(?:[_-]?algorithm)?`,
        String.raw`md[245]|sha-?1|3?des|rc[24]|base64|rot13`,
      ),
    ],
  },
  {
    id: 'design/no-limit',
    category: 'A04',
    message: () => t('How often something may be tried is not limited.'),
    patterns: [
      set(
        String.raw`rate[_-]?limit(?:ing|s|er)?(?:[_-]?enabled)?|lockout(?:[_-]?enabled)?|max[_-]?(?:login[_-]?)?attempts`,
        `${OFF}|unlimited|-1`,
      ),
    ],
  },
  {
    id: 'configuration/debug',
    category: 'A05',
    message: () => t('Debugging is on: it shows what only developers may see.'),
    patterns: [
      set('debug(?:[_-]?(?:mode|enabled))?|display_errors', 'true|on|yes|1'),
      /\.run\([^()\n]{0,100}\bdebug[ ]?=[ ]?True\b/g,
    ],
    // Instructions show how debugging is switched on; what they say is switched on nowhere.
    kinds: ['json', 'yaml', 'settings', 'text', 'code'],
  },
  {
    id: 'components/any-version',
    category: 'A06',
    message: () => t('Any version of a component is taken, also one that is known to be broken.'),
    patterns: [
      /\b(?:FROM|image:)[ \t]{1,9}["']?[\w./-]{1,120}:latest\b/g,
      /(?<=["'\w])["']?[ \t]{0,9}:[ \t]{0,9}["'](?:\*|latest|x|>=?[ ]?0(?:\.0){0,2})["']/g,
    ],
    accept: ({ 0: match, index }, { text }) =>
      match.endsWith('latest') ||
      /(?:ependenc(?:y|ies)|packages|requirements|components|version)/i.test(
        text.slice(Math.max(0, index - 2_000), index),
      ),
  },
  {
    id: 'authentication/any-server',
    category: 'A07',
    message: () => t('A server’s certificate is not looked at.'),
    patterns: [
      set(String.raw`rejectUnauthorized|verify_?ssl|ssl_?verify|NODE_TLS_REJECT_UNAUTHORIZED`, OFF),
      /\b(?:requests|httpx|session)\.\w{1,10}\([^\n]{0,200}\bverify[ ]?=[ ]?False\b/g,
    ],
  },
  {
    id: 'integrity/deserialise',
    category: 'A08',
    message: () => t('Objects are made of foreign data, and may run code.'),
    patterns: [
      /\b(?:c?[pP]ickle|dill|shelve|marshal|joblib)\.loads?\(/g,
      /\byaml\.(?:unsafe_load|full_load)\(|\byaml\.load\((?![^\n]{0,200}Safe)[^\n)]/g,
      /!!python\/(?:object|name|module)|!ruby\/object|!!javax\.script/g,
      /["']__proto__["'][ \t]{0,9}:/g,
    ],
  },
  {
    id: 'logging/off',
    category: 'A09',
    message: () => t('What happens is not recorded.'),
    patterns: [
      set(
        String.raw`(?:audit|security|access)[_-]?log(?:ging|s)?(?:[_-]?enabled)?|audit(?:[_-]?trail)?|monitoring(?:[_-]?enabled)?`,
        OFF,
      ),
    ],
  },
  {
    id: 'requests/inside',
    category: 'A10',
    message: () => t('An address leads to where only the server itself may go.'),
    patterns: [
      /\b(?:169\.254\.169\.254|metadata\.google\.internal|100\.100\.100\.200)\b|\bfd00:ec2::254/gi,
      /\b(?:gopher|dict|ldaps?|tftp|jar|netdoc):\/\/[^\s"']/gi,
      /\bhttps?:\/\/(?:0x[0-9a-f]{6,8}|\d{8,10})(?=[:/\s"']|$)/gim,
    ],
  },
];
