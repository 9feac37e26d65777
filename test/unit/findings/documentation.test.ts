import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { RULES } from '../../../src/core/findings/check';
import { DOCUMENT_CODES } from '../../../src/guardrails/references/codes';

describe('the page of findings', () => {
  it('has a section for each code that a rule can yield, and for no other', () => {
    const sections = [...readFileSync('docs/findings.md', 'utf8').matchAll(/^### (.+)$/gm)].map(([, code]) => code);
    const codes = [...RULES.flatMap((rule) => rule.codes), ...DOCUMENT_CODES];
    assert.deepEqual([...sections].sort(), [...new Set(codes)].sort());
  });
});
