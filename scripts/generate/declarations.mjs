/**
 * What the sources declare, for documents, registries and the manifest. A declaration is a constant whose type is written beside
 * it, alone or in a list:
 *
 *     export const start: Operation = { … };
 *     export const declarations: readonly CommandDeclaration[] = [ … ];
 *
 * The files that have one are bundled and run, those that import `vscode` too: there a stand-in takes its place, whose `l10n.t`
 * answers the text and all of whose other members can be read, called and extended. So a module must do nothing of consequence
 * when it is loaded.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { buildSync } from 'esbuild';
import { common } from '../lib/bundles.mjs';

const require = createRequire(import.meta.url);

/** Where views and commands of the editor are declared: the core's, then the wing's. */
export const EDITOR = ['src/vscode', 'src/guardrails/vscode'];

/** What a written file says at its top. */
export const WRITTEN = 'Written by `npm run generate`.';

/**
 * Each declaration of a type in the files below folders, by the files' names: the name that it is exported under, its file relative
 * to the project, and its value. A list answers one for each of its members, and that it is `inList`.
 */
export function declared(project, folders, type) {
  const pattern = new RegExp(`^export const (\\w+): (?:readonly )?${type}(?:<[^=]*>)?(?:\\[\\])? =`, 'gm');
  const found = [folders]
    .flat()
    .flatMap((folder) => filesBelow(project, folder))
    .flatMap((file) => {
      const text = readFileSync(path.join(project, file), 'utf8');
      // A list that was made of declarations is none itself.
      if (text.includes(WRITTEN)) return [];
      return [...text.matchAll(pattern)].map(([, exported]) => ({ file, exported }));
    });
  if (found.length === 0) return [];
  const contents = found.map(({ file, exported }, at) => `export { ${exported} as d${at} } from './${file}';`);
  const values = evaluated(project, contents.join('\n'));
  return found.flatMap((each, at) => {
    const inList = Array.isArray(values[`d${at}`]);
    return [values[`d${at}`]].flat().map((value) => ({ ...each, inList, value }));
  });
}

function filesBelow(project, folder) {
  return readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .sort();
}

/** What a module exports. Its imports are relative to the project. */
export function evaluated(project, contents) {
  const [{ text }] = buildSync({
    ...common({ debug: true, maps: false }),
    stdin: { contents, resolveDir: project, loader: 'ts' },
    external: ['vscode'],
    write: false,
  }).outputFiles;
  // esbuild would copy the members that the stand-in has, and it has none before one is asked for.
  const code = text.replaceAll('__toESM(require("vscode"))', 'require("vscode")');
  const module = { exports: {} };
  const requireOrStandIn = (name) => (name === 'vscode' ? VSCODE : require(name));
  vm.compileFunction(code, ['module', 'exports', 'require', '__dirname'])(
    module,
    module.exports,
    requireOrStandIn,
    project,
  );
  return module.exports;
}

/** Anything: its members are such again, and so is what it answers when it is called or constructed. */
function standIn() {
  const members = new Map([[Symbol.toPrimitive, () => '']]);
  return new Proxy(class {}, {
    get(target, key) {
      if (key === 'prototype') return target.prototype;
      if (!members.has(key)) members.set(key, standIn());
      return members.get(key);
    },
    set: (_, key, value) => members.set(key, value) !== undefined,
    apply: standIn,
  });
}

const VSCODE = standIn();
VSCODE.l10n = { t: (text) => (typeof text === 'string' ? text : text.message) };
