/** What checks data by each JSON Schema that the product checks by, compiled beforehand: to compile one takes longer than a small change. */
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { evaluated } from './declarations.mjs';

/** The schemas of the parameters of all operations, and of a commit's record. */
export function schemas(project) {
  return evaluated(
    project,
    `import { OPERATIONS } from './src/guardrails/registry';
     import { parametersSchema } from './src/core/operations/operation';
     import { RECORD_SCHEMA } from './src/core/commit/record';
     export const schemas = [RECORD_SCHEMA, ...OPERATIONS.map(parametersSchema)];`,
  ).schemas;
}

/**
 * Modules that have the functions for some schemas, each in one of its own, by the names that `checksModule` imports them by: whoever checks
 * by one schema need not load the others.
 */
export function checkModules(some) {
  return new Map(textsOf(some).map((text, at) => [nameOf(at), checkModule(JSON.parse(text))]));
}

/** A module in the place of `src/core/ground/schema-checks.ts`: it finds the functions for some schemas, and knows no other. */
export function checksModule(some) {
  return `const CHECKS = new Map([
${textsOf(some)
  .map((text, at) => `  [${JSON.stringify(text)}, () => import(${JSON.stringify(nameOf(at))})],`)
  .join('\n')}
]);

export async function checkOf(schema) {
  const load = CHECKS.get(JSON.stringify(schema));
  if (load === undefined) throw new Error('There is no check for a schema: build anew.');
  return (await load()).check;
}
`;
}

const textsOf = (some) => [...new Set(some.map((schema) => JSON.stringify(schema)))];
const nameOf = (at) => `schema-check-${at}`;

function checkModule(schema) {
  const ajv = new Ajv({ allErrors: true, strict: false, inlineRefs: false, code: { source: true, esm: true } });
  ajv.addSchema(inParts(ajv, schema), 'check');
  return standalone.default(ajv, { check: 'check' });
}

/** A schema with references to those of its properties, each kind of which is compiled once: most are texts, many are rows. */
function inParts(ajv, schema) {
  const inside = (each) => (typeof each === 'object' ? inParts(ajv, each) : each);
  const part = (each) => {
    const name = `part ${JSON.stringify(each)}`.replaceAll(/\W/g, (sign) => `-${sign.codePointAt(0)}`);
    if (ajv.getSchema(name) === undefined) ajv.addSchema(inside(each), name);
    return { $ref: name };
  };
  const { properties, items, oneOf, ...rest } = schema;
  return {
    ...rest,
    ...(items === undefined ? {} : { items: inside(items) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(inside) }),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, part(each)])) }),
  };
}
