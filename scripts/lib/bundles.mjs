/**
 * What is shipped, as esbuild makes it. The extension and the command line are split into files that are loaded when they are
 * first needed: a dynamic `import()` in the source is where one ends. `closures` says what is evaluated for what.
 */
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

export const project = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const require = createRequire(import.meta.url);

/** The same for every bundle: Node 20, readable names in what a user may send us as a log. */
export function common({ debug = false, maps = debug } = {}) {
  return {
    absWorkingDir: project,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // The ES modules of libraries: only those can be taken apart, and jsonc-parser's other form cannot be bundled.
    mainFields: ['module', 'main'],
    minify: !debug,
    keepNames: true,
    sourcemap: maps ? 'linked' : false,
    logLevel: 'warning',
    legalComments: 'none',
    define: { CMOS_VERSION: JSON.stringify(require('../../package.json').version) },
  };
}

/** Libraries that are files of their own, so that they are read only when they are needed. */
export const ASIDE = {
  'sql-wasm': 'sql.js/dist/sql-wasm.js',
  // Only for YAML with errors.
  yaml: 'yaml',
};

/** The extension and the command line; written into `dist/` as CommonJS. `onEnd` is told of what was made. */
export function split(options = {}) {
  const { sourcemap } = common(options);
  return {
    ...common(options),
    entryPoints: ['src/extension.ts', 'src/cli.ts'],
    outdir: 'dist',
    chunkNames: '[name]-[hash]',
    format: 'esm',
    splitting: true,
    external: ['vscode', './sql-wasm.js'],
    sourcemap: sourcemap === false ? false : 'inline',
    metafile: true,
    write: false,
    // While one watches, ajv compiles: a schema that changes is no file of the bundle that would be seen to.
    plugins: [yamlAside, scannerAlone, unusedTags, ...(options.debug === true ? [] : [schemaChecks])],
  };
}

const yamlAside = {
  name: 'yaml-aside',
  setup({ onResolve }) {
    onResolve({ filter: /^yaml$/ }, () => ({ path: './yaml.js', external: true }));
  },
};

/** The core takes JSON's scanner; the parser of the same library is for settings, which have comments, and for edits. */
const scannerAlone = {
  name: 'scanner-alone',
  setup({ onResolve }) {
    onResolve({ filter: /^jsonc-parser$/ }, ({ importer }) =>
      importer.startsWith(path.join(project, 'src', 'core')) ? { path: JSONC_SCANNER, sideEffects: false } : undefined,
    );
  },
};

const JSONC_SCANNER = path.join(path.dirname(require.resolve('jsonc-parser/package.json')), 'lib/esm/impl/scanner.js');

/**
 * js-yaml without its schemas, of which an event parser needs none: what makes them when the library is loaded is marked as
 * free of side effects, so that it is left out.
 */
const unusedTags = {
  name: 'unused-tags',
  setup({ onLoad }) {
    const made = /^(var [\w$]+ = )([\w{[`](?<!\d)(?:[^\n]*\n(?=[\s\]})]))*[^\n]*);$/gm;
    onLoad({ filter: /js-yaml\.mjs$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replaceAll(made, '$1/* @__PURE__ */ (() => ($2))();'),
      loader: 'js',
    }));
  },
};

/** What checks by the schemas that are known now is compiled now, so that ajv is in no bundle. */
const schemaChecks = {
  name: 'schema-checks',
  setup({ onLoad, onResolve }) {
    let modules = new Map();
    onLoad({ filter: /[\\/]core[\\/]ground[\\/]schema-checks\.ts$/ }, async () => {
      const { checkModules, checksModule, schemas } = await import('../generate/checks.mjs');
      const all = schemas(project);
      modules = checkModules(all);
      return { contents: checksModule(all), loader: 'js', resolveDir: project };
    });
    onResolve({ filter: /^schema-check-\d+$/ }, ({ path: name }) => ({ path: name, namespace: 'schema-check' }));
    onLoad({ filter: /./, namespace: 'schema-check' }, ({ path: name }) => ({
      contents: modules.get(name),
      loader: 'js',
      resolveDir: project,
    }));
  },
};

/**
 * A file of an ESM build as CommonJS, since that is what VS Code loads. `import()` becomes a `require` that is made when it is
 * reached. The API of VS Code is taken as it is: esbuild would copy all of it for each file.
 */
export async function asCommonJs({ path: file, text }, options) {
  const { target, minify, sourcemap } = common(options);
  const { code, map } = await transform(
    text.replaceAll(/import ?\* ?as ([\w$]+) from ?"vscode";/g, 'const $1=require("vscode");'),
    {
      format: 'cjs',
      platform: 'node',
      target,
      minify,
      keepNames: false,
      supported: { 'dynamic-import': false },
      sourcemap: sourcemap === false ? false : 'external',
      sourcefile: path.basename(file),
    },
  );
  return { file, code, map };
}

/** The metafile of the split build, without writing anything. */
export async function measured() {
  const { metafile, outputFiles } = await build(split());
  return { metafile, outputFiles };
}

/**
 * The files that are evaluated when all of `entries` are loaded, in bytes, and how each came in: the outputs of these sources and
 * what they import statically.
 */
export function closure({ outputs }, entries) {
  const files = new Map();
  const follow = (file, from) => {
    if (files.has(file) || outputs[file] === undefined) return;
    files.set(file, { bytes: outputs[file].bytes, from });
    for (const { path: imported, kind } of outputs[file].imports)
      if (kind === 'import-statement') follow(imported, file);
  };
  for (const entry of entries) {
    const file = Object.keys(outputs).find((each) => outputs[each].entryPoint === entry);
    if (file === undefined) throw new Error(`Nothing is loaded by itself for ${entry}.`);
    follow(file, undefined);
  }
  return files;
}
