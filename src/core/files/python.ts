/**
 * The few ways in which Python, whose scripts are the other writers and readers of a workspace, reads and spells
 * text differently from JavaScript. Everything that must agree with them to the letter goes through here.
 */

/** What `str.strip()` takes off: Python's white space is a little wider than JavaScript's, and lacks the byte-order mark. */
const WHITE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const EDGES = new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, 'g');

/** The text as Python's `str.strip()` leaves it. */
export function pythonStrip(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  // The common case by far is a line whose ends are plain: `{` … `}`, or that plus one line feed.
  if (first > 32 && first < 127 && last > 32 && last < 127) return text;
  return text.replace(EDGES, '');
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
