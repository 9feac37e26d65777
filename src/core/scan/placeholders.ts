/**
 * Whether the value behind `password:` and the like is really one. The reference reports each key that ends so, whatever
 * follows; templates and documentation then fail for showing where a secret would go.
 */

/** What stands for a value that comes from elsewhere: a variable, a template's gap, a manager's reference. */
const REFERENCES =
  /^(?:\$\{|\$\(|\$[A-Za-z_]|\{\{|<[^>]{0,200}>?$|%[A-Za-z_]{1,100}%|\[[A-Z_ -]{1,100}\]|__[A-Z_]{1,100}__|@[A-Za-z.]|!|&|\*[A-Za-z]|(?:vault|env|file|secret|secrets|keychain|op|ssm|arn|gcp|azure|kms|sops|ref|process\.env|import\.meta|os\.environ|os\.getenv|getenv|env|config|settings|options|self|this|args|req|request|params|input|props|state|ENV)(?:[:.[(]|\/\/))/i;

/** Words that say that the value is still to be put in, or must not be read. */
const GAPS =
  /(?:^|[^a-z])(?:your|my)[_ -]|placeholder|example|redacted|change[_-]?(?:me|it|this)|replace[_-]?(?:me|with|this)|insert[_-]|put[_-]|enter[_-]|dummy|sample|masked|hidden|removed|omitted|not[_-]?(?:set|a[_-]?real)|todo|tbd|fixme|goes[_-]here/i;

/** What is no value at all, or tells a type. */
const NOTHING =
  /^(?:null|none|nil|undefined|true|false|yes|no|on|off|n\/?a|empty|string|str|text|bytes|int|number|boolean|bool|any|object|unknown|optional|required|default|test|password|passwd|secret|token|key|value|[.*xX•#_-]{1,200}|\.{3}|…|[|>][+-]?)$/i;

/** Whether a value (without its quotes) only marks the place of one. */
export function isPlaceholder(value: string): boolean {
  const trimmed = value.trim();
  return (
    trimmed === '' ||
    NOTHING.test(trimmed) ||
    REFERENCES.test(trimmed) ||
    GAPS.test(trimmed) ||
    trimmed.endsWith('...') ||
    trimmed.endsWith('…') ||
    isRun(trimmed)
  );
}

/** One letter again and again: `xxxxxxxx`, `00000000`. */
function isRun(value: string): boolean {
  return value.length >= 4 && value === value.charAt(0).repeat(value.length);
}

/** Whether a value has both letters and digits, as what a machine made up has, and words have not. */
export function isMixed(value: string): boolean {
  return /[A-Za-z]/.test(value) && /[0-9]/.test(value);
}
