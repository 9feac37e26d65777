/**
 * What a plain (unquoted) YAML scalar means. Python's tools read YAML 1.1, most others YAML 1.2; the first is what
 * counts for CMOS, and where the second differs a person should know (field guide, section 3).
 */
import type { PythonScalar } from '../python';
import type { YamlScalar } from '../yaml-node';

const NULL_11 = /^(?:~|null|Null|NULL|)$/;
const BOOL_11 = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INT_11 =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT_11 =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;
const DATE_ONLY = /^\d{4}-\d\d-\d\d$/;

/** Only these letters can begin anything but a string. */
const MAYBE_TYPED = /^[-+.0-9~nNyYtTfFoO]/;

/** Longer texts are strings: Python reads no number of more than 4300 digits, and nobody writes one. */
const LONGEST_TYPED = 4300;

const NONE: PythonScalar = { type: 'none' };

/** The value that PyYAML's safe loader makes of a plain scalar. A date that does not exist stays a string here. */
export function resolvePlain(text: string): PythonScalar {
  if (text === '') return NONE;
  if (!MAYBE_TYPED.test(text) || text.length > LONGEST_TYPED) return { type: 'str', value: text };
  if (NULL_11.test(text)) return NONE;
  if (BOOL_11.test(text)) return { type: 'bool', value: /^(?:yes|true|on)$/i.test(text) };
  if (INT_11.test(text)) return { type: 'int', text: integer11(text) };
  if (FLOAT_11.test(text)) return { type: 'float', value: float11(text) };
  return timestamp(text) ?? { type: 'str', value: text };
}

/** A scalar's value: quoted and block ones are strings, a plain one means what YAML 1.1 says, a tag overrules both. */
export function scalarValue(raw: string, style: YamlScalar['style'], tag: string): PythonScalar {
  if (tag === '!!str' || tag === '!') return { type: 'str', value: raw };
  return style === 'plain' || tag !== '' ? resolvePlain(raw) : { type: 'str', value: raw };
}

/** Whether the text has the form of a date and is none, so that Python's loader stops with an error. */
export function isImpossibleDate(text: string): boolean {
  return (
    text.length <= LONGEST_TYPED &&
    TIMESTAMP.test(text) &&
    (DATE_ONLY.test(text) || /[Tt \t]/.test(text)) &&
    timestamp(text) === undefined
  );
}

/** Whether a reader of YAML 1.2 (its core schema) makes something else of a plain scalar than Python does. */
export function isAmbiguous(text: string): boolean {
  if (text.length > LONGEST_TYPED) return false;
  const python = resolvePlain(text);
  if (python.type === 'date' || python.type === 'datetime') return true;
  const other = resolve12(text);
  if (python.type !== other.type) return true;
  if (python.type === 'int' && other.type === 'int') return python.text !== other.text;
  if (python.type === 'float' && other.type === 'float') return !Object.is(python.value, other.value);
  return python.type === 'bool' && other.type === 'bool' && python.value !== other.value;
}

function resolve12(text: string): PythonScalar {
  if (NULL_11.test(text)) return NONE;
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return { type: 'bool', value: /^t/i.test(text) };
  if (/^[-+]?[0-9]+$/.test(text)) return { type: 'int', text: String(BigInt(text.replace(/^\+/, ''))) };
  if (/^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) return { type: 'int', text: String(BigInt(text)) };
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text))
    return { type: 'float', value: Number(text) };
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text))
    return { type: 'float', value: text.startsWith('-') ? -Infinity : Infinity };
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return { type: 'float', value: NaN };
  return { type: 'str', value: text };
}

/** In decimal. Octal is `017`, sixty-based is `12:30:45`. */
function integer11(text: string): string {
  const plain = text.replaceAll('_', '');
  const negative = plain.startsWith('-');
  const digits = plain.replace(/^[-+]/, '');
  const size = digits.includes(':')
    ? sexagesimal(digits)
    : /^0[bx]/.test(digits)
      ? BigInt(digits)
      : /^0\d/.test(digits)
        ? BigInt(`0o${digits.slice(1)}`)
        : BigInt(digits);
  return String(negative ? -size : size);
}

function sexagesimal(digits: string): bigint {
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function float11(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  const sign = plain.startsWith('-') ? -1 : 1;
  const digits = plain.replace(/^[-+]/, '');
  if (digits === '.inf') return sign * Infinity;
  if (digits === '.nan') return NaN;
  if (digits.includes(':')) return sign * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return sign * Number(digits);
}

function timestamp(text: string): PythonScalar | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour,
    minute = '',
    second = '',
    fraction = '',
    zone,
    sign = '+',
    zoneHour = '0',
    zoneMinute = '0',
  ] = match;
  if (hour === undefined && !DATE_ONLY.test(text)) return undefined;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (hour === undefined) return { type: 'date', text: date };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const micro = fraction.slice(0, 6).padEnd(6, '0');
  const parts = micro === '000000' ? '' : `.${micro}`;
  return {
    type: 'datetime',
    text: `${date} ${hour.padStart(2, '0')}:${minute}:${second}${parts}${zoneText(zone, sign, zoneHour, zoneMinute)}`,
  };
}

function zoneText(zone: string | undefined, sign: string, hour: string, minute: string): string {
  if (zone === undefined) return '';
  if (zone === 'Z') return '+00:00';
  const zero = Number(hour) === 0 && Number(minute) === 0;
  return `${zero ? '+' : sign}${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}
