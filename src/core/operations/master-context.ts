/** The lists of the master context that operations add to: what future sessions must know. */
import type { ContextDocument, JsonNode, JsonPath } from '../files/context/model';
import { nodeAt, parseContext } from '../files/context/parse';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import type { PlanContext } from './operation';

/** How operations sign a sentence. */
const SIGNATURE = /^\[\d{4}-\d\d-\d\d[^\]]*\] /;

/** A sentence as its neighbours in a list are: with time and author, but where the last one has none. */
export function sentenceIn(list: readonly JsonNode[], sentence: string, { now, agent }: PlanContext): string {
  const last = list.at(-1);
  const plain = last?.kind === 'string' && !SIGNATURE.test(last.value);
  return plain ? sentence : `[${now} ${agent}] ${sentence}`;
}

/** Whether a list has a sentence already, whoever signed it and however it is spaced; an element may be an object that says it. */
export function hasSentence(list: readonly JsonNode[], sentence: string): boolean {
  const same = (each: JsonNode): boolean => each.kind === 'string' && wordsOf(each.value) === wordsOf(sentence);
  return list.some(
    (each) => same(each) || (each.kind === 'object' && [...each.members.values()].some(({ value }) => same(value))),
  );
}

function wordsOf(sentence: string): string {
  return sentence.replace(SIGNATURE, '').replaceAll(/\s+/g, ' ').trim();
}

/** Where the master context keeps a list: at the top, else in its active domain, else it begins at the top (field guide, section 6). */
export function placeOf(snapshot: Snapshot, list: string): JsonPath {
  const document = masterContext(snapshot);
  if (document === undefined || nodeAt(document, [list]) !== undefined) return [list];
  const domain = nodeAt(document, ['working_memory', 'active_domain']);
  const inDomain = domain?.kind === 'string' ? ['working_memory', 'domains', domain.value, list] : [];
  return inDomain.length > 0 && nodeAt(document, inDomain)?.kind === 'array' ? inDomain : [list];
}

/** What a list of the master context holds; nothing where there is none. */
export function listAt(snapshot: Snapshot, path: JsonPath): readonly JsonNode[] {
  const document = masterContext(snapshot);
  const list = document === undefined ? undefined : nodeAt(document, path);
  return list?.kind === 'array' ? list.items : [];
}

/** As the file says, or the database where it alone has it. */
function masterContext(snapshot: Snapshot): ContextDocument | undefined {
  const row = documentOf(snapshot.database)?.contexts.find(({ id }) => id === 'master_context');
  return documentOf(snapshot.master_context) ?? (row && parseContext(row.content));
}
