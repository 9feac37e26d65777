/**
 * Which rows can differ between two images of one database: told by comparing the leaf pages of a table's b-tree byte
 * by byte, so that after a small change only a few rows are read again (https://sqlite.org/fileformat.html#b_tree_pages).
 */
import type { StableImage } from './image';
import { isUnusual, Pages } from './pages';

/** A leaf's rowids, first to last, and whether its rows may differ from before. */
interface LeafRange {
  readonly first: number;
  readonly last: number;
  readonly changed: boolean;
}

/** The leaves of the newer table in rowid order. */
export type TableChange = readonly LeafRange[];

/** What changed in the table whose b-tree begins at `rootPage` in both images; undefined where that cannot be told. */
export function changedLeaves(
  before: StableImage,
  after: StableImage,
  rootPage: number,
): TableChange | 'same' | undefined {
  try {
    const old = new Set(new Pages(before).leaves(rootPage));
    const pages = new Pages(after);
    const earlier = new Pages(before);
    const leaves = pages.leaves(rootPage);
    let same = leaves.length === old.size;
    const ranges = leaves.map((page): LeafRange => {
      const unchanged = old.has(page) && pages.sameAs(earlier, page);
      if (!unchanged) same = false;
      return { ...pages.rowids(page), changed: !unchanged };
    });
    return same ? 'same' : ranges.filter(({ first, last }) => first <= last);
  } catch (error) {
    if (isUnusual(error)) return undefined;
    throw error;
  }
}
