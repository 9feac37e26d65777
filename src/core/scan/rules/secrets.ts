/** Secrets in clear text. They count in comments as well: whoever may read the file may read those. */
import { t } from '@vscode/l10n';
import { isMixed, isPlaceholder } from '../placeholders';
import { lineBefore, type ScannedText, type SecurityRule } from '../rule';

/**
 * Names that end a key, by how much its value must look like a secret. What stands before them is looked at by hand.
 * Lists of variables have the name and the value in two fields (`name: DB_PASSWORD`, `value: …`).
 */
const NAMES =
  /(?<name>pass(?:word|wd|phrase)|pwd|(?:client|app|shared|session|webhook|jwt)?[_-]?secret|(?:api|access|secret|private|encryption|signing|master|account|storage|license)[_-]?key|(?:access|auth|refresh|bearer|api|bot|session|id|deploy|personal)?[_-]?token|credentials?)(?:_?base64)?["'\]]{0,2}[ \t]{0,20}(?::=|=>|:|=|,?[ \t]{0,4}\r?\n?[ \t]{0,40}["']?value["']?[ \t]{0,4}:)[ \t]{0,20}(?<hit>\\"[^"\\\n]{1,400}\\"|"(?:[^"\\\n]|\\.){1,400}"|'(?:[^'\\\n]|\\.){1,400}'|`(?:[^`\\\n]|\\.){1,400}`|[^\s"'`,;#{}[\]()<>]{1,400})/dgi;

/** Keys begin a line of YAML and settings; a bare word behind any other colon is prose or a name. */
const STARTS_LINE = /^[\s"'-]{0,100}(?:export[ \t]{1,9}|set[ \t]{1,9})?["']?[\w.-]{0,80}$/i;

function isSecret({ groups, index }: RegExpExecArray, scanned: ScannedText): boolean {
  const { text, kind } = scanned;
  const written = groups?.['hit'] ?? '';
  const name = (groups?.['name'] ?? '').toLowerCase();
  // Within a JSON string the quotes around it are escaped.
  const opening = /^\\?["'`]/.exec(written)?.[0].length ?? 0;
  const quoted = opening > 0;
  const value = quoted ? written.slice(opening, -opening) : written.replace(/[.:]$/, '');
  // Words with spaces between describe a secret (“at least twelve letters”) far more often than they are one.
  if (/\s/.test(value) || isPlaceholder(value)) return false;
  // `passwordFile: /run/secrets/db` tells where it is; interpolation brings it in from elsewhere.
  if (/^(?:~|\.{0,2}\/)/.test(value) && value.includes('/', 1)) return false;
  if (/\$\{|\{\{|%\(|\$\(/.test(value)) return false;
  const isPassword = name.startsWith('pass') || name === 'pwd' || name.endsWith('secret');
  const before = lineBefore(text, index);
  if (!quoted) {
    const plain = (kind === 'yaml' || kind === 'settings' || kind === 'text') && STARTS_LINE.test(before);
    if (kind === 'code' || kind === 'markup') return false;
    if (!plain || scanned.isQuiet(index))
      return value.length >= (isPassword ? 6 : 16) && isMixed(value) && !/[(=]/.test(value);
  }
  if (isPassword) return value.length >= 4;
  // A name of something, such as "token": "session_id", is no token: those that are one hold digits.
  return value.length >= 8 && isMixed(value);
}

/** Keys whose form alone says what they are. */
const FORMS: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{22,255}\b/g,
  /\bglpat-[A-Za-z0-9_-]{20,64}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g,
  /\b[rs]k_live_[A-Za-z0-9]{16,255}\b/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,255}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}/g,
  /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,1000}/g,
];

export const SECRETS: readonly SecurityRule[] = [
  {
    id: 'secret/value',
    category: 'A07',
    message: () => t('A password or key is written here in clear text.'),
    patterns: [NAMES],
    inComments: true,
    accept: isSecret,
  },
  {
    id: 'secret/token',
    category: 'A07',
    message: () => t('This has the form of a key or token of a known service.'),
    patterns: FORMS,
    inComments: true,
    accept: ([match]) => !isPlaceholder(match),
  },
  {
    id: 'secret/private-key',
    category: 'A02',
    message: () => t('A private key is written here.'),
    patterns: [/-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g],
    inComments: true,
  },
  {
    id: 'secret/address',
    category: 'A07',
    message: () => t('An address has a password in it.'),
    patterns: [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"'<>]{1,100}:(?<hit>[^\s/?#@"'<>]{1,200})@[^\s@"'<>]/dgi],
    inComments: true,
    accept: ({ groups }) => !isPlaceholder(groups?.['hit'] ?? '') && !/^(?:pass|pwd|pw)$/i.test(groups?.['hit'] ?? ''),
  },
  {
    id: 'secret/header',
    category: 'A07',
    message: () => t('A header that signs requests has its key in it.'),
    patterns: [
      /\bAuthorization["']?[ \t]{0,9}[:=,][ \t]{0,9}["'`]?(?:Bearer|Basic|Token)[ ](?<hit>[A-Za-z0-9+/=_.~-]{12,2000})/dgi,
    ],
    inComments: true,
    accept: ({ groups }) => !isPlaceholder(groups?.['hit'] ?? '') && isMixed(groups?.['hit'] ?? ''),
  },
];
