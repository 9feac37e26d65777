import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Ajv, { type AnySchemaObject, type ValidateFunction } from 'ajv';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { parseLog } from '../../src/core/files/log/parse';

const SCHEMAS = 'schemas';
const SAMPLES = '../shared/samples';

const names = readdirSync(SCHEMAS).filter((file) => file.endsWith('.schema.json'));
const validators = new Map<string, ValidateFunction>();

function schema(file: string): AnySchemaObject {
  return JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as AnySchemaObject;
}

function validator(name: string): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
    schema(`${name}.schema.json`),
  );
  validators.set(name, validate);
  return validate;
}

function accepts(name: string, value: unknown, what = ''): void {
  const validate = validator(name);
  assert.ok(validate(value), `${what} ${JSON.stringify(validate.errors)}`);
}

function refuses(name: string, value: unknown): void {
  assert.equal(validator(name)(value), false, JSON.stringify(value));
}

describe('schemas', () => {
  for (const file of names) {
    it(`${file} compiles, and describes every field`, () => {
      validator(basename(file, '.schema.json'));
      const undescribed: string[] = [];
      const walk = (at: AnySchemaObject, path: string): void => {
        for (const [name, each] of Object.entries((at['properties'] ?? {}) as Record<string, AnySchemaObject>)) {
          const target = String(each['$ref'] ?? '').replace('#/definitions/', '');
          const described =
            target === '' ? each : (schema(file)['definitions'] as Record<string, AnySchemaObject>)[target];
          if (described?.['title'] === undefined || described['description'] === undefined) {
            undescribed.push(`${path}.${name}`);
          }
        }
        for (const [name, each] of Object.entries(at)) {
          if (name !== 'not' && typeof each === 'object' && each !== null)
            walk(each as AnySchemaObject, `${path}.${name}`);
        }
      };
      walk(schema(file), '');
      assert.deepEqual(undescribed, []);
      assert.equal(schema(file).$schema, 'http://json-schema.org/draft-07/schema#');
    });
  }

  it('every sample fits', function () {
    if (!existsSync(SAMPLES)) {
      console.log(`      skipped: ${SAMPLES} is not here`);
      this.skip();
    }
    const seen = new Map<string, number>();
    for (const file of readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })) {
      const path = join(SAMPLES, file);
      const fits = (name: string, value: unknown): void => {
        accepts(name, value, file);
        seen.set(name, (seen.get(name) ?? 0) + 1);
      };
      const lines = (name: string): void => {
        for (const { event } of parseLog(readFileSync(path, 'utf8')).lines) {
          if (event !== undefined) fits(name, event.fields);
        }
      };
      if (/missions\/(?:templates\/)?backlog\.yaml$/.test(file)) {
        for (const document of parseAllDocuments(readFileSync(path, 'utf8'))) fits('backlog', document.toJS());
      } else if (file.endsWith('/SESSIONS.jsonl')) lines('session-event');
      else if (file.endsWith('/database-health.jsonl')) lines('database-health');
      else if (file.endsWith('/PROJECT_CONTEXT.json')) fits('project-context', read(path));
      else if (file.endsWith('/MASTER_CONTEXT.json')) fits('master-context', read(path));
      else if (file.endsWith('/test_manifest.json')) fits('test-manifest', read(path));
      else if (file.endsWith('/benchmarks.json')) fits('benchmarks', read(path));
      else if (file.endsWith('workers/manifest.yaml')) fits('workers-manifest', parseYaml(readFileSync(path, 'utf8')));
    }
    assert.deepEqual(
      [...seen.keys()].sort(),
      [
        'backlog',
        'benchmarks',
        'database-health',
        'master-context',
        'project-context',
        'session-event',
        'test-manifest',
        'workers-manifest',
      ],
      'a kind of file without a sample',
    );
  });
});

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

describe('schemas: what they take and refuse', () => {
  const finding = {
    code: 'drift/mission-field',
    severity: 'warning',
    message: 'Differs.',
    file: 'missions/backlog.yaml',
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } },
    fixes: [],
  };
  const findings = {
    version: 1,
    root: '/w',
    profile: 'mirrored',
    verdict: 'drift',
    total: 1,
    truncated: false,
    findings: [finding],
  };

  it('findings of the command line', () => {
    accepts('cli-findings', findings);
    accepts('cli-findings', {
      ...findings,
      findings: [{ ...finding, range: null, mission: 'B1', databaseValue: null }],
    });
    refuses('cli-findings', { ...findings, verdict: 'fine' });
    refuses('cli-findings', { ...findings, findings: [{ ...finding, code: 'Drift' }] });
    refuses('cli-findings', { ...findings, findings: [{ ...finding, range: { start: { line: -1, character: 0 } } }] });
    refuses('cli-findings', { ...findings, findings: [{ ...finding, fixes: undefined }] });
  });

  it('both documents of a backlog, with ids and statuses of any kind', () => {
    accepts('backlog', { name: 'Planning.SprintPlan.v1' });
    accepts('backlog', null);
    const plan = (mission: unknown): unknown => ({
      domainFields: { sprints: [{ sprintId: 's1', missions: [mission] }] },
    });
    accepts('backlog', plan({ id: 1.1, status: 'Somehow', completed_at: null, extra: {} }));
    accepts('backlog', { name: 'both in one', ...(plan({ id: 'B1' }) as object) });
    refuses('backlog', plan({ name: 'without id' }));
    refuses('backlog', { domainFields: { sprints: {} } });
    refuses('backlog', { domainFields: { missionDependencies: [{ from: 'B1' }] } });
  });

  it('waivers of the master context', () => {
    const waiver = { mission: 'B2', prerequisite: 'B1', reason: 'known', by: 'me', at: '2025-11-04T20:39:26Z' };
    accepts('master-context', { waivers: [waiver, { ...waiver, expires: '2026-01-01' }] });
    refuses('master-context', { waivers: [{ ...waiver, reason: '' }] });
    refuses('master-context', { waivers: [{ mission: 'B2' }] });
    refuses('master-context', { waivers: {} });
  });

  it('events, current and older', () => {
    accepts('session-event', { ts: '2025-11-04T20:39:26Z', action: 'anything', needs: 'one' });
    accepts('session-event', { session: 1, date: '2025-10-04', tokens_in: '<actual>' });
    refuses('session-event', []);
    refuses('session-event', { ts: 5 });
    accepts('mission-telemetry-event', { ts: '2025-11-04T20:39:26Z', event: 'worker_dispatch', status: 'fallback' });
    refuses('database-health', { ts: '2025-11-04T20:39:26Z' });
  });

  it('tests, benchmarks and workers', () => {
    accepts('test-manifest', { suites: [{ id: 'a', tests: [{ id: 'b', type: 'own_kind' }] }] });
    refuses('test-manifest', { suites: [{ id: 'a' }] });
    accepts('benchmarks', { time: { baseline: 1, enhanced: 0.5, unit: 'seconds' } });
    refuses('benchmarks', { time: { baseline: '1' } });
    refuses('workers-manifest', { workers: [{ name: 'nameless' }] });
  });
});
