/** What the bundle checks data by says the same as ajv, for every schema that there is. */
import assert from 'node:assert/strict';
import path from 'node:path';
import vm from 'node:vm';
import Ajv, { type ValidateFunction } from 'ajv';
import { transformSync } from 'esbuild';
import fc from 'fast-check';

const project = path.resolve(__dirname, '..', '..');

/** An error without the place in the schema, which is another one where parts of schemas are shared. */
const told = ({ errors }: ValidateFunction): readonly unknown[] =>
  (errors ?? []).map(({ instancePath, keyword, params, message }) => ({ instancePath, keyword, params, message }));

interface Schema {
  readonly properties: Readonly<Record<string, object>>;
}

/** Objects that have some of a schema's properties, right and wrong ones, and now and then one more. */
function objectsOf({ properties }: Schema): fc.Arbitrary<unknown> {
  const text = fc.constantFrom('', ' ', 'text', 'database', 'approve', '12345678-a', 'sha256');
  const value = fc.oneof(
    text,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.array(text),
    fc.dictionary(text, text),
  );
  const values = Object.fromEntries([...Object.keys(properties), 'other'].map((name) => [name, value]));
  return fc.oneof({ weight: 9, arbitrary: fc.record(values, { requiredKeys: [] }) }, { weight: 1, arbitrary: value });
}

const RECORD = {
  format: 2,
  id: '12345678-ab',
  operation: 'note',
  title: 'Note',
  at: '2025-03-01T00:00:00Z',
  rows: [
    { kind: 'insert', table: 'missions', row: { id: 'A', blob: { blob: '00' } }, key: { id: 1 } },
    { kind: 'update', table: 'missions', key: { id: 'A' }, before: { name: null }, after: { name: 'B' } },
    { kind: 'delete', table: 'missions', key: { id: 'A' }, before: {} },
  ],
  files: [
    { kind: 'edit', path: 'a', hunks: [{ lead: '', before: '', after: 'x', trail: '' }], before: '1', after: '2' },
    { kind: 'append', path: 'a', size: null, before: null, text: 'x' },
    { kind: 'create', path: 'a', text: 'x', folders: ['b'] },
    { kind: 'remove', path: 'a', text: 'x' },
  ],
};

/** A value with one thing in it changed or taken out. */
function* spoilt(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) for (const one of spoilt(each)) yield value.with(at, one);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value as Record<string, unknown>)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
      yield { ...value, more: each };
      for (const one of spoilt(each)) yield { ...value, [key]: one };
    }
  }
  yield true;
  yield typeof value === 'string' ? 7 : 'text';
}

describe('the checks of the bundle', function () {
  this.timeout(60_000);

  it('say what ajv says', async () => {
    const { checkModules, checksModule, schemas } = await import('../../scripts/generate/checks.mjs');
    const all = schemas(project) as Schema[];
    const modules = checkModules(all);
    const loaded = (code: string): unknown => {
      const module = { exports: {} };
      const text = transformSync(code, { format: 'cjs', supported: { 'dynamic-import': false } }).code;
      const run = vm.runInThisContext(`(module, require) => {${text}}`) as (made: object, load: object) => void;
      run(module, (name: string) => loaded(modules.get(name) ?? ''));
      return module.exports;
    };
    const { checkOf } = loaded(checksModule(all)) as { checkOf: (schema: object) => Promise<ValidateFunction> };
    for (const schema of all) {
      const known = new Ajv({ allErrors: true, strict: false }).compile(schema);
      const ours = await checkOf(schema);
      const compare = (value: unknown): void => {
        assert.equal(ours(value), known(value), JSON.stringify(value));
        assert.deepEqual(told(ours), told(known), JSON.stringify(value));
      };
      fc.assert(fc.property(objectsOf(schema), compare), { numRuns: 200 });
      for (const value of [RECORD, ...spoilt(RECORD)]) compare(value);
      if ('rows' in schema.properties) assert.ok(ours(RECORD), 'a record is one');
    }
    await assert.rejects(checkOf({ type: 'string' }), 'a schema that nobody knew of');
  });
});
