/** Links of documents and paths of contexts that name what is not there. */
import { t } from '@vscode/l10n';
import type { JsonNode } from '../../core/files/context/model';
import type { Finding } from '../../core/findings/finding';
import { nameOf, parentOf } from '../../core/ground/paths';
import { CONTEXT_IDS, type ContextId, documentOf, type Snapshot } from '../../core/workspace/snapshot';
import { code, codes } from '../../core/findings/rule';
import { short } from '../../core/findings/values';
import { type Material, placeIn } from './material';
import { type Document, type DocumentSet, homeOf, markdownOf } from './documents';

interface Target {
  readonly target: string;
  /** The only file of that name. */
  readonly candidate: string | undefined;
}

export const finding = codes({
  /**
   * A relative link of a document leads to nothing. It is looked for from the document's folder, from the cmos root
   * and from the project, with and without `cmos/`. Code, other addresses and links out of the workspace are not
   * judged.
   *
   * Correct it. Quick fixes: change it to the only file of that name, begin the document, or take the link away.
   */
  'docs/dead-link': code<Target>({ severity: 'warning', message: ({ args }) => nothingThere(args) }),
  /**
   * A context names a file that is not there. Only whole values that are paths count, and only in folders that are
   * there or that are CMOS's own.
   *
   * Correct it, unless it tells of the past.
   */
  'docs/dead-path': code<Target>({ severity: 'information', message: ({ args }) => nothingThere(args) }),
});

function nothingThere({ target, candidate }: Target): string {
  return candidate === undefined
    ? t('There is nothing at “{0}”.', short(target))
    : t('There is nothing at “{0}”; {1} has that name.', short(target), candidate);
}

/** The folders of a cmos root (field guide, section 1): what lies below them is CMOS's own. */
const OWN_FOLDERS = new Set([
  'context',
  'contexts',
  'db',
  'docs',
  'foundational-docs',
  'missions',
  'runtime',
  'scripts',
  'telemetry',
  'templates',
  'tests',
  'workers',
]);

/** All places that must be looked at before links and paths can be judged. */
export function* placesNamed(snapshot: Snapshot, documents: readonly Document[]): Iterable<string> {
  const { root } = snapshot.layout;
  for (const document of documents) {
    for (const link of markdownOf(document).links) yield* candidatesOf(root, document.path, link.target);
  }
  for (const id of CONTEXT_IDS) {
    for (const { value } of pathsIn(snapshot, id)) {
      yield* pathCandidates(root, value);
      yield* firstFolders(root, value);
    }
  }
}

export function* deadLinks({ snapshot, set }: Material): Iterable<Finding> {
  for (const document of set.documents) {
    for (const link of markdownOf(document).links) {
      if (!isDead(set, candidatesOf(snapshot.layout.root, document.path, link.target))) continue;
      yield finding('docs/dead-link', {
        args: { target: link.target, candidate: soleCandidate(set, link.target) },
        place: placeIn(document, link.at),
      });
    }
  }
}

export function* deadPaths({ snapshot, set }: Material): Iterable<Finding> {
  const { root } = snapshot.layout;
  for (const id of CONTEXT_IDS) {
    for (const { value, node } of pathsIn(snapshot, id)) {
      if (!isDead(set, pathCandidates(root, value))) continue;
      // The code that a path belongs to may lie elsewhere: without its folder nothing can be told.
      if (!isOwn(value) && !firstFolders(root, value).some((folder) => set.places.get(folder) === 'folder')) continue;
      yield finding('docs/dead-path', {
        args: { target: value, candidate: soleCandidate(set, value) },
        // Inside of the quotes.
        place: { store: id, at: { ...node.at, start: node.at.start + 1, end: node.at.end - 1 } },
      });
    }
  }
}

/** Whether nothing is at any place that could be meant. One outside of the workspace is not judged. */
function isDead({ places }: DocumentSet, candidates: readonly string[]): boolean {
  return candidates.length > 0 && candidates.every((path) => places.get(path) === 'absent');
}

/**
 * The places that a link may mean, relative to the root: from its document's folder, as Markdown has it, then from
 * the cmos root and from the project, as the playbook writes paths. Empty for what is no path, or leads out.
 */
export function candidatesOf(root: string, from: string, target: string): readonly string[] {
  const path = pathOf(target);
  if (path === undefined) return [];
  const folder = from.includes('/') ? parentOf(from) : '';
  const rooted = path.startsWith('/');
  const spellings = [...new Set([path, decoded(path)])];
  const near = rooted ? [] : spellings.map((each) => normal(root, folder === '' ? each : `${folder}/${each}`));
  // A link that leads out of the workspace means what lies there.
  if (!rooted && near.every((each) => each === undefined)) return [];
  const far = /^\.\.?\//.test(path) ? [] : spellings.flatMap((each) => fromRoots(root, each.replace(/^\/+/, '')));
  return unique([...near, ...far]);
}

function pathCandidates(root: string, value: string): readonly string[] {
  return unique(fromRoots(root, value.replace(/^(?:\.?\/)+/, '').replace(/#.*$/, '')));
}

/** A path of either convention: from the cmos root or from the project, with or without `cmos/`. */
function fromRoots(root: string, path: string): readonly (string | undefined)[] {
  const inProject = homeOf(root) !== root ? [normal(root, `../${path}`)] : [];
  const [, inCmos] = /^cmos\/(.+)$/i.exec(path) ?? [];
  return [normal(root, path), ...inProject, ...(inCmos === undefined ? [] : [normal(root, inCmos)])];
}

function firstFolders(root: string, value: string): readonly string[] {
  const [first = ''] = value.replace(/^(?:\.?\/)+/, '').split('/');
  return unique(fromRoots(root, first));
}

function isOwn(value: string): boolean {
  const [first = ''] = value.replace(/^(?:\.?\/)+/, '').split('/');
  return OWN_FOLDERS.has(first) || first === 'cmos';
}

function unique(paths: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/** A path without steps back and forth, relative to the root; undefined where it leads out of the workspace. */
export function normal(root: string, path: string): string | undefined {
  const names: string[] = [];
  let above = 0;
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) above++;
  }
  if (above === 0) return names.join('/');
  if (above > 1 || homeOf(root) === root) return undefined;
  // Up to the project and down again into the root itself.
  if (names[0] === nameOf(root)) return names.slice(1).join('/');
  return names.length === 0 ? '..' : `../${names.join('/')}`;
}

/** A line, and perhaps a column, behind a file's name. */
const LINE = /(?<=\.\w{1,8}):\d+(?::\d+)?$/;

/** The path in a link's target, without query and fragment; undefined for other targets and for what is to be filled in. */
function pathOf(target: string): string | undefined {
  // Agents name lines: `src/main.ts:12`.
  const plain = target.replace(LINE, '');
  if (/^[a-z][a-z0-9+.-]*:/i.test(plain) || plain.startsWith('//') || plain.startsWith('#')) return undefined;
  const path = plain
    .replace(/[?#].*$/s, '')
    .replaceAll('\\', '/')
    .trim();
  if (path === '' || /[<>{}[\]*|$\0]|\.\.\./.test(path)) return undefined;
  // A word in parentheses behind brackets is seldom a link: `[type](scope): description`.
  return /[./]/.test(path) ? path : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path).replaceAll('\0', '');
  } catch {
    return path;
  }
}

/** The one file of the workspace that has the name which a dead target ends with; undefined where there is none, or several. */
function soleCandidate({ files }: DocumentSet, target: string): string | undefined {
  const wanted = nameOf(decoded(pathOf(target) ?? target).replace(/(?<!\/)\/+$/, '')).toLowerCase();
  if (wanted === '') return undefined;
  let only: string | undefined;
  for (const file of filesByName(files).get(wanted) ?? []) {
    if (only !== undefined) return undefined;
    only = file;
  }
  return only;
}

const names = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, readonly string[]>>();

function filesByName(files: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const known = names.get(files);
  if (known !== undefined) return known;
  const made = new Map<string, string[]>();
  for (const file of files) {
    const name = nameOf(file).toLowerCase();
    const same = made.get(name);
    if (same === undefined) made.set(name, [file]);
    else same.push(file);
  }
  names.set(files, made);
  return made;
}

/** The target that leads from a document to a file; query, fragment and line stay as the old target has them. */
export function targetTo(root: string, from: string, file: string, old: string): string {
  const tail = (/[?#].*$/s.exec(old) ?? LINE.exec(old))?.[0] ?? '';
  const steps = namesFromHome(root, from).slice(0, -1);
  const ahead = [...namesFromHome(root, file)];
  while (steps.length > 0 && ahead.length > 1 && steps[0] === ahead[0]) {
    steps.shift();
    ahead.shift();
  }
  const path = [...steps.map(() => '..'), ...ahead.map((name) => encodeURI(name).replaceAll(/[()?#]/g, escaped))];
  return `${old.startsWith('./') && steps.length === 0 ? './' : ''}${path.join('/')}${tail}`;
}

function escaped(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A path's names, from the folder that holds the workspace's root. */
function namesFromHome(root: string, path: string): readonly string[] {
  return path.startsWith('../') ? path.slice(3).split('/') : [nameOf(root), ...path.split('/')];
}

interface ContextPath {
  readonly value: string;
  readonly node: JsonNode;
}

const pathsOf = new WeakMap<object, readonly ContextPath[]>();

/** Strings of a context that are paths: one word with a folder and an ending, or a slash at its end. */
function pathsIn(snapshot: Snapshot, id: ContextId): readonly ContextPath[] {
  const document = documentOf(snapshot[id]);
  if (document?.root === undefined) return [];
  const known = pathsOf.get(document);
  if (known !== undefined) return known;
  const paths: ContextPath[] = [];
  const walk = (node: JsonNode): void => {
    if (node.kind === 'string' && isPath(node.value)) paths.push({ value: node.value, node });
    else if (node.kind === 'array') node.items.forEach(walk);
    else if (node.kind === 'object') for (const { value } of node.members.values()) walk(value);
  };
  walk(document.root);
  pathsOf.set(document, paths);
  return paths;
}

function isPath(value: string): boolean {
  if (value.length > 400 || !value.includes('/') || value.includes('://')) return false;
  return (
    /^(?:\.?\/)?(?:[\w.@+-]+\/)+(?:[\w@+-][\w.@+-]*\.[A-Za-z]\w{0,7}(?:#[\w.-]*)?)?$/.test(value) &&
    !value.includes('..')
  );
}
