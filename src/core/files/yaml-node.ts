/** YAML as a tree whose every node knows its place. Values are those that PyYAML's safe loader would make (YAML 1.1). */
import { type Anchor } from './text';
import { type PythonScalar } from './python';

/** A scalar: `node` covers all of its source with quotes, `at` the text of its value alone. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: PythonScalar;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  readonly node: Anchor;
  readonly at: Anchor;
  /** Set where the value is written as `*name`: the alias's own place. The value belongs to the anchored node. */
  readonly alias?: Anchor;
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** A mapping with its pairs in text order, duplicates kept (in Python the last one wins). */
export interface YamlMapping {
  readonly kind: 'mapping';
  readonly style: 'block' | 'flow';
  readonly pairs: readonly YamlPair[];
  readonly node: Anchor;
  readonly alias?: Anchor;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly style: 'block' | 'flow';
  readonly items: readonly YamlNode[];
  readonly node: Anchor;
  readonly alias?: Anchor;
}

export type YamlNode = YamlScalar | YamlMapping | YamlSequence;

/** The last pair with a plain string key of this name, as Python's dictionary keeps it. */
export function pairOf(mapping: YamlMapping, key: string): YamlPair | undefined {
  return mapping.pairs.findLast(
    (pair) => pair.key.kind === 'scalar' && pair.key.value.type === 'str' && pair.key.value.value === key,
  );
}
