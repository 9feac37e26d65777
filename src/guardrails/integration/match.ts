/** Which test of the manifest each outcome of a report is about: by ids, the first with an id for the first, and so on. */
import { type Manifest } from './manifest';
import { type RunOutcome, type TestOutcome } from './outcome';

/** Outcomes by the test's key in the manifest; none for a test that the report does not have. */
export function outcomesByTest(manifest: Manifest, { suites }: RunOutcome): ReadonlyMap<string, TestOutcome> {
  const found = new Map<string, TestOutcome>();
  const left = inTurn(suites);
  for (const suite of manifest.suites) {
    const tests = inTurn(left(suite.id)?.tests ?? []);
    for (const { id, key } of suite.tests) {
      const outcome = tests(id);
      if (outcome !== undefined) found.set(key, { ...outcome, key });
    }
  }
  return found;
}

/** Answers what has an id, each once, in their order. */
function inTurn<Item extends { readonly id: string | undefined }>(
  items: readonly Item[],
): (id: string | undefined) => Item | undefined {
  const waiting = new Map<string | undefined, Item[]>();
  for (const item of items.toReversed()) {
    const same = waiting.get(item.id);
    if (same === undefined) waiting.set(item.id, [item]);
    else same.push(item);
  }
  return (id) => waiting.get(id)?.pop();
}
