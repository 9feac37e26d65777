/** The core's file port over the editor's own file systems, for workspaces that are not on this machine's disks. */
import * as vscode from 'vscode';
import type { FileStat, FileSystem } from '../core/ground/ports';

/** Files of one scheme and authority; the core's paths are those of its URIs. */
export function editorFiles(base: vscode.Uri): FileSystem {
  const uri = (path: string): vscode.Uri => base.with({ path });
  return {
    async stat(path): Promise<FileStat | undefined> {
      try {
        const { type, size, mtime, ctime } = await vscode.workspace.fs.stat(uri(path));
        const kind = type & vscode.FileType.File ? 'file' : type & vscode.FileType.Directory ? 'directory' : 'other';
        return { kind, size, changed: `${mtime}:${ctime}`, modified: mtime };
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw asHostError(error);
      }
    },
    async read(path) {
      try {
        return await vscode.workspace.fs.readFile(uri(path));
      } catch (error) {
        throw asHostError(error);
      }
    },
    async readPart(path, start, length) {
      return (await this.read(path)).subarray(start, start + length);
    },
    async list(folder) {
      try {
        return (await vscode.workspace.fs.readDirectory(uri(folder))).map(([name]) => name);
      } catch (error) {
        if (isAbsence(error)) return [];
        throw asHostError(error);
      }
    },
    /** The editor says that something is a link, not where it leads: then it counts as leading out. */
    async resolve(path) {
      const below = path.startsWith(base.path) ? path.slice(base.path.length) : path;
      let at = path.slice(0, path.length - below.length);
      for (const name of below.split('/').filter((each) => each !== '')) {
        at = `${at.replace(/\/$/, '')}/${name}`;
        try {
          const { type } = await vscode.workspace.fs.stat(uri(at));
          if (type & vscode.FileType.SymbolicLink) return '';
        } catch (error) {
          if (isAbsence(error)) return path;
          throw asHostError(error);
        }
      }
      return path;
    },
  };
}

function isAbsence(error: unknown): boolean {
  return (
    error instanceof vscode.FileSystemError && (error.code === 'FileNotFound' || error.code === 'FileNotADirectory')
  );
}

/** The editor's errors with Node's codes, which the core knows. */
function asHostError(error: unknown): unknown {
  if (!(error instanceof vscode.FileSystemError)) return error;
  const codes: Readonly<Record<string, string>> = {
    FileIsADirectory: 'EISDIR',
    NoPermissions: 'EACCES',
    Unavailable: 'EBUSY',
    FileNotFound: 'ENOENT',
  };
  return Object.assign(new Error(error.message), { code: codes[error.code] ?? error.code });
}
