/** The core's ports on Node: for the command line, for tests, and for the editor's workspaces on disk. */
import { createRequire } from 'node:module';
import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { SqlJsStatic } from 'sql.js';
import { hostCode } from '../core/ground/errors';
import { onDemand, part } from '../core/ground/parts';
import { normalPath } from '../core/ground/paths';
import type { Breather, FileStat, FileSystem, Ports, SqlLoader } from '../core/ground/ports';
import { openFile, readFileBytes } from './read-file';

/** Files on the machine's own disks. */
export const nodeFiles: FileSystem = {
  async stat(file): Promise<FileStat | undefined> {
    try {
      const found = await stat(file, { bigint: true });
      return {
        kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other',
        size: Number(found.size),
        // The inode tells a replaced file from an edited one; the change time sees what a set modification time hides.
        changed: `${found.mtimeNs}:${found.ctimeNs}:${found.ino}:${found.dev}`,
        modified: Number(found.mtimeMs),
      };
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  },
  read: readFileBytes,
  async readPart(file, start, length) {
    const handle = await openFile(file);
    try {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await handle.close();
    }
  },
  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isAbsence(error)) return [];
      throw error;
    }
  },
  resolve: resolvePath,
};

/** The real path; of what is not there, where it would be made. */
export async function resolvePath(file: string): Promise<string> {
  return normalPath(await leadsTo(file));
}

async function leadsTo(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  const parent = path.dirname(file);
  if (parent === file) return file;
  const place = path.join(await leadsTo(parent), path.basename(file));
  // A link to nothing: whoever opens it makes its target.
  const target = await readlink(place).catch(() => undefined);
  return target === undefined ? place : leadsTo(path.resolve(path.dirname(place), target));
}

/** Whether a host's error says that nothing is there. */
export function isAbsence(error: unknown): boolean {
  const code = hostCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Lets the event loop turn after each stretch of `milliseconds`. */
function slicedBreather(milliseconds: number): Breather {
  let stretchEnds = performance.now() + milliseconds;
  return {
    pause(): Promise<void> | undefined {
      if (performance.now() < stretchEnds) return undefined;
      return new Promise((resolve) => {
        setImmediate(() => {
          stretchEnds = performance.now() + milliseconds;
          resolve();
        });
      });
    },
  };
}

/** For a process that has nothing else to do. */
export const breathless: Breather = { pause: () => undefined };

/**
 * Loads sql.js: from beside the bundle that runs (`bundleFolder`), else from the installed package. Its loader and its
 * 0.7 MB of WebAssembly are touched only when a database is read.
 */
function sqlLoader(bundleFolder: string | undefined): SqlLoader {
  const load = async (): Promise<SqlJsStatic> => {
    const require = createRequire(path.join(bundleFolder ?? process.cwd(), 'sql-loader.js'));
    const init = require(bundleFolder === undefined ? 'sql.js' : './sql-wasm.js') as (options?: {
      wasmBinary: ArrayBuffer;
    }) => Promise<SqlJsStatic>;
    if (bundleFolder === undefined) return init();
    const { buffer, byteOffset, byteLength } = await readFile(path.join(bundleFolder, 'sql-wasm.wasm'));
    return init({ wasmBinary: buffer.slice(byteOffset, byteOffset + byteLength) });
  };
  return onDemand(() => part(load()));
}

interface NodePortsOptions {
  /** The folder of the running bundle, which holds `sql-wasm.js` and `sql-wasm.wasm`; undefined where nothing is bundled. */
  readonly bundleFolder?: string;
  /** How long a stretch of work may hold the thread, in milliseconds; undefined: as long as it likes. */
  readonly stretch?: number;
}

export function nodePorts({ bundleFolder, stretch }: NodePortsOptions = {}): Ports {
  return {
    files: nodeFiles,
    breather: stretch === undefined ? breathless : slicedBreather(stretch),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: () => Date.now(),
    sql: sqlLoader(bundleFolder),
  };
}
