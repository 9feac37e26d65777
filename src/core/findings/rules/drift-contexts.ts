/** Drift of the contexts, value by value. */
import type { ContextRow } from '../../database/model';
import { type ContextDifference, compareContexts } from '../../files/context/compare';
import { formatPath, parseContext, jsonValue } from '../../files/context/parse';
import type { ContextDocument, JsonNode } from '../../files/context/model';
import { mirroredDatabase } from '../../parity/scope';
import { fileFault } from '../../workspace/readable';
import { CONTEXT_IDS, type ContextId, documentOf } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code =
  | 'drift/context-value'
  | 'drift/context-missing-in-file'
  | 'drift/context-missing-in-database'
  | 'database/context-syntax';

export const driftOfContexts = rule<Code>(
  {
    'drift/context-value': 'warning',
    'drift/context-missing-in-file': 'warning',
    'drift/context-missing-in-database': 'warning',
    'database/context-syntax': 'error',
  },
  function* (snapshot, finding) {
    for (const id of CONTEXT_IDS) {
      const database = mirroredDatabase(snapshot, id);
      if (database === undefined) continue;
      const row = database.contexts.find((context) => context.id === id);
      const file = fileFault(snapshot, id) === undefined ? documentOf(snapshot[id]) : undefined;
      if (row === undefined) {
        if (file !== undefined) yield missingInDatabase(file, id, finding);
        continue;
      }
      const stored = storedContext(row);
      if (stored.root === undefined || stored.problems.some(({ kind }) => kind === 'syntax')) {
        const detail = stored.problems[0]?.detail ?? '';
        yield finding('database/context-syntax', { args: { context: id, detail }, place: { store: 'database' } });
      } else if (file !== undefined) {
        if (file.root !== undefined) yield* compare(file, stored.root, id, finding);
      } else if (snapshot[id].state === 'absent' && !isEmpty(stored.root)) {
        yield finding('drift/context-missing-in-file', { args: { context: id }, place: { store: id } });
      }
    }
  },
);

/** A context as the database keeps it, parsed once a row. */
const storedContext = rememberedBy((row: ContextRow): ContextDocument => parseContext(row.content));

const missingInDatabase = rememberedBy((file: ContextDocument, id: ContextId, finding: FindingMaker<Code>): Finding => {
  const at = file.root?.at;
  const place = { store: id, ...(at === undefined ? {} : { at: { ...at, end: Math.min(at.end, at.start + 1) } }) };
  return finding('drift/context-missing-in-database', { args: { context: id }, place });
});

const compare = rememberedBy(
  (file: ContextDocument, stored: JsonNode, id: ContextId, finding: FindingMaker<Code>): readonly Finding[] =>
    file.root === undefined
      ? []
      : compareContexts(stored, file.root).map((difference) => differs(difference, id, finding)),
);

function differs({ path, database, file, at }: ContextDifference, id: ContextId, finding: FindingMaker<Code>): Finding {
  const databaseValue = valueText(database);
  const fileValue = valueText(file);
  const field = formatPath(path);
  return finding('drift/context-value', {
    args: { context: id, path: field, database: databaseValue, file: fileValue },
    field,
    place: { store: id, at },
    ...(databaseValue === undefined ? {} : { databaseValue }),
    ...(fileValue === undefined ? {} : { fileValue }),
  });
}

/** Strings as they are, everything else as JSON. */
function valueText(node: JsonNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  return node.kind === 'string' ? node.value : node.kind === 'number' ? node.text : JSON.stringify(jsonValue(node));
}

function isEmpty(node: JsonNode): boolean {
  return node.kind === 'object' && node.members.size === 0;
}
