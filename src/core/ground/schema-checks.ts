/**
 * The function that checks by a schema. Here ajv compiles it when it is needed; in the bundle the functions of all schemas are
 * there already, since `scripts/generate/checks.mjs` takes this file's place.
 */
import type { ValidateFunction } from 'ajv';

const compiled = new WeakMap<object, ValidateFunction>();

/** Rejected where the schema is none. */
export async function checkOf(schema: object): Promise<ValidateFunction> {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const { default: Ajv } = await import('ajv');
  const check = new Ajv({ allErrors: true, strict: false }).compile(schema);
  compiled.set(schema, check);
  return check;
}
