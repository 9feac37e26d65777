/** Checking data against a JSON Schema. The library is loaded when it is first needed: compiling schemas is no part of a start. */
import type { ErrorObject, ValidateFunction } from 'ajv';

const compiled = new WeakMap<object, Promise<ValidateFunction>>();

/** What is wrong with a value by a schema; empty where nothing is. */
export async function errorsOf(schema: object, value: unknown): Promise<readonly ErrorObject[]> {
  let check = compiled.get(schema);
  if (check === undefined) {
    check = import('ajv').then(({ default: Ajv }) => new Ajv({ allErrors: true, strict: false }).compile(schema));
    compiled.set(schema, check);
  }
  const valid = await check;
  return valid(value) ? [] : (valid.errors ?? []);
}

/** The same as sentences: the place, and what is wrong there. */
export async function problemsOf(schema: object, value: unknown): Promise<readonly string[]> {
  return (await errorsOf(schema, value)).map(
    ({ instancePath, message }) => `${instancePath === '' ? '/' : instancePath} ${message ?? ''}`,
  );
}
