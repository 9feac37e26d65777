/** Watching files that other programs write. */
import * as vscode from 'vscode';

/** In milliseconds: what is in a folder that was just made may not be watched yet. */
const AFTER_CREATION = 1_000;

/**
 * Tells whenever a file may be another one. `patterns` are globs below `base`; the folders on the way to the first wildcard
 * or file of each count too, since of a folder that is made with all that is in it the editor may tell the folder alone.
 */
export function watchFiles(base: vscode.Uri, patterns: readonly string[], tell: () => void): vscode.Disposable {
  const all = [...new Set(patterns.flatMap((pattern) => [...foldersTo(pattern), pattern]))];
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(base, `{${all.join(',')}}`));
  const waiting = new Set<NodeJS.Timeout>();
  const created = (): void => {
    tell();
    const timer = setTimeout(() => {
      waiting.delete(timer);
      tell();
    }, AFTER_CREATION);
    waiting.add(timer);
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(tell),
    watcher.onDidCreate(created),
    watcher.onDidDelete(tell),
    new vscode.Disposable(() => {
      for (const timer of waiting) clearTimeout(timer);
    }),
  );
}

function foldersTo(pattern: string): readonly string[] {
  const folders: string[] = [];
  const names = pattern.split('/');
  for (const [index, name] of names.slice(0, -1).entries()) {
    if (/[*?[{]/.test(name)) break;
    folders.push(names.slice(0, index + 1).join('/'));
  }
  return folders;
}
