/** Which files of a workspace are scanned, and reading them: bounded, and never beyond the workspace. */
import { t } from '@vscode/l10n';
import { CmosError, fileError } from '../../core/ground/errors';
import { join } from '../../core/ground/paths';
import { type FileStat, type FileSystem } from '../../core/ground/ports';
import { SCANNED } from '../../core/scan/scan';

export interface ReadingFiles {
  readonly files: FileSystem;
  /** Where a path leads when symbolic links are followed. */
  readonly resolve: (path: string) => Promise<string>;
}

export interface TextFile {
  /** Relative to the cmos root. */
  readonly path: string;
  readonly text: string;
}

/** So many files of a folder are read; more are told, not read. */
const MOST_FILES = 1_000;
const DEEPEST = 8;

/** A byte order mark and what is no UTF-8 do not keep a text from being scanned. */
const decoder = new TextDecoder('utf-8');

/** Paths of the files in a folder and below, sorted; symbolic links are followed only within the root. */
export async function filesBelow(
  reading: ReadingFiles,
  root: string,
  folder: string,
  wanted: (path: string) => boolean = () => true,
): Promise<{ readonly paths: readonly string[]; readonly more: boolean }> {
  const paths: string[] = [];
  let more = false;
  const walk = async (path: string, depth: number): Promise<void> => {
    const names = await reading.files.list(join(root, path)).catch(() => []);
    for (const name of names.toSorted()) {
      const below = path === '' ? name : `${path}/${name}`;
      const stat = await lookAt(reading, root, below);
      if (stat?.kind === 'directory' && depth < DEEPEST && !name.startsWith('.')) await walk(below, depth + 1);
      if (stat?.kind !== 'file' || !wanted(below)) continue;
      if (paths.length >= MOST_FILES) more = true;
      else paths.push(below);
    }
  };
  await walk(folder, 0);
  return { paths, more };
}

/** What is at a path; undefined for nothing, for what may not be looked at, and for what leads out of the root. */
async function lookAt({ files, resolve }: ReadingFiles, root: string, path: string): Promise<FileStat | undefined> {
  try {
    const stat = await files.stat(join(root, path));
    return stat === undefined || !(await isWithin({ files, resolve }, root, path)) ? undefined : stat;
  } catch {
    return undefined;
  }
}

async function isWithin({ resolve }: ReadingFiles, root: string, path: string): Promise<boolean> {
  const [home, place] = await Promise.all([resolve(root), resolve(join(root, path))]);
  return place === home || place.startsWith(home.endsWith('/') ? home : `${home}/`);
}

/** A file's text, as far as it is scanned. Refuses what lies outside of the root, and what is no file. */
export async function readWithin(reading: ReadingFiles, root: string, path: string): Promise<TextFile> {
  const outside =
    /^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/.test(path) || !(await isWithin(reading, root, path));
  if (outside) {
    throw new CmosError('operation/refused', t('{0} lies outside of the workspace and was not read.', path), {
      file: path,
      advice: t('Name a file by its path in the cmos root.'),
    });
  }
  try {
    const stat = await reading.files.stat(join(root, path));
    if (stat === undefined) throw Object.assign(new Error(t('there is no such file')), { code: 'ENOENT' });
    if (stat.kind !== 'file') throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    // One unit more than is scanned, so that the scanner says that there was more.
    const most = SCANNED + 1;
    const bytes =
      stat.size > 4 * most
        ? await reading.files.readPart(join(root, path), 0, 4 * most)
        : await reading.files.read(join(root, path));
    return { path, text: decoder.decode(bytes) };
  } catch (error) {
    throw fileError(error, path);
  }
}
