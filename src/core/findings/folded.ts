/** Many findings of one kind: a file that is wrong throughout is one trouble, and must not bury all else. */

/** An item that gets a finding of its own; the last one also stands for all that follow, and counts them with itself. */
interface Folded<Item> {
  readonly item: Item;
  readonly count: number;
}

/** The first `most` items with a count of one each, and the rest counted with the last of them. */
export function folded<Item>(items: readonly Item[], most: number): readonly Folded<Item>[] {
  return items.slice(0, most).map((item, index) => ({ item, count: index === most - 1 ? items.length - index : 1 }));
}
