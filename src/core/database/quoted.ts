/** A name as SQL takes any. In a file of its own: reading needs it without what writes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
