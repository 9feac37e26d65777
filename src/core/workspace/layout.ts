/** Where the stores of a workspace are (field guide, section 1). */
import { CANDIDATES, hasProject, isBeside, type Store } from '../ground/store-names';
import { join } from '../ground/paths';
import type { FileSystem } from '../ground/ports';

/** Where one store is, or would be. */
interface StoreLocation {
  /** Relative to the cmos root, `/` between names; begins with `../` for a file beside the cmos root. */
  readonly path: string;
  readonly exists: boolean;
  /** Other files that could be meant and are not used, by the same kind of path. */
  readonly others: readonly string[];
}

/** Where everything of one workspace is. Immutable. */
export interface Layout {
  /** The cmos root's absolute path, `/` between names. */
  readonly root: string;
  readonly stores: Readonly<Record<Store, StoreLocation>>;
  /** Signs of the later tools, which keep everything in the database: relative paths that are there. */
  readonly laterTools: readonly string[];
}

/** Where v1's validator stands in a later checkout, and the command line that took its place. */
const LATER_TOOLS = ['cli.py', 'scripts/validate_parity.py.archived'];

/** Looks where each store of a root is. Reads names and sizes only. */
export async function resolveLayout(files: FileSystem, root: string): Promise<Layout> {
  const listings = new Map<string, Promise<readonly string[]>>();
  const namesIn = (folder: string): Promise<readonly string[]> => {
    const known = listings.get(folder);
    if (known !== undefined) return known;
    const listing = files.list(join(root, folder)).catch(() => []);
    listings.set(folder, listing);
    return listing;
  };
  /** The path as the disk spells it, where the file is there in any case; the exact spelling before others. */
  const find = async (path: string): Promise<string | undefined> => {
    const [folder, name] = split(path);
    const names = await namesIn(folder);
    const wanted = name.toLowerCase();
    const found = names.includes(name) ? name : names.find((each) => each.toLowerCase() === wanted);
    return found === undefined ? undefined : folder === '' ? found : `${folder}/${found}`;
  };

  const withProject = hasProject(root);
  const locate = async (store: Store): Promise<StoreLocation> => {
    const candidates = CANDIDATES[store].filter((path) => withProject || !isBeside(path));
    const found = (await Promise.all(candidates.map(find))).filter((path) => path !== undefined);
    const unique = [...new Set(found)];
    const used = store === 'sessions' ? await preferWritten(files, root, unique) : unique[0];
    return used === undefined
      ? { path: candidates[0] ?? '', exists: false, others: [] }
      : { path: used, exists: true, others: unique.filter((path) => path !== used) };
  };

  const [database, backlog, sessions, project_context, master_context, health, agents, later] = await Promise.all([
    locate('database'),
    locate('backlog'),
    locate('sessions'),
    locate('project_context'),
    locate('master_context'),
    locate('health'),
    locate('agents'),
    Promise.all(LATER_TOOLS.map(find)),
  ]);
  return {
    root,
    stores: { database, backlog, sessions, project_context, master_context, health, agents },
    laterTools: later.filter((path) => path !== undefined),
  };
}

/** Of two session logs the first one, unless nothing was ever written to it while something was to the other. */
async function preferWritten(files: FileSystem, root: string, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const stat = await files.stat(join(root, path)).catch(() => undefined);
    if (stat === undefined || stat.size > 1) return path;
  }
  return paths[0];
}

/** A relative path's folder (empty for the root itself) and name. */
function split(path: string): [folder: string, name: string] {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? ['', path] : [path.slice(0, cut), path.slice(cut + 1)];
}
