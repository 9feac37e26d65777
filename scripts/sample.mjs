/** `node scripts/sample.mjs FOLDER`: makes the sample workspace anew in a folder, for trying and debugging. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { makeWorkspace } from './lib/make-workspace.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder that the sample goes to.');
  process.exit(2);
}
await rm(path.resolve(folder), { recursive: true, force: true });
console.log(await makeWorkspace('everyday', path.resolve(folder)));
