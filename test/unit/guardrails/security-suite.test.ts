import assert from 'node:assert/strict';
import { scanForSuite } from '../../../src/guardrails/security/suite-scan';

const RISKY = [
  'context:',
  '  includes: ["../../etc/passwd", "%2e%2e/var/log"]',
  '  credentials:',
  '    admin_password: "h4rbour-lights"',
  '',
].join('\n');
const SAFE = 'context:\n  endpoints: ["/api/users"]\n  notes: "Nothing secret, and no path."\n';

describe('the security scan of the integration suite', () => {
  it('lets a safe target pass, and rejects a risky one with the weights of the reference', () => {
    assert.deepEqual(scanForSuite(SAFE, 'tests/security/a.yaml'), {
      isValid: true,
      score: 100,
      assessment: 'SECURE',
      findings: [],
      hits: [],
    });
    const { isValid, score, assessment, findings } = scanForSuite(RISKY, 'tests/security/b.yaml');
    assert.deepEqual(
      [isValid, score, assessment, findings.map(({ rule, severity }) => `${rule} ${severity}`)],
      [false, 5, 'CRITICAL', ['pathTraversal 50', 'sensitiveData 45']],
    );
  });

  it('rejects a target that cannot be read as what it is', () => {
    const rulesOf = (text: string, path: string): string[] => scanForSuite(text, path).findings.map(({ rule }) => rule);
    assert.deepEqual(rulesOf('{"a": ', 'a.json'), ['schemaCompliance']);
    assert.deepEqual(rulesOf('{}\n{"a\n', 'a.jsonl'), ['schemaCompliance']);
    assert.deepEqual(rulesOf('\n', 'a.yml'), ['schemaCompliance']);
    assert.deepEqual(rulesOf('a: \0', 'a.yaml'), ['fileIntegrity']);
  });

  it('does not mind where the checkout is, nor long lines', () => {
    assert.equal(scanForSuite(`{"a": "${'words '.repeat(4_000)}"}`, '/root/private/a.json').isValid, true);
  });
});
