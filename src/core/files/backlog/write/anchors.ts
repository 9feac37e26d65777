/** Anchors in text that goes away, and aliases elsewhere that still need them. */
import { type Span, type TextEdit } from '../../text';
import { nodesOf, type SourceNode } from './source';
import { onOneLine } from './values';

/** What keeps the aliases' values when a stretch of text goes. */
export interface Rescue {
  readonly edits: readonly TextEdit[];
  /** The nodes that live on in the place of their first alias. */
  readonly moved: ReadonlySet<SourceNode>;
}

/** Moves each anchor of a stretch, with its value, to the first alias outside that stands for it; undefined if it cannot be. */
export function rescue(roots: readonly (SourceNode | undefined)[], text: string, gone: Span): Rescue | undefined {
  const edits: TextEdit[] = [];
  const moved = new Set<SourceNode>();
  for (const root of roots) {
    const anchors = new Map<string, SourceNode>();
    for (const node of root === undefined ? [] : nodesOf(root)) {
      if (node.name === undefined) continue;
      if (node.kind !== 'alias') {
        anchors.set(node.name, node);
        continue;
      }
      const target = anchors.get(node.name);
      if (target === undefined || !isIn(target, gone) || isIn(node, gone) || moved.has(target)) continue;
      // One inside of another that moved has moved with it.
      if ([...moved].some((outer) => isIn(target, outer))) continue;
      const value = onOneLine(target, text);
      if (value === undefined) return undefined;
      moved.add(target);
      edits.push({ start: node.start, end: node.end, newText: value });
    }
  }
  return { edits, moved };
}

function isIn(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
