/**
 * Bundles what is shipped into `dist/` (the extension and the command line, each one CommonJS file, and SQLite's
 * WebAssembly beside them) and, with `--tests`, the suite that runs inside VS Code into `out/test/integration/`.
 * `--sizes` prints what each library weighs in the extension's bundle. `--watch` builds for debugging (readable, with
 * source maps), and again whenever a source changes; what it prints is read by the problem matcher of `.vscode/tasks.json`.
 * `--writers` builds anew what writes databases, and nothing else.
 */
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const withTests = process.argv.includes('--tests');
const watching = process.argv.includes('--watch');
const writersOnly = process.argv.includes('--writers');

/** The same for every bundle: one file, Node 20, readable names in what a user may send us as a log. */
const common = {
  absWorkingDir: project,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // The ES modules of libraries: only those can be taken apart, and jsonc-parser's other form cannot be bundled.
  mainFields: ['module', 'main'],
  minify: !watching,
  keepNames: true,
  sourcemap: withTests || watching ? 'linked' : false,
  logLevel: 'warning',
  legalComments: 'none',
  define: { CMOS_VERSION: JSON.stringify(require('../package.json').version) },
};

/** What writes databases runs in a process of its own. */
const writer = {
  ...common,
  entryPoints: ['src/writer/node-sqlite.ts'],
  outfile: 'dist/writer.js',
  // Types alone are imported from elsewhere: nothing of it is to be run.
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false } },
};

/** The bundles that are shipped, the extension's first. */
const shipped = [
  {
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode', './sql-wasm.js'],
    metafile: true,
  },
  { ...common, entryPoints: ['src/cli.ts'], outfile: 'dist/cli.js', external: ['./sql-wasm.js'] },
  writer,
  // SQLite's loader is a file of its own, so that it is read only when a database is.
  {
    ...common,
    keepNames: false,
    entryPoints: [require.resolve('sql.js/dist/sql-wasm.js')],
    outfile: 'dist/sql-wasm.js',
  },
];

if (!writersOnly) await rm(path.join(project, 'dist'), { recursive: true, force: true });
await mkdir(path.join(project, 'dist'), { recursive: true });
await copyFile(path.join(project, 'src', 'writer', 'writer.py'), path.join(project, 'dist', 'writer.py'));
await copyFile(require.resolve('sql.js/dist/sql-wasm.wasm'), path.join(project, 'dist', 'sql-wasm.wasm'));
if (watching) {
  let underWay = 0;
  const report = {
    name: 'report',
    setup(bundle) {
      bundle.onStart(() => {
        if (underWay++ === 0) console.log('[watch] build started');
      });
      bundle.onEnd(({ errors }) => {
        for (const { text, location } of errors)
          console.log(`${location?.file ?? ''}:${location?.line ?? 1}:${(location?.column ?? 0) + 1}: error: ${text}`);
        if (--underWay === 0) console.log('[watch] build finished');
      });
    },
  };
  for (const options of shipped) await (await context({ ...options, logLevel: 'silent', plugins: [report] })).watch();
} else if (writersOnly) await build(writer);
else await buildAll();

async function buildAll() {
  const [extension] = await Promise.all(shipped.map((options) => build(options)));
  if (process.argv.includes('--sizes')) printSizes(extension.metafile.outputs['dist/extension.js'].inputs);
  if (withTests) await buildTests();
}

function printSizes(inputs) {
  const sizes = new Map();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'our own';
    sizes.set(library, (sizes.get(library) ?? 0) + bytesInOutput);
  }
  for (const [library, bytes] of [...sizes].sort((a, b) => b[1] - a[1]))
    console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${library}`);
}

async function buildTests() {
  const suite = path.join(project, 'test', 'integration', 'suite');
  const tests = (await readdir(suite)).filter((name) => name.endsWith('.test.ts'));
  await rm(path.join(project, 'out', 'test'), { recursive: true, force: true });
  await mkdir(path.join(project, 'out', 'test'), { recursive: true });
  await build({
    ...common,
    minify: false,
    entryPoints: ['test/integration/index.ts', ...tests.map((name) => `test/integration/suite/${name}`)],
    outbase: 'test/integration',
    outdir: 'out/test/integration',
    external: ['vscode', 'mocha', 'sql.js'],
  });
}
