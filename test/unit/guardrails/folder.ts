/** A folder on disk for guardrails to look at, which notes each path that is touched. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FileSystem } from '../../../src/core/ground/ports';
import { nodeFiles, resolvePath } from '../../../src/node/ports';

const made: string[] = [];

export class Folder {
  /** The folder that holds the root, and what is outside of it. */
  readonly top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-guard-')));
  readonly root = path.join(this.top, 'cmos');
  /** Absolute paths that were looked at or read. */
  readonly touched: string[] = [];

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    made.push(this.top);
    mkdirSync(this.root);
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  /** Relative to the root; `../` leads beside it. */
  write(name: string, content: string | Uint8Array): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  get files(): FileSystem {
    const note = <Result>(file: string, result: Result): Result => {
      this.touched.push(file);
      return result;
    };
    return {
      stat: (file) => note(file, nodeFiles.stat(file)),
      read: (file) => note(file, nodeFiles.read(file)),
      readPart: (file, start, length) => note(file, nodeFiles.readPart(file, start, length)),
      list: (folder) => note(folder, nodeFiles.list(folder)),
      resolve: resolvePath,
    };
  }

  /** What was touched that is not in the root. */
  get touchedOutside(): readonly string[] {
    return this.touched.filter((file) => file !== this.root && !file.startsWith(`${this.root}/`));
  }
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}
