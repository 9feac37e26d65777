/** Drift of the contexts, value by value. */
import { t } from '@vscode/l10n';
import type { ContextRow } from '../../database/model';
import { type ContextDifference, compareContexts } from '../../files/context/compare';
import { formatPath, parseContext, jsonValue } from '../../files/context/parse';
import type { ContextDocument, JsonNode } from '../../files/context/model';
import { mirroredDatabase } from '../../parity/scope';
import { fileFault } from '../../workspace/readable';
import { CONTEXT_IDS, type ContextId, documentOf } from '../../workspace/snapshot';
import type { Finding, Item } from '../finding';
import { quoted } from '../values';
import { code, codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

const finding = codes({
  /**
   * A value of a context differs; the path says which one.
   *
   * Take the value that is right: a quick fix writes it to the other side.
   */
  'drift/context-value': {
    severity: 'warning',
    message: ({ item, field = '', databaseValue, fileValue }) =>
      t('{0}: {1} differs. Database: {2}, file: {3}.', idOf(item), field, quoted(databaseValue), quoted(fileValue)),
  },
  /**
   * The database has a context with contents, and there is no file.
   *
   * A repair from the database makes the file.
   */
  'drift/context-missing-in-file': {
    severity: 'warning',
    message: ({ item }) => t('The database has a {0}, and there is no file for it.', idOf(item)),
    titles: () => ({
      database: t('Make the file from the database'),
      files: t('Take the context out of the database'),
    }),
  },
  /**
   * There is a context file, and the database has no such row.
   *
   * A repair from the files, or a seed, puts it into the database.
   */
  'drift/context-missing-in-database': {
    severity: 'warning',
    message: ({ item }) => t('The database has no {0}.', idOf(item)),
    titles: () => ({ database: t('Take the file away'), files: t('Put the context into the database') }),
  },
  /**
   * A context in the database is not valid JSON.
   *
   * Seed it, or repair it, from the file.
   */
  'database/context-syntax': code<{ detail: string }>({
    severity: 'error',
    hinders: true,
    message: ({ item, args }) => t('The database’s {0} is not valid JSON: {1}', idOf(item), args.detail),
    // What cannot be read there has nothing to give.
    titles: () => ({ files: t('Put the context into the database') }),
  }),
});

function idOf(item: Item | undefined): string {
  return item?.kind === 'context' ? item.id : '';
}

export const driftOfContexts: ParityRule = {
  codes: finding.codes,
  compares: true,
  *check(snapshot) {
    for (const id of CONTEXT_IDS) {
      const database = mirroredDatabase(snapshot, id);
      if (database === undefined) continue;
      const row = database.contexts.find((context) => context.id === id);
      const file = fileFault(snapshot, id) === undefined ? documentOf(snapshot[id]) : undefined;
      if (row === undefined) {
        if (file !== undefined) yield missingInDatabase(file, id);
        continue;
      }
      const stored = storedContext(row);
      if (stored.root === undefined || stored.problems.some(({ kind }) => kind === 'syntax')) {
        const detail = stored.problems[0]?.detail ?? '';
        yield finding('database/context-syntax', {
          args: { detail },
          item: { kind: 'context', id },
          place: { store: 'database' },
        });
      } else if (file !== undefined) {
        if (file.root !== undefined) yield* compare(file, stored.root, id);
      } else if (snapshot[id].state === 'absent' && !isEmpty(stored.root)) {
        yield finding('drift/context-missing-in-file', {
          item: { kind: 'context', id },
          lacks: 'files',
          place: { store: id },
        });
      }
    }
  },
};

/** A context as the database keeps it, parsed once a row. */
const storedContext = rememberedBy((row: ContextRow): ContextDocument => parseContext(row.content));

const missingInDatabase = rememberedBy((file: ContextDocument, id: ContextId): Finding => {
  const at = file.root?.at;
  const place = { store: id, ...(at === undefined ? {} : { at: { ...at, end: Math.min(at.end, at.start + 1) } }) };
  return finding('drift/context-missing-in-database', { item: { kind: 'context', id }, lacks: 'database', place });
});

const compare = rememberedBy((file: ContextDocument, stored: JsonNode, id: ContextId): readonly Finding[] =>
  file.root === undefined ? [] : compareContexts(stored, file.root).map((difference) => differs(difference, id)),
);

function differs({ path, database, file, at }: ContextDifference, id: ContextId): Finding {
  const databaseValue = valueText(database);
  const fileValue = valueText(file);
  const field = formatPath(path);
  return finding('drift/context-value', {
    item: { kind: 'context', id, path: field },
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
