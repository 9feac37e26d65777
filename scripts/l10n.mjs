/** Collects the strings for translation: `npm run l10n` writes the bundle that translators start from. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';
import ts from 'typescript';

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * All strings of the source. The collector takes half a minute for all of it, so it is shown the calls alone; and as it knows
 * `l10n.t(…)` only, it is shown that where `t` is imported by its name.
 */
export async function collectStrings() {
  const sources = path.join(project, 'src');
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const calls = names.flatMap((name) => callsIn(readFileSync(path.join(sources, name), 'utf8')));
  const contents = ["import * as l10n from '@vscode/l10n';", ...calls].join('\n');
  return getL10nJson([{ extension: '.ts', contents }]);
}

/** The calls of `t`, in whatever way it is imported, as the collector knows them. */
function callsIn(source) {
  if (!source.includes('l10n')) return [];
  const calls = [];
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest);
  const visit = (node) => {
    if (ts.isCallExpression(node) && isT(node.expression))
      calls.push(`l10n.t(${node.arguments.map((each) => each.getText(file)).join(', ')});`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

/** Whether it is `t`, `l10n.t` or `vscode.l10n.t`. */
function isT(node) {
  if (ts.isIdentifier(node)) return node.text === 't';
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 't') return false;
  const { expression: of } = node;
  return (ts.isIdentifier(of) ? of : ts.isPropertyAccessExpression(of) ? of.name : undefined)?.text === 'l10n';
}

async function write() {
  const strings = await collectStrings();
  const sorted = Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path.join(project, 'l10n', 'bundle.l10n.json'), `${JSON.stringify(sorted, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void write();
