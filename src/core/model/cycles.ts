/** Cycles: missions that wait for each other. */

/**
 * The groups of missions in which each waits for each, directly or not (Tarjan's algorithm, without recursion: chains may
 * be thousands of missions long). `needs` has the prerequisites of each mission by id.
 */
export function cyclesOf(
  needs: ReadonlyMap<string, readonly { readonly id: string }[]>,
): readonly (readonly string[])[] {
  const indices = new Map<string, number>();
  const lowest = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const enter = (id: string): void => {
    indices.set(id, indices.size);
    lowest.set(id, indices.size - 1);
    stack.push(id);
    onStack.add(id);
  };
  const lower = (id: string, value: number): void => {
    lowest.set(id, Math.min(lowest.get(id) ?? 0, value));
  };

  for (const root of needs.keys()) {
    if (indices.has(root)) continue;
    const path: { readonly id: string; next: number }[] = [{ id: root, next: 0 }];
    enter(root);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const following = needs.get(step.id)?.[step.next++]?.id;
      if (following !== undefined) {
        if (!indices.has(following)) {
          enter(following);
          path.push({ id: following, next: 0 });
        } else if (onStack.has(following)) lower(step.id, indices.get(following) ?? 0);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(above.id, lowest.get(step.id) ?? 0);
      if (lowest.get(step.id) !== indices.get(step.id)) continue;
      const group: string[] = [];
      for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
        onStack.delete(id);
        group.push(id);
        if (id === step.id) break;
      }
      if (group.length > 1) cycles.push(group.toReversed());
    }
  }
  return cycles;
}
