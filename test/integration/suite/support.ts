/** What the integration tests share. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/extension';
import type { State } from '../../../src/vscode/controller';
import type { Shown, Tree } from '../../../src/vscode/tree';

const ID = 'cmos-operations.cmos-operations';

/** What tests see of the extension, with what is only loaded when it is needed. */
export type RunningExtension = ExtensionApi &
  Pick<Awaited<ReturnType<ExtensionApi['wing']>>, 'tasks' | 'tests'> & {
    readonly writing: Awaited<ReturnType<ExtensionApi['whenLoaded']>>;
  };

/** The running extension, its workspaces read. */
export async function extension(): Promise<RunningExtension> {
  const found = vscode.extensions.getExtension<ExtensionApi>(ID);
  assert.ok(found, 'the extension is installed');
  const api = await found.activate();
  await api.whenReady();
  const { tasks, tests } = await api.wing();
  return { ...api, tasks, tests, writing: await api.whenLoaded() };
}

/** Waits until something is so, looking every few milliseconds. */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
  limit = 5_000,
): Promise<Value> {
  const end = Date.now() + limit;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function stateOf(api: RunningExtension): State {
  const state = api.workspaces.controllers[0]?.state;
  assert.ok(state, 'a workspace was read');
  return state;
}

/** A file of the window's workspace. */
export function file(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function read(path: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file(path)));
}

export async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file(path), new TextEncoder().encode(text));
}

/** Our diagnostics of a file, as `code "text under it"`. */
export function diagnostics(path: string, text: string): string[] {
  const lines = text.split(/\r?\n/);
  return vscode.languages
    .getDiagnostics(file(path))
    .filter(({ source }) => source === 'cmos')
    .map(({ code, range }) => {
      const value = typeof code === 'object' ? code.value : code;
      const under = range.isSingleLine
        ? lines[range.start.line]?.slice(range.start.character, range.end.character)
        : '…';
      return `${String(value)} ${JSON.stringify(under)}`;
    });
}

/** A file or a folder goes, if it is there. */
export async function remove(path: string): Promise<void> {
  await vscode.workspace.fs.delete(file(path), { recursive: true, useTrash: false }).then(undefined, () => undefined);
}

/** The rows below some others, or a view's first ones. */
export async function below(tree: Tree, ...above: readonly Shown[]): Promise<readonly Shown[]> {
  if (above.length === 0) return tree.getChildren();
  const rows: Shown[] = [];
  for (const row of above) rows.push(...(await tree.getChildren(row)));
  return rows;
}

/** The rows below some others as people read them, `label | description`. */
export async function texts(tree: Tree, ...above: readonly Shown[]): Promise<readonly string[]> {
  return (await below(tree, ...above)).map((row) => {
    const { label, description } = tree.getTreeItem(row);
    return `${typeof label === 'string' ? label : (label?.label ?? '')} | ${description === undefined ? '' : String(description)}`;
  });
}
