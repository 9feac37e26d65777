/** Collects the strings for translation: `npm run l10n` writes the bundle that translators start from. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** All strings of the source. The collector knows `l10n.t(…)` alone; where `t` is imported by its name, it is shown that. */
export async function collectStrings() {
  const sources = path.join(project, 'src');
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const files = names.map((name) => {
    const contents = readFileSync(path.join(sources, name), 'utf8');
    const own = /^import \{ t \} from '@vscode\/l10n';$/m;
    if (!own.test(contents)) return { extension: '.ts', contents };
    const shown = contents
      .replace(own, "import * as l10n from '@vscode/l10n';")
      .replaceAll(/(?<![\w.$])t\(/g, 'l10n.t(');
    return { extension: '.ts', contents: shown };
  });
  return getL10nJson(files);
}

async function write() {
  const strings = await collectStrings();
  const sorted = Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path.join(project, 'l10n', 'bundle.l10n.json'), `${JSON.stringify(sorted, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void write();
