/** The rows of `contexts`. They are updated, never replaced: the snapshots that later versions keep go with a deleted row. */
import { type RowChange } from '../changes/change-set';
import { mergeContexts } from '../files/context/merge';
import { compareContexts } from '../files/context/compare';
import { parseContext } from '../files/context/parse';
import { dumpJson } from '../files/python-dump';
import { join } from '../ground/paths';
import { CONTEXT_IDS, type ContextId, documentOf } from '../workspace/snapshot';
import { type SeedInput } from './input';
import { TableRows } from './rows';

export function seedContexts(input: SeedInput): readonly RowChange[] {
  const put = new TableRows('contexts', input.database);
  if (put.exists) for (const id of CONTEXT_IDS) seedContext(input, put, id);
  return put.changes;
}

function seedContext(input: SeedInput, put: TableRows, id: ContextId): void {
  const { snapshot, database, rebuild, now, tally, stays } = input;
  const row = database?.contexts.find((each) => each.id === id);
  const file = documentOf(snapshot[id])?.root;
  // The reference leaves out an empty context; one that has no file stays as it is, even in a rebuild.
  if (file === undefined || (file.kind === 'object' && file.members.size === 0)) {
    if (row !== undefined && row.content.trim() !== '{}') tally.add('kept', 'context');
    return;
  }
  if (row === undefined) {
    const source = join(snapshot.layout.root, snapshot.layout.stores[id].path);
    put.insert({ id, source_path: source, content: dumpJson(file), updated_at: now });
    tally.add('inserted', 'context');
    return;
  }
  const stored = parseContext(row.content).root;
  const merged = stored === undefined ? { node: file, kept: 0 } : mergeContexts(stored, file);
  tally.add(rebuild ? 'lost' : 'kept', 'value', merged.kept);
  const said = rebuild ? file : merged.node;
  const wanted = stored === undefined ? said : stays.context(id, stored, said);
  if (stored !== undefined && compareContexts(stored, wanted).length === 0) return;
  const before = { content: row.content, updated_at: row.updatedAt };
  put.update({ id }, before, { content: dumpJson(wanted), updated_at: now });
  tally.add('changed', 'context');
}
