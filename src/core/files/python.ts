/**
 * The few ways in which Python, whose scripts are the other writers and readers of a workspace, reads and spells
 * text differently from JavaScript. Everything that must agree with them to the letter goes through here.
 */

/** What `str.strip()` takes off: Python's white space is a little wider than JavaScript's, and lacks the byte-order mark. */
const SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const WHITE = new RegExp(`[${SPACES}]`);

/** The text as Python's `str.strip()` leaves it. */
export function pythonStrip(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  // The common case by far is a line whose ends are plain: `{` … `}`, or that plus one line feed.
  if (first > 32 && first < 127 && last > 32 && last < 127) return text;
  let [start, end] = [0, text.length];
  while (start < end && WHITE.test(text.charAt(start))) start++;
  while (end > start && WHITE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** A value as PyYAML's safe loader makes it of a plain or quoted scalar (YAML 1.1). */
export type PythonScalar =
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'none' }
  | { readonly type: 'bool'; readonly value: boolean }
  /** `text` is the number in decimal, exact at any size. */
  | { readonly type: 'int'; readonly text: string }
  | { readonly type: 'float'; readonly value: number }
  /** `text` is what Python's `str()` makes of the date or datetime. */
  | { readonly type: 'date' | 'datetime'; readonly text: string };

/** What Python's `str()` prints for a scalar. */
export function pythonStr(scalar: PythonScalar): string {
  switch (scalar.type) {
    case 'str':
      return scalar.value;
    case 'none':
      return 'None';
    case 'bool':
      return scalar.value ? 'True' : 'False';
    case 'int':
    case 'date':
    case 'datetime':
      return scalar.text;
    case 'float':
      return pythonFloat(scalar.value);
  }
}

/** Whether Python takes the scalar for true: `None`, `''`, `0`, `0.0` and `False` are not. */
export function pythonTruth(scalar: PythonScalar): boolean {
  switch (scalar.type) {
    case 'str':
      return scalar.value !== '';
    case 'none':
      return false;
    case 'bool':
      return scalar.value;
    case 'int':
      return scalar.text !== '0';
    case 'float':
      return scalar.value !== 0;
    case 'date':
    case 'datetime':
      return true;
  }
}

/** What Python's `repr()` prints for a float: the shortest spelling, exponents from 1e16 up and below 1e-4. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e16 || size < 1e-4) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${mantissa}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
  }
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** A value that JSON can hold, for writing. */
export type PlainJson = null | boolean | number | string | readonly PlainJson[] | { readonly [key: string]: PlainJson };

export interface PythonJsonOptions {
  /** Whether other characters than ASCII become escapes, as `json.dumps` does unless told otherwise. */
  readonly ascii?: boolean;
  /** The indentation of one level; undefined for one line. */
  readonly indent?: string;
  /** What ends a line where there are lines. */
  readonly lineEnd?: string;
}

/**
 * The text that `json.dumps(value, ensure_ascii=False)` makes of a value: keys in the order they come, `, ` and `: `
 * between. Whole numbers are written as integers.
 */
export function pythonJson(value: PlainJson, options: PythonJsonOptions = {}, margin = ''): string {
  const { indent, ascii = false, lineEnd = '\n' } = options;
  if (value === null) return 'null';
  if (typeof value === 'string') return pythonJsonString(value, ascii);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : pythonFloat(value);
  const inner = margin + (indent ?? '');
  const parts = isList(value)
    ? value.map((item) => pythonJson(item, options, inner))
    : Object.entries(value).map(
        ([key, item]) => `${pythonJsonString(key, ascii)}: ${pythonJson(item, options, inner)}`,
      );
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  if (indent === undefined) return `${open}${parts.join(', ')}${close}`;
  return `${open}${lineEnd}${inner}${parts.join(`,${lineEnd}${inner}`)}${lineEnd}${margin}${close}`;
}

function isList(value: PlainJson): value is readonly PlainJson[] {
  return Array.isArray(value);
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

/** A string as Python's `json.dumps` writes it, with its quotes. Half a surrogate pair is always escaped: no file could hold it. */
export function pythonJsonString(text: string, ascii = false): string {
  // eslint-disable-next-line no-control-regex -- these are what JSON must escape
  const special = ascii ? /["\\\u0000-\u001f\u007f-\uffff]/g : /["\\\u0000-\u001f]|\p{Surrogate}/gu;
  return `"${text.replace(special, (unit) => {
    if (ascii && unit === '\u007f') return unit;
    return SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  })}"`;
}
