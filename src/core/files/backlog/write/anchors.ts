/** Anchors in text that goes away, and aliases elsewhere that still need them. */
import type { Span, TextEdit } from '../../text';
import { extentOf, nodesOf, type YamlNode } from '../../yaml-node';
import { onOneLine } from './values';

/** What keeps the aliases' values when a stretch of text goes. */
interface KeptAnchors {
  readonly edits: readonly TextEdit[];
  /** The nodes that live on in the place of their first alias. */
  readonly moved: ReadonlySet<YamlNode>;
}

/** Moves each anchor of a stretch, with its value, to the first alias outside that stands for it; undefined if it cannot be. */
export function keepAnchors(
  roots: readonly (YamlNode | undefined)[],
  text: string,
  gone: Span,
): KeptAnchors | undefined {
  const edits: TextEdit[] = [];
  const moved = new Set<YamlNode>();
  for (const root of roots) {
    const anchors = new Map<string, YamlNode>();
    for (const node of nodesOf([root])) {
      if (node.alias === undefined) {
        if (node.properties?.anchor !== undefined) anchors.set(node.properties.anchor, node);
        continue;
      }
      const { start, end } = node.alias;
      const target = anchors.get(text.slice(start + 1, end));
      if (target === undefined || !isIn(target, gone) || isIn(node, gone) || moved.has(target)) continue;
      // One inside of another that moved has moved with it.
      if ([...moved].some((outer) => isIn(target, extentOf(outer)))) continue;
      const value = onOneLine(target, text);
      if (value === undefined) return undefined;
      moved.add(target);
      edits.push({ start, end, newText: value });
    }
  }
  return { edits, moved };
}

function isIn(node: YamlNode, outer: Span): boolean {
  const { start, end } = extentOf(node);
  return outer.start <= start && end <= outer.end;
}
