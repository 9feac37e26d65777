/** The table of `docs/commands.md`: how each operation is called, and what it does, which is the comment above it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { documentation } from './comments.mjs';
import { evaluated } from './declarations.mjs';

/** Throws for an operation without documentation. */
export function operationsTable(project, operations) {
  const { usageOf } = evaluated(project, "export { usageOf } from './src/cli/commands/operation-usage';");
  const rows = operations.map(({ file, exported, value }) => {
    const text = readFileSync(path.join(project, file), 'utf8');
    const [, comment = ''] = new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*\\*/)\\nexport const ${exported}: `).exec(text) ?? [];
    const what = documentation(comment).replaceAll('\n\n', ' ');
    if (what === '') throw new Error(`${file}: ${exported} has no documentation above it.`);
    const call = `${value.name} ${usageOf(value)}`.trim();
    return `| \`${call.replaceAll('|', '\\|')}\` | ${what.replaceAll('|', '\\|')} |`;
  });
  return ['| operation | what it does |', '|---|---|', ...rows].join('\n');
}
