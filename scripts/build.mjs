/**
 * Bundles what is shipped into `dist/` and, with `--tests`, the suite that runs inside VS Code into `out/test/integration/`.
 * `--sizes` prints what is evaluated for what, and what each library weighs. `--watch` builds for debugging (readable, with
 * source maps), and again whenever a source changes; what it prints is read by the problem matcher of `.vscode/tasks.json`.
 * `--writers` builds anew what writes databases, and nothing else.
 */
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, context } from 'esbuild';
import { ASIDE, asCommonJs, common, project, split } from './lib/bundles.mjs';
import { budgets } from './lib/budgets.mjs';

const require = createRequire(import.meta.url);
const withTests = process.argv.includes('--tests');
const watching = process.argv.includes('--watch');
const writersOnly = process.argv.includes('--writers');
const options = { debug: watching, maps: withTests || watching };

const toCommonJs = {
  name: 'to-common-js',
  setup({ onEnd }) {
    onEnd(async ({ outputFiles = [] }) => {
      for (const output of outputFiles) {
        const { file, code, map } = await asCommonJs(output, options);
        const linked = map === '' ? code : `${code}//# sourceMappingURL=${path.basename(file)}.map\n`;
        await writeFile(file, linked);
        if (map !== '') await writeFile(`${file}.map`, map);
      }
    });
  },
};

const splitBuild = split(options);

/** What writes databases runs in a process of its own. */
const writer = {
  ...common(options),
  entryPoints: ['src/writer/node-sqlite.ts'],
  outfile: 'dist/writer.js',
  // Types alone are imported from elsewhere: nothing of it is to be run.
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false } },
};

/** The bundles that are shipped, the one that is split first. */
const shipped = [
  { ...splitBuild, plugins: [...splitBuild.plugins, toCommonJs] },
  writer,
  ...Object.entries(ASIDE).map(([name, source]) => ({
    ...common(options),
    keepNames: false,
    entryPoints: [require.resolve(source)],
    outfile: `dist/${name}.js`,
  })),
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
  for (const each of shipped)
    await (await context({ ...each, logLevel: 'silent', plugins: [...(each.plugins ?? []), report] })).watch();
} else if (writersOnly) await build(writer);
else await buildAll();

async function buildAll() {
  const [{ metafile }] = await Promise.all(shipped.map((each) => build(each)));
  if (process.argv.includes('--sizes')) printSizes(metafile);
  if (withTests) await buildTests();
}

function printSizes(metafile) {
  for (const { what, bytes, limit } of budgets(metafile))
    console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB of ${limit / 1000}  ${what}`);
  const sizes = new Map();
  for (const { inputs } of Object.values(metafile.outputs))
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
    ...common(options),
    minify: false,
    entryPoints: ['test/integration/index.ts', ...tests.map((name) => `test/integration/suite/${name}`)],
    outbase: 'test/integration',
    outdir: 'out/test/integration',
    external: ['vscode', 'mocha', 'sql.js'],
  });
}
