import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { RULES } from '../../src/core/findings/rules';
import { DOCUMENT_CODES } from '../../src/guardrails/references/check';

describe('what the code knows and documents repeat', () => {
  it('is as `npm run generate` writes it', async () => {
    const { generated } = await import('../../scripts/generate/index.mjs');
    for (const { file, text } of generated())
      assert.equal(readFileSync(file, 'utf8'), text, `npm run generate: ${file}`);
  });

  it('has a section for each code that a rule can yield, and for no other', () => {
    const sections = [...readFileSync('docs/findings.md', 'utf8').matchAll(/^### (.+)$/gm)].map(([, code]) => code);
    const codes = [...RULES.flatMap((rule) => rule.codes), ...DOCUMENT_CODES];
    assert.deepEqual([...sections].sort(), [...new Set(codes)].sort());
  });
});
