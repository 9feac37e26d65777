/** All there is to say about the documents of a workspace. They are no part of the snapshot: front ends ask for this beside it. */
import { t } from '@vscode/l10n';
import type { Finding } from '../../core/findings/finding';
import type { GitTimes } from '../../core/ground/git';
import type { Ports } from '../../core/ground/ports';
import type { Snapshot } from '../../core/workspace/snapshot';
import { audiences, finding as ofAudience } from './audience';
import { code, codes } from '../../core/findings/rule';
import type { Material } from './material';
import { Documents, type DocumentSet, markdownOf } from './documents';
import { deadLinks, deadPaths, finding as ofLinks, placesNamed } from './links';
import { finding as ofReferences, foundationalReferences } from './required';
import { readReviewTimes } from './review-times';
import { finding as ofReview, reviews } from './review';

const finding = codes({
  /**
   * A document was not read: too large, not permitted, or a link out of the workspace; or it is not valid UTF-8.
   *
   * As the message says.
   */
  'docs/unread': code<{ reason: string }>({
    severity: 'information',
    message: ({ args }) => t('This document was not read, or not well: {0}.', args.reason),
  }),
  /**
   * The workspace has more documents, folders or links than are looked at.
   *
   * Nothing; the rest was checked.
   */
  'docs/not-all': code<{ documents: number }>({
    severity: 'information',
    message: ({ args }) => t('The workspace has more than was looked at: {0} documents were.', args.documents),
  }),
});

export const DOCUMENT_CODES: readonly string[] = [ofReferences, ofLinks, ofAudience, ofReview, finding].flatMap(
  (maker) => maker.codes,
);

const RULES: readonly ((material: Material) => Iterable<Finding>)[] = [
  readings,
  foundationalReferences,
  deadLinks,
  deadPaths,
  audiences,
  reviews,
];

export interface DocumentReport {
  readonly set: DocumentSet;
  readonly findings: readonly Finding[];
}

interface DocumentPorts extends Pick<Ports, 'files' | 'breather'> {
  /** Undefined: the files' own times count. */
  readonly git: GitTimes | undefined;
}

/** Reads the documents and runs every rule. `documents` keeps what was read for the next time; `open` are unsaved texts. */
export async function checkDocuments(
  ports: DocumentPorts,
  snapshot: Snapshot,
  documents: Documents = new Documents(ports),
  open?: ReadonlyMap<string, string>,
): Promise<DocumentReport> {
  const set = await documents.read(snapshot.layout, (all) => placesNamed(snapshot, all), open);
  for (const document of set.documents) {
    markdownOf(document);
    await ports.breather.pause();
  }
  const times = await readReviewTimes(ports.files, ports.git, set);
  const findings: Finding[] = [];
  for (const rule of RULES) {
    for (const finding of rule({ snapshot, set, times })) findings.push(finding);
    await ports.breather.pause();
  }
  return { set, findings };
}

function* readings({ set }: Material): Iterable<Finding> {
  for (const { path, reason } of set.unread)
    yield finding('docs/unread', { args: { reason }, place: { store: 'document', path } });
  for (const { path, invalidBytesAt } of set.documents) {
    if (invalidBytesAt === undefined) continue;
    const reason = t('it is not valid UTF-8, the first bad byte is at offset {0}', invalidBytesAt);
    yield finding('docs/unread', { args: { reason }, place: { store: 'document', path } });
  }
  if (set.complete) return;
  const [first] = set.documents;
  const path = first?.path ?? set.layout.stores.agents.path;
  yield finding('docs/not-all', {
    args: { documents: set.documents.length },
    place: { store: 'document', path },
  });
}
