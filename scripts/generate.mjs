/** `npm run generate`: writes into the documents what a table in the code knows, between their markers. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { floorTable } from './lib/floors.mjs';
import { survivorTable } from './mutants/mistakes.mjs';

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

await write('docs/architecture.md', 'floors', floorTable());
await write('docs/testing.md', 'survivors', survivorTable());

async function write(file, name, text) {
  const whole = path.join(project, file);
  const before = await readFile(whole, 'utf8');
  const [start, end] = [`<!-- generated: ${name} -->\n`, `\n<!-- end: ${name} -->`];
  const [from, to] = [before.indexOf(start) + start.length, before.indexOf(end)];
  if (from < start.length || to < from) throw new Error(`${file} has no place for ${name}.`);
  await writeFile(whole, before.slice(0, from) + text + before.slice(to));
}
