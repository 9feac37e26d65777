/** Values as they are written into a backlog: in the style that stands there, where all readers agree on it. */
import { pythonFloat } from '../../python';
import { type NewValue, type ScalarPlace, type ScalarStyle, writeScalar } from '../../yaml/quote';
import { isWritten, type YamlNode } from '../../yaml-node';

/**
 * What some reader of YAML 1.1 takes for other than text, though PyYAML does not: `y`, `08:30`, `2025-1-7`, `1_000.`.
 * The `yaml` package reads 1.1 by the letter of its specification.
 */
const TYPED_ELSEWHERE =
  /^(?:[yYnN]|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\d{4}-\d\d?-\d\d?(?:[Tt \t].*)?|[-+]?[0-9._]+(?:[eE][-+]?[0-9]*)?|[-+]?0[box][0-9a-fA-F_]*)$/;

/** A version such as `1.2.3` is text to everyone. */
const DOTTED = /^\d+(?:\.\d+){2,}$/;

/** A value that may hold others. */
export type NewData = NewValue | readonly NewData[] | { readonly [key: string]: NewData };

/** The value in the first of the styles that can say it; undefined where none can. Lists and mappings are written in flow style. */
export function writeValue(value: NewData, styles: readonly ScalarStyle[], place: ScalarPlace): string | undefined {
  if (typeof value === 'object' && value !== null) return inFlow(value, styles, place);
  if (typeof value !== 'string') return typed(value);
  for (const style of styles) {
    if (style === 'plain' && TYPED_ELSEWHERE.test(value) && !DOTTED.test(value)) continue;
    const written = writeScalar(value, style, place);
    if (written !== undefined) return written;
  }
  return undefined;
}

type Mapping = Readonly<Record<string, NewData>>;

/** A list or mapping that has something in it: only such a one can be written in block style. */
export type Filled = Mapping | readonly NewData[];

export function isFilled(value: NewData): value is Filled {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** A mapping or list in block style, a line each. In a mapping the dashes of a list stand `shift` columns behind their key. */
export function blockLines(value: Filled, styles: readonly ScalarStyle[], shift = 0): readonly string[] {
  const onLine = styles.filter((style) => style !== 'literal');
  const scalar = (each: NewData): string => {
    const sayable = typeof each === 'string' ? wellFormed(each) : each;
    return writeValue(sayable, onLine, { flow: false, indent: '', lineEnd: '\n' }) ?? 'null';
  };
  if (isList(value))
    return value.flatMap((item) => {
      const lines = isFilled(item) ? blockLines(item, styles, shift) : [scalar(item)];
      return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
    });
  return Object.entries(value).flatMap(([key, each]) => {
    const name = writeKey(wellFormed(key), undefined, false) ?? '""';
    if (!isFilled(each)) return [`${name}: ${scalar(each)}`];
    const indent = ' '.repeat(isList(each) ? shift : 2);
    return [`${name}:`, ...blockLines(each, styles, shift).map((line) => indent + line)];
  });
}

/** Half of a surrogate pair can stand in no file. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function inFlow(
  value: Exclude<NewData, NewValue>,
  styles: readonly ScalarStyle[],
  place: ScalarPlace,
): string | undefined {
  const flow = { ...place, flow: true };
  const write = (each: NewData): string | undefined => writeValue(each, styles, flow);
  if (isList(value)) {
    const items = value.map(write);
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  const pairs = Object.entries(value).map(([key, each]) => {
    const [name, written] = [writeKey(key, undefined, true), write(each)];
    return name === undefined || written === undefined ? undefined : `${name}: ${written}`;
  });
  return pairs.includes(undefined) ? undefined : `{${pairs.join(', ')}}`;
}

export function isList(value: NewData): value is readonly NewData[] {
  return Array.isArray(value);
}

/** A float needs a point and a signed exponent for YAML 1.1 to see it. */
function typed(value: number | boolean | null): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  return pythonFloat(value).replace(/^(-?\d+)e/, '$1.0e');
}

/** The styles to try, in turn: those given without repetition, then plain or double, as the value has it. */
export function stylesFrom(...preferred: readonly (ScalarStyle | undefined)[]): readonly ScalarStyle[] {
  return [...new Set<ScalarStyle>([...preferred.filter((style) => style !== undefined), 'double'])];
}

/** The style of a node whose value is text; undefined for everything else. A folded text is written as a literal one. */
export function styleOf(node: YamlNode | undefined): ScalarStyle | undefined {
  if (!isWritten(node, 'scalar') || node.value.type !== 'str') return undefined;
  return node.style === 'folded' ? 'literal' : node.style;
}

/** The style of a node whose value is text, of a list or mapping that of the first text in it. */
export function styleWithin(node: YamlNode | undefined): ScalarStyle | undefined {
  if (isWritten(node, 'sequence')) return node.items.map(styleOf).find((style) => style !== undefined);
  if (isWritten(node, 'mapping'))
    return node.ownPairs.map(({ value }) => styleOf(value)).find((style) => style !== undefined);
  return styleOf(node);
}

/** The quotes that texts beside it have where all have the same: what cannot be plain gets them too. */
export function quotesOf(nodes: readonly YamlNode[]): readonly ScalarStyle[] {
  const styles = new Set(nodes.map(styleOf));
  return styles.has('single') && !styles.has('double') ? ['single'] : [];
}

/** A key as it must be written: plain where that is safe, else in quotes. */
export function writeKey(key: string, like: YamlNode | undefined, flow: boolean): string | undefined {
  const style = styleOf(like);
  return writeValue(key, stylesFrom(style === 'literal' ? undefined : (style ?? 'plain')), {
    flow,
    indent: '',
    lineEnd: '\n',
  });
}

/** A node on one line, as it may stand inside braces: what an anchor that moves takes along. */
export function onOneLine(node: YamlNode, text: string): string | undefined {
  const { start, end } = node.alias ?? node.node;
  if (node.alias !== undefined) return `${text.slice(start, end)} `;
  const { anchor, tagged = false } = node.properties ?? {};
  const name = anchor === undefined ? '' : `&${anchor} `;
  switch (node.kind) {
    case 'scalar': {
      const raw = text.slice(start, end);
      if (tagged && !(node.value.type === 'str')) return undefined;
      if (node.value.type !== 'str') return name + (raw === '' ? 'null' : raw);
      const quoted = node.style === 'single' || node.style === 'double';
      if (!/[\r\n]/.test(raw) && quoted) return name + raw;
      const styles = stylesFrom(node.style === 'plain' ? 'plain' : undefined);
      const written = writeValue(node.value.value, styles, { flow: true, indent: '', lineEnd: '\n' });
      return written === undefined ? undefined : name + written;
    }
    case 'sequence': {
      const items = node.items.map((item) => onOneLine(item, text));
      return items.includes(undefined) || tagged ? undefined : `${name}[${items.join(', ')}]`;
    }
    case 'mapping': {
      const pairs = node.ownPairs.map(({ key, value }) => {
        const [left, right] = [onOneLine(key, text), onOneLine(value, text)];
        return left === undefined || right === undefined ? undefined : `${left}: ${right}`;
      });
      return pairs.includes(undefined) || tagged ? undefined : `${name}{${pairs.join(', ')}}`;
    }
  }
}
