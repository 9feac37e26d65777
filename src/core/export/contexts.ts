/** The context files: values set in place, or written anew where there is no file. */
import { t } from '@vscode/l10n';
import { type FileChange } from '../changes/change-set';
import { CmosError } from '../ground/errors';
import { editBetween } from '../files/edits';
import { same } from '../files/context/equal';
import { mergeContexts } from '../files/context/merge';
import { type ContextDocument, type JsonNode, type JsonPath } from '../files/context/model';
import { editContext, parseContext, jsonValue } from '../files/context/parse';
import { removeJson, setJson } from '../files/context/write';
import { type PlainJson } from '../files/python';
import { dumpJson } from '../files/python-dump';
import { type TextEdit } from '../files/text';
import { type ContextId, documentOf } from '../workspace/snapshot';
import { type ExportInput } from './input';

export function exportContext(
  { snapshot, database, rebuild, tally, stays }: ExportInput,
  id: ContextId,
): readonly FileChange[] {
  const row = database.contexts.find((each) => each.id === id);
  if (row === undefined) return [];
  const { root: stored, problems } = parseContext(row.content);
  if (stored === undefined || problems.some(({ kind }) => kind === 'syntax' || kind === 'not-an-object')) {
    tally.find(t('The database’s {0} is no JSON object; its file was left as it is.', id));
    return [];
  }
  const { path } = snapshot.layout.stores[id];
  const document = documentOf(snapshot[id]);
  if (document?.root === undefined) {
    // An empty context is none; a file of nothing at all is left to whoever made it.
    if (document !== undefined || (stored.kind === 'object' && stored.members.size === 0)) return [];
    tally.add('inserted', 'context');
    return [{ kind: 'create', path, store: id, text: `${dumpJson(stored)}\n` }];
  }
  const merged = mergeContexts(document.root, stored);
  tally.add(rebuild ? 'lost' : 'kept', 'value', merged.kept);
  const before = document.text.text;
  const wanted = stays.context(id, document.root, rebuild ? stored : merged.node);
  const after = edited(document, wanted, path);
  const edit = editBetween(before, after.text.text);
  if (edit === undefined) return [];
  tally.add('changed', 'context');
  return [{ kind: 'edit', path, store: id, before, edits: [edit] }];
}

/** One edit of a document. */
type Step = (document: ContextDocument) => readonly TextEdit[];

/** The document with the least edits that make it say what is wanted. */
function edited(document: ContextDocument, wanted: JsonNode, path: string): ContextDocument {
  if (document.root === undefined) return document;
  let after = document;
  for (const step of steps(document.root, wanted, [])) after = editContext(after, step(after));
  if (after.root !== undefined && same(after.root, wanted)) return after;
  throw new CmosError(
    'edit/unsafe',
    `${t('{0} cannot be changed without touching anything else.', path)} ${t('Nothing was changed.')}`,
    { file: path, advice: t('Mend what is wrong with the file first; its findings name the places.') },
  );
}

function* steps(file: JsonNode, wanted: JsonNode, path: JsonPath): Generator<Step> {
  if (same(file, wanted)) return;
  if (file.kind === 'object' && wanted.kind === 'object') {
    for (const name of file.members.keys())
      if (!wanted.members.has(name)) yield (document) => removeJson(document, [...path, name]);
    for (const [name, { value }] of wanted.members) {
      const there = file.members.get(name)?.value;
      if (there === undefined) yield setting([...path, name], value);
      else yield* steps(there, value, [...path, name]);
    }
  } else if (file.kind === 'array' && wanted.kind === 'array') {
    for (let at = file.items.length - 1; at >= wanted.items.length; at--)
      yield (document) => removeJson(document, [...path, at]);
    for (const [at, value] of wanted.items.entries()) {
      const there = file.items[at];
      if (there === undefined) yield setting([...path, at], value);
      else yield* steps(there, value, [...path, at]);
    }
  } else yield setting(path, wanted);
}

function setting(path: JsonPath, value: JsonNode): Step {
  return (document) => setJson(document, path, jsonValue(value) as PlainJson);
}
