/** Registries: a list of what the files of a folder declare, so that a new member is a new file alone. */
import path from 'node:path';

/**
 * The text of the module `file`, which exports `list`, the list of all `members`: each with its file and the name that it is
 * exported under (`declared`). `imported` imports the type of a member, relative to the module.
 */
export function registry(members, { file, imported, list, comment }) {
  const moduleOf = (member) => {
    const relative = path.posix.relative(path.posix.dirname(file), member.file).replace(/\.ts$/, '');
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  return [
    `/** ${comment} Written by \`npm run generate\`. */`,
    ...members.map((member) => `import { ${member.exported} } from '${moduleOf(member)}';`),
    imported,
    '',
    `export const ${list} = [`,
    ...members.map(({ exported }) => `  ${exported},`),
    '];',
    '',
  ].join('\n');
}
