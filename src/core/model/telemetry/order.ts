/** The order in which people count: `B4.2` before `B4.10`. */
const collator = new Intl.Collator('en', { numeric: true });

export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
