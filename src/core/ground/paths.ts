/** Paths as the core writes them: `/` between names, on every system. */

/** A host path with `/` between names and no slash at its end (a root keeps its own). Elsewhere than on Windows `\\` is a letter like any other. */
export function normalPath(path: string): string {
  const slashed = /^([a-zA-Z]:|\\\\)/.test(path) ? path.replaceAll('\\', '/') : path;
  return slashed.length > 1 && slashed.endsWith('/') && !slashed.endsWith(':/') ? slashed.slice(0, -1) : slashed;
}

/** The folder that holds a path; the same path at the top. */
export function parentOf(path: string): string {
  const cut = path.lastIndexOf('/');
  if (cut < 0) return path;
  return cut === 0 ? '/' : path.slice(0, cut);
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path relative to a folder made absolute; it may begin with `../`. */
export function join(folder: string, relative: string): string {
  let base = folder;
  let rest = relative === '..' || relative.endsWith('/..') ? `${relative}/` : relative;
  while (rest.startsWith('../')) {
    base = parentOf(base);
    rest = rest.slice(3);
  }
  if (rest === '') return base;
  return base.endsWith('/') ? base + rest : `${base}/${rest}`;
}

/** The folders above a relative path, the outer ones first; none for a name alone. */
export function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
