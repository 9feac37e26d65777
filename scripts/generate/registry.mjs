/** Registries: a list of what the files of a folder declare, so that a new member is a new file alone. */
import path from 'node:path';

/** As the formatter has it. */
const LONGEST_LINE = 120;

/**
 * The text of the module `file`, which exports `list`, the list of all `members`: each with its file and the name that it is
 * exported under (`declared`). `imported` imports the type of a member, relative to the module.
 */
export function registry(members, { file, imported, list, comment }) {
  const moduleOf = (member) => {
    const relative = path.posix.relative(path.posix.dirname(file), member.file).replace(/\.ts$/, '');
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  const names = members.map(({ exported }) => exported);
  const line = `export const ${list} = [${names.join(', ')}];`;
  return [
    `/** ${comment} Written by \`npm run generate\`. */`,
    ...members.map((member) => `import { ${member.exported} } from '${moduleOf(member)}';`),
    imported,
    '',
    ...(line.length <= LONGEST_LINE
      ? [line]
      : [`export const ${list} = [`, ...names.map((name) => `  ${name},`), '];']),
    '',
  ].join('\n');
}
