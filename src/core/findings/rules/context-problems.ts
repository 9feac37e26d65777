/** What is wrong with a context file itself, and how near it is to its limit. */
import { t } from '@vscode/l10n';
import type { ContextDocument, ContextProblem } from '../../files/context/model';
import { nodeAt } from '../../files/context/parse';
import type { Anchor } from '../../files/text';
import { fileFault, saysNothing } from '../../workspace/readable';
import { CONTEXT_IDS, type ContextId, documentOf } from '../../workspace/snapshot';
import type { Finding } from '../finding';
import { duplicateKey, mergeMarker } from '../values';
import { code, codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

/** In kilobytes of 1024 bytes, where the file names no limit of its own (field guide, section 6). */
const DEFAULT_LIMIT = 100;

const finding = codes({
  /**
   * The file is not valid JSON at the marked place. Nothing of it is compared, and no repair takes a value out of
   * it.
   *
   * Correct the marked place.
   */
  'context/syntax': code<{ detail: string }>({
    severity: 'error',
    hinders: true,
    message: ({ args }) => t('JSON syntax error: {0}', args.detail),
  }),
  /**
   * A key stands twice in one object; the last one counts.
   *
   * Remove one.
   */
  'context/duplicate-key': code<{ key: string }>({
    severity: 'warning',
    message: ({ args }) => duplicateKey(args.key),
  }),
  /**
   * The file begins with a byte-order mark, which Python's JSON refuses.
   *
   * Save it as UTF-8 without the mark.
   */
  'context/byte-order-mark': {
    severity: 'error',
    hinders: true,
    message: () => t('The file begins with a byte-order mark, which Python’s JSON refuses.'),
  },
  /**
   * A conflict marker of an unfinished merge.
   *
   * Finish the merge.
   */
  'context/merge-marker': { severity: 'error', hinders: true, message: () => mergeMarker() },
  /**
   * A context is a JSON object, and this is something else.
   *
   * Restore the file.
   */
  'context/not-an-object': {
    severity: 'error',
    hinders: true,
    message: () => t('A context is a JSON object.'),
  },
  /**
   * The context has reached three quarters of its limit (`context_health.size_limit_kb`, 100 KB without one); at the
   * limit this is an error.
   *
   * Move what is settled to an archive.
   */
  'context/size': code<{ kilobytes: number; limit: number }>({
    severity: 'warning',
    message: ({ args: { kilobytes, limit } }) => t('This context has {0} KB; its limit is {1} KB.', kilobytes, limit),
  }),
});

export const contextProblems: ParityRule = {
  codes: finding.codes,
  *check(snapshot) {
    for (const id of CONTEXT_IDS) {
      const document = documentOf(snapshot[id]);
      if (document !== undefined && !saysNothing(fileFault(snapshot, id))) yield* problemsOf(document, id);
    }
  },
};

const problemsOf = rememberedBy((document: ContextDocument, store: ContextId): readonly Finding[] => [
  ...document.problems.map((problem) => ofProblem(problem, store)),
  ...sizeOf(document, store),
]);

function ofProblem({ kind, at, detail }: ContextProblem, store: ContextId): Finding {
  const place = { store, at };
  switch (kind) {
    case 'syntax':
      return finding('context/syntax', { args: { detail }, place });
    case 'duplicate-key':
      return finding('context/duplicate-key', { args: { key: detail }, place });
    case 'byte-order-mark':
      return finding('context/byte-order-mark', { place });
    case 'merge-marker':
      return finding('context/merge-marker', { place });
    case 'not-an-object':
      return finding('context/not-an-object', { place });
  }
}

/** A warning from three quarters of the limit, an error at the limit (field guide, section 6). */
function sizeOf(document: ContextDocument, store: ContextId): readonly Finding[] {
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
