/** Registries: a list of what the files of a folder export under one type, so that a new one is a new file alone. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A module that exports `name`, the list of every `export const … : type` in the files below `folder`, by the files' names.
 * `imported` is the module of the type, relative to the written file.
 */
export function registry(project, { file, folder, type, imported, name, comment }) {
  const from = path.posix.relative(path.posix.dirname(file), folder);
  const members = readdirSync(path.join(project, folder))
    .filter((each) => each.endsWith('.ts'))
    .sort()
    .flatMap((each) => {
      const text = readFileSync(path.join(project, folder, each), 'utf8');
      const modulePath = `./${path.posix.join(from, each.replace(/\.ts$/, ''))}`;
      return [...text.matchAll(type)].map(([, exported]) => ({ exported, modulePath }));
    });
  return [
    `/** ${comment} Written by \`npm run generate\`. */`,
    ...members.map(({ exported, modulePath }) => `import { ${exported} } from '${modulePath}';`),
    imported,
    '',
    `export const ${name} = [`,
    ...members.map(({ exported }) => `  ${exported},`),
    '];',
    '',
  ].join('\n');
}
