/** `npm run generate`: writes what tables in the code know into documents, registries and the manifest. */
import { readFileSync, writeFileSync } from 'node:fs';
import { generated } from './generate/index.mjs';

for (const { file, text } of generated()) {
  const url = new URL(`../${file}`, import.meta.url);
  if (readFileSync(url, 'utf8') === text) continue;
  writeFileSync(url, text);
  console.log(file);
}
