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

/** A module in the place of `src/core/ground/schema-checks.ts` that has the functions for some schemas, and knows no other. */
export function checksModule(some) {
  const texts = [...new Set(some.map((schema) => JSON.stringify(schema)))];
  const ajv = new Ajv({ allErrors: true, strict: false, inlineRefs: false, code: { source: true, esm: true } });
  const checks = texts.map((text, at) => ({ text, name: `check${at}` }));
  for (const { text, name } of checks) ajv.addSchema(inParts(ajv, JSON.parse(text)), name);
  return `${standalone.default(ajv, Object.fromEntries(checks.map(({ name }) => [name, name])))}
const CHECKS = new Map([
${checks.map(({ text, name }) => `  [${JSON.stringify(text)}, ${name}],`).join('\n')}
]);

export async function checkOf(schema) {
  const check = CHECKS.get(JSON.stringify(schema));
  if (check === undefined) throw new Error('There is no check for a schema: build anew.');
  return check;
}
`;
}

/** A schema with references to those of its properties, each of which is compiled once for all: most are texts, many are rows. */
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
