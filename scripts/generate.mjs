/** `npm run generate`: writes what tables in the code know into documents, registries and the manifest. */
import { writeFileSync } from 'node:fs';
import { generated } from './generate/index.mjs';

for (const { file, text } of generated()) writeFileSync(new URL(`../${file}`, import.meta.url), text);
