/** The last part of a file of lines, so that a huge one costs no more than another. */
import type { FileSystem } from '../ground/ports';

/** The end of a file, at most so many bytes of it: what is in it is told apart by lines. Empty where there is no file. */
export async function readEnd(files: FileSystem, path: string, most: number): Promise<string> {
  const stat = await files.stat(path);
  if (stat?.kind !== 'file') return '';
  const start = Math.max(0, stat.size - most);
  const text = new TextDecoder().decode(await files.readPart(path, start, stat.size - start));
  return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
}
