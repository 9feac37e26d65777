/** What a module exports, run with a stand-in for `vscode`; `contents` is its text, its imports are relative to `project`. */
export function evaluated(project: string, contents: string): unknown;
