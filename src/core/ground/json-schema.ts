/** Checking data against a JSON Schema. */
import type { ErrorObject } from 'ajv';
import { checkOf } from './schema-checks';

/** What is wrong with a value by a schema; empty where nothing is. */
export async function errorsOf(schema: object, value: unknown): Promise<readonly ErrorObject[]> {
  const check = await checkOf(schema);
  return check(value) ? [] : (check.errors ?? []);
}

/** The same as sentences: the place, and what is wrong there. */
export async function problemsOf(schema: object, value: unknown): Promise<readonly string[]> {
  return (await errorsOf(schema, value)).map(
    ({ instancePath, message }) => `${instancePath === '' ? '/' : instancePath} ${message ?? ''}`,
  );
}
