/** The reference's security scan on its own fixtures in real workspaces, as its manifests and summaries have it: ours agrees. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { scanForSuite } from '../../src/guardrails/security/suite-scan';
import { scanForRisks } from '../../src/guardrails/security/risks';
import { check } from '../../src/core/findings/check';
import { reviewHealth } from '../../src/core/model/telemetry/health';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';

const SAMPLES = path.resolve('../shared/samples');
const samples = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => /^\d/.test(name)) : [];
const MANIFEST = 'tests/integration/test_manifest.json';
const SUMMARY = 'telemetry/events/testing-summary.json';

interface Test {
  readonly type: string;
  readonly target: string;
  readonly expectation: string;
  readonly details?: {
    readonly target: string;
    readonly assessment: string;
    readonly score: number;
    readonly findings: readonly { readonly rule: string; readonly severity: number }[];
  };
}

function testsOf(file: string): readonly Test[] {
  const { suites } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly suites: readonly { readonly tests: readonly Test[] }[];
  };
  return suites.flatMap(({ tests }) => tests).filter(({ type }) => type === 'security_scan');
}

describe('security in real workspaces', () => {
  if (samples.length === 0) it('needs the sample workspaces, which are not at hand');

  for (const name of samples) {
    const root = path.join(SAMPLES, name);
    const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

    if (existsSync(path.join(root, MANIFEST))) {
      it(`${name}: each fixture is judged as its manifest expects`, () => {
        const tests = testsOf(path.join(root, MANIFEST));
        assert.ok(tests.length > 0);
        for (const { target, expectation } of tests) {
          const file = target.replace(/^cmos\//, '');
          assert.equal(scanForSuite(text(file), file).isValid, expectation === 'pass', target);
        }
      });
    }

    if (existsSync(path.join(root, SUMMARY))) {
      it(`${name}: scores and rules are those that were recorded`, () => {
        for (const { details } of testsOf(path.join(root, SUMMARY))) {
          assert.ok(details);
          const { score, assessment, findings } = scanForSuite(text(details.target), details.target);
          const rules = (some: readonly { readonly rule: string; readonly severity: number }[]): string[] =>
            some.map(({ rule, severity }) => `${rule} ${severity}`).sort();
          assert.deepEqual(
            [score, assessment, rules(findings)],
            [details.score, details.assessment, rules(details.findings)],
          );
        }
      });
    }

    it(`${name}: there is no false alarm in contexts, backlog, instructions and telemetry`, async () => {
      const copy = mkdtempSync(path.join(os.tmpdir(), 'cmos-conformance-'));
      cpSync(root, copy, { recursive: true });
      const snapshot = await new Workspace(nodePorts(), copy, DEFAULT_SETTINGS).refresh();
      rmSync(copy, { recursive: true, force: true });
      const codes = check(snapshot).findings.map(({ code }) => code);
      assert.deepEqual(
        codes.filter((code) => code.startsWith('security/') || code.startsWith('telemetry/')),
        [],
      );
      assert.deepEqual(reviewHealth(snapshot, true).anomalies, []);
      const { path: agents, exists } = snapshot.layout.stores.agents;
      if (exists) assert.deepEqual(scanForRisks(text(agents), { path: agents }), []);
    });
  }
});
