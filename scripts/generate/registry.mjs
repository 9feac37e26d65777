/** Registries: a list of what the files of a folder declare, so that a new member is a new file alone. */
import path from 'node:path';
import { WRITTEN } from './declarations.mjs';

/** As the formatter has it. */
const LONGEST_LINE = 120;

/**
 * The text of the module `file`, which exports `list`, the list of all `members`: each with its file, the name that it is
 * exported under, and whether that is a list itself (`declared`). `imported` imports the type of a member.
 */
export function registry(members, { file, imported, list, comment }) {
  const moduleOf = (member) => {
    const relative = path.posix.relative(path.posix.dirname(file), member.file).replace(/\.ts$/, '');
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  const exports = members.filter(({ exported }, at) => members[at - 1]?.exported !== exported);
  const names = exports.map(({ exported, inList }) => (inList ? `...${exported}` : exported));
  const line = `export const ${list} = [${names.join(', ')}];`;
  return [
    `/** ${comment} ${WRITTEN} */`,
    ...exports.map((member) => `import { ${member.exported} } from '${moduleOf(member)}';`),
    imported,
    '',
    ...(line.length <= LONGEST_LINE
      ? [line]
      : [`export const ${list} = [`, ...names.map((name) => `  ${name},`), '];']),
    '',
  ].join('\n');
}
