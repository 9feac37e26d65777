/** What is wrong with a context file itself, and how near it is to its limit. */
import type { ContextDocument, ContextProblem } from '../../files/context/model';
import { nodeAt } from '../../files/context/parse';
import type { Anchor } from '../../files/text';
import { fileFault, saysNothing } from '../../workspace/readable';
import { CONTEXT_IDS, type ContextId, documentOf } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code =
  | 'context/syntax'
  | 'context/duplicate-key'
  | 'context/byte-order-mark'
  | 'context/merge-marker'
  | 'context/not-an-object'
  | 'context/size';

/** In kilobytes of 1024 bytes, where the file names no limit of its own (field guide, section 6). */
const DEFAULT_LIMIT = 100;

export const contextProblems = rule<Code>(
  {
    'context/syntax': 'error',
    'context/duplicate-key': 'warning',
    'context/byte-order-mark': 'error',
    'context/merge-marker': 'error',
    'context/not-an-object': 'error',
    'context/size': 'warning',
  },
  function* (snapshot, finding) {
    for (const id of CONTEXT_IDS) {
      const document = documentOf(snapshot[id]);
      if (document !== undefined && !saysNothing(fileFault(snapshot, id))) yield* problemsOf(document, id, finding);
    }
  },
);

const problemsOf = rememberedBy(
  (document: ContextDocument, store: ContextId, finding: FindingMaker<Code>): readonly Finding[] => [
    ...document.problems.map((problem) => ofProblem(problem, store, finding)),
    ...sizeOf(document, store, finding),
  ],
);

function ofProblem({ kind, at, detail }: ContextProblem, store: ContextId, finding: FindingMaker<Code>): Finding {
  const place = { store, at };
  switch (kind) {
    case 'syntax':
      return finding('context/syntax', { args: { detail }, place });
    case 'duplicate-key':
      return finding('context/duplicate-key', { args: { key: detail }, place });
    case 'byte-order-mark':
      return finding('context/byte-order-mark', { args: {}, place });
    case 'merge-marker':
      return finding('context/merge-marker', { args: {}, place });
    case 'not-an-object':
      return finding('context/not-an-object', { args: {}, place });
  }
}

/** A warning from three quarters of the limit, an error at the limit (field guide, section 6). */
function sizeOf(document: ContextDocument, store: ContextId, finding: FindingMaker<Code>): readonly Finding[] {
  const stated = nodeAt(document, ['context_health', 'size_limit_kb']);
  const limit = (stated?.kind === 'number' ? Number(stated.text) : 0) || DEFAULT_LIMIT;
  const kilobytes = Math.round((document.bytes / 1024) * 10) / 10;
  if (kilobytes < limit * 0.75) return [];
  const at: Anchor | undefined = stated?.at ?? document.root?.at;
  const place = { store, ...(at === undefined ? {} : { at: { ...at, end: Math.min(at.end, at.start + 20) } }) };
  return [
    finding('context/size', { args: { kilobytes, limit }, place, severity: kilobytes >= limit ? 'error' : 'warning' }),
  ];
}
