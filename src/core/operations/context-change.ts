/** Adding to a context: the same in the database's copy and in the file, each in its own spelling. */
import { t } from '@vscode/l10n';
import { type FileChange, type RowChange } from '../commit/change-set';
import { CmosError } from '../errors';
import { type JsonPath } from '../files/context/model';
import { parseContext } from '../files/context/parse';
import { appendJson } from '../files/context/write';
import { applyEdits } from '../files/edits';
import { type PlainJson } from '../files/python';
import { type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';

/** What adds a value to a list of a context, in every store that has the context. Refused where neither has, or one is broken. */
export function appendToContext(
  snapshot: Snapshot,
  context: ContextId,
  path: JsonPath,
  value: PlainJson,
  now: string,
): { readonly rows: readonly RowChange[]; readonly files: readonly FileChange[] } {
  const row = documentOf(snapshot.database)?.contexts.find(({ id }) => id === context);
  const reading = snapshot[context];
  const location = snapshot.layout.stores[context].path;
  if (reading.state === 'unreadable') throw reading.error;
  const document = snapshot.profile.name === 'database-only' ? undefined : documentOf(reading);
  if (row === undefined && document === undefined)
    throw new CmosError('operation/refused', `${t('There is no {0}.', location)} ${t('Nothing was changed.')}`, {
      file: location,
      advice: t('Make the context first; cmos doctor says where it belongs.'),
    });
  const rows: RowChange[] = [];
  if (row !== undefined) {
    const stored = parseContext(row.content);
    const content = applyEdits(row.content, appendJson(stored, path, value));
    rows.push({
      kind: 'update',
      table: 'contexts',
      key: { id: context },
      before: { content: row.content, updated_at: row.updatedAt },
      after: { content, updated_at: now },
    });
  }
  const files: FileChange[] =
    document === undefined
      ? []
      : [
          {
            kind: 'edit',
            path: location,
            store: context,
            before: document.text.text,
            edits: appendJson(document, path, value),
          },
        ];
  return { rows, files };
}
