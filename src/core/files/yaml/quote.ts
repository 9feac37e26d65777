/** Writing a YAML scalar so that PyYAML (YAML 1.1) and YAML 1.2 both read exactly the value meant. */
import { isAmbiguous, resolvePlain } from './scalars';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** A value to be written. */
export type NewValue = string | number | boolean | null;

/** Where a scalar is to stand. */
export interface ScalarPlace {
  /** Whether it is inside `{ }` or `[ ]`. */
  readonly flow: boolean;
  /** The indentation of a literal's lines. */
  readonly indent: string;
  readonly lineEnd: string;
}

/** What YAML 1.1 lets stand unescaped on one line; line separators are left out, they would be folded. */
const PRINTABLE = /^[\t\u0020-\u007e\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** The value in a style, or undefined where that style cannot say it. A lone surrogate can be said in none. */
export function writeScalar(value: NewValue, style: ScalarStyle, place: ScalarPlace): string | undefined {
  if (typeof value !== 'string') return style === 'plain' ? String(value) : undefined;
  if (/\p{Surrogate}/u.test(value)) return undefined;
  switch (style) {
    case 'plain':
      return isPlain(value, place.flow) ? value : undefined;
    case 'single':
      return PRINTABLE.test(value) ? `'${value.replaceAll("'", "''")}'` : undefined;
    case 'double':
      return `"${value.replace(/["\\]|[^\u0020-\u007e\u00a1-\u2027\u202a-\ufefe\uff00-\ufffd]/g, escaped)}"`;
    case 'literal':
      return place.flow ? undefined : literal(value, place);
  }
}

function isPlain(text: string, flow: boolean): boolean {
  return (
    text !== '' &&
    PRINTABLE.test(text) &&
    !/^\s|\s$|\t/.test(text) &&
    !/^[-?:,[\]{}#&*!|>'"%@`=<]/.test(text) &&
    !/: |:$| #|^\.\.\./.test(text) &&
    !(flow && /[,?[\]{}]|:$/.test(text)) &&
    resolvePlain(text).type === 'str' &&
    !isAmbiguous(text)
  );
}

const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(unit: string): string {
  const code = unit.charCodeAt(0);
  // The halves of a pair pass one by one, and stay as they are.
  if (code >= 0xd800 && code < 0xe000) return unit;
  return SHORT[unit] ?? `\\u${code.toString(16).padStart(4, '0')}`;
}

function literal(text: string, { indent, lineEnd }: ScalarPlace): string | undefined {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  const first = lines[0] ?? '';
  const sayable = lines.every((line) => PRINTABLE.test(line) && (line === '' || /\S/.test(line)));
  if (!sayable || first === '' || /^[ \t]/.test(first) || lines.at(-1) === '') return undefined;
  const body = lines.map((line) => (line === '' ? '' : indent + line)).join(lineEnd);
  return `|${ends ? '' : '-'}${lineEnd}${body}`;
}
