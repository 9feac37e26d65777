/** A file system in memory, for tests that need no disk. Paths are absolute; folders exist where a file is below them. */
import type { FileStat, FileSystem } from '../../src/core/ground/ports';

export class MemoryFiles implements FileSystem {
  readonly #files = new Map<string, { bytes: Uint8Array; version: number }>();
  /** Paths that answer with an error of this code. */
  readonly failing = new Map<string, string>();
  /** How many times each path was read. */
  readonly reads = new Map<string, number>();
  #version = 0;

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  write(path: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#files.set(path, { bytes, version: ++this.#version });
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  stat(path: string): Promise<FileStat | undefined> {
    this.#fail(path);
    const file = this.#files.get(path);
    if (file !== undefined)
      return Promise.resolve({ kind: 'file', size: file.bytes.length, changed: String(file.version) });
    return Promise.resolve(this.#isFolder(path) ? { kind: 'directory', size: 0, changed: '' } : undefined);
  }

  read(path: string): Promise<Uint8Array> {
    this.#fail(path);
    const file = this.#files.get(path);
    if (file === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    this.reads.set(path, (this.reads.get(path) ?? 0) + 1);
    return Promise.resolve(file.bytes);
  }

  async readPart(path: string, start: number, length: number): Promise<Uint8Array> {
    return (await this.read(path)).subarray(start, start + length);
  }

  list(folder: string): Promise<readonly string[]> {
    const names = [...this.#files.keys()]
      .filter((path) => path.startsWith(`${folder.replace(/\/$/, '')}/`))
      .map((path) => path.slice(folder.replace(/\/$/, '').length + 1).split('/', 1)[0] ?? '');
    return Promise.resolve([...new Set(names)]);
  }

  #isFolder(path: string): boolean {
    return [...this.#files.keys()].some((each) => each.startsWith(`${path}/`));
  }

  #fail(path: string): void {
    const code = this.failing.get(path);
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${path}`), { code });
  }
}
