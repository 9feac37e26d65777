/**
 * YAML as a tree whose every node knows its place, for reading and for writing. Values are those that PyYAML's safe loader
 * would make (YAML 1.1).
 */
import type { Anchor, Span } from './text';
import type { PythonScalar } from './python';

/** The anchor and tag before a node. */
export interface NodeProperties {
  readonly at: Anchor;
  /** The anchor's name. */
  readonly anchor: string | undefined;
  readonly tagged: boolean;
}

interface NodeBase {
  /**
   * All of its source with quotes or brackets, without anchor and tag. Of a block scalar, blank lines that it does not keep
   * are no part; an empty node is behind its dash or colon.
   */
  readonly node: Anchor;
  readonly properties?: NodeProperties | undefined;
  /** Set where the value is written as `*name`: the alias's own place. Everything else is the anchored node's. */
  readonly alias?: Anchor;
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly value: PythonScalar;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** The text of its value alone. */
  readonly at: Anchor;
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** A mapping with its pairs in text order, duplicates kept (in Python the last one wins). */
export interface YamlMapping extends NodeBase {
  readonly kind: 'mapping';
  readonly style: 'block' | 'flow';
  /** As read: `<<` brings in the pairs of others. */
  readonly pairs: readonly YamlPair[];
  /** As written: `<<` is a key like any other. */
  readonly ownPairs: readonly YamlPair[];
}

export interface YamlSequence extends NodeBase {
  readonly kind: 'sequence';
  readonly style: 'block' | 'flow';
  readonly items: readonly YamlNode[];
}

export type YamlNode = YamlScalar | YamlMapping | YamlSequence;

/** The last pair with a plain string key of this name, as Python's dictionary keeps it. */
export function pairOf(mapping: YamlMapping, key: string): YamlPair | undefined {
  return mapping.pairs.findLast(
    (pair) => pair.key.kind === 'scalar' && pair.key.value.type === 'str' && pair.key.value.value === key,
  );
}

/** The last pair of this name that is written in the mapping itself. */
export function ownPair(mapping: YamlMapping, name: string): YamlPair | undefined {
  return mapping.ownPairs.findLast(({ key }) => keyTextOf(key) === name);
}

/** A key's text; undefined where it is no string, or an alias. */
export function keyTextOf(key: YamlNode): string | undefined {
  return isWritten(key, 'scalar') && key.value.type === 'str' ? key.value.value : undefined;
}

/** Whether a node of a kind is written here, not referred to by an alias. */
export function isWritten<Kind extends YamlNode['kind']>(
  node: YamlNode | undefined,
  kind: Kind,
): node is Extract<YamlNode, { kind: Kind }> {
  return node?.kind === kind && node.alias === undefined;
}

/** Where something is written: `start` is before its anchor and tag, `body` after them. */
interface Extent extends Span {
  readonly body: number;
}

/** Where a node is written, offsets relative to its chunk; an alias is where its name is. */
export function extentOf({ node, properties, alias }: YamlNode): Extent {
  const { start, end } = alias ?? node;
  return { start: alias === undefined ? (properties?.at.start ?? start) : start, body: start, end };
}

/** The anchor and tag that are written before a node; an alias has none. */
export function propertiesOf({ properties, alias }: YamlNode): NodeProperties | undefined {
  return alias === undefined ? properties : undefined;
}

/** All nodes written below some, themselves included, in text order. Aliases are among them, what they stand for is not. */
export function* nodesOf(roots: readonly (YamlNode | undefined)[]): Generator<YamlNode> {
  for (const node of roots) {
    if (node === undefined) continue;
    yield node;
    if (isWritten(node, 'sequence')) yield* nodesOf(node.items);
    if (isWritten(node, 'mapping')) for (const { key, value } of node.ownPairs) yield* nodesOf([key, value]);
  }
}
