/** The documents name files that are there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const project = path.resolve(__dirname, '..', '..');
const docs = path.join(project, 'docs');

describe('the documents', () => {
  for (const name of readdirSync(docs).filter((each) => each.endsWith('.md')))
    it(`name tests and sources that are there: ${name}`, () => {
      const named = [...readFileSync(path.join(docs, name), 'utf8').matchAll(/`((?:test|src)\/[\w./-]*\w)`/g)];
      const missing = named.map(([, file = '']) => file).filter((file) => !existsSync(path.join(project, file)));
      assert.deepEqual(missing, []);
    });
});
