/** When documents, and what they speak of, were last changed: as git has it, else by the files. */
import type { GitTimes } from '../../core/ground/git';
import { isOwn } from '../../core/ground/own-folder';
import { join } from '../../core/ground/paths';
import type { FileSystem } from '../../core/ground/ports';
import type { DocumentSet } from './documents';

/** What a change to which asks for another look at the documents (playbook, "Documentation Governance": review cadence). */
export type Area = 'orchestration' | 'schema' | 'telemetry';

const AREAS: readonly (readonly [Area, RegExp])[] = [
  [
    'orchestration',
    /^(?:(?:\.\.\/)?agents\.md|(?:scripts|workers|runtime|missions\/templates)\/.+|contexts?\/[^/]+\.(?:[cm]?js|ts|py))$/i,
  ],
  ['schema', /^db\/schema\.sql$/],
  [
    'telemetry',
    /^(?:telemetry\/schemas\/.+|telemetry\/[^/]+\.(?:[cm]?js|ts|py|sh)|tests\/performance\/benchmarks\.json)$/,
  ],
];

/** The same, and the documents, as git is asked for them. */
const ASKED = [
  '*.md',
  'agents.md',
  'db/schema.sql',
  'scripts',
  'workers',
  'runtime',
  'missions/templates',
  'context',
  'contexts',
  'telemetry',
  'tests/performance',
  '../README.md',
  '../agents.md',
  '../AGENTS.md',
  '../foundational-docs',
];

/** Of so many files the time is asked. */
const MOST_FILES = 3_000;

export interface ReviewTimes {
  readonly from: 'git' | 'files';
  /** When a file was last changed, in milliseconds since 1970; undefined where it is not known. */
  of(path: string): number | undefined;
  /** The files that documents depend on, by area. */
  readonly watched: readonly { readonly area: Area; readonly path: string }[];
}

function areaOf(path: string): Area | undefined {
  // What the product keeps for itself changes all the time, and says nothing about orchestration.
  return isOwn(path) ? undefined : AREAS.find(([, pattern]) => pattern.test(path))?.[0];
}

/** Asks git where there is one, and the files for what git does not have. */
export async function readReviewTimes(
  files: FileSystem,
  git: GitTimes | undefined,
  set: DocumentSet,
): Promise<ReviewTimes> {
  const { root } = set.layout;
  const watched = [...set.files, 'db/schema.sql'].flatMap((path) => {
    const area = areaOf(path);
    return area === undefined ? [] : [{ area, path }];
  });
  const history = await git?.lastChanged(root, ASKED);
  const times = new Map<string, number>();
  const onDisk = new Map(set.documents.map(({ path, modified }) => [path, modified]));
  for (const path of [...onDisk.keys(), ...watched.slice(0, MOST_FILES).map((each) => each.path)]) {
    const committed = history?.committed.get(path);
    if (committed !== undefined && history?.uncommitted.has(path) !== true) {
      times.set(path, Date.parse(committed));
      continue;
    }
    // A file that git knows of, and does not tell the time of, changed before all that it tells.
    if (history !== undefined && !history.uncommitted.has(path)) continue;
    const modified = onDisk.get(path) ?? (await files.stat(join(root, path)).catch(() => undefined))?.modified;
    if (modified !== undefined) times.set(path, modified);
  }
  return { from: history === undefined ? 'files' : 'git', of: (path) => times.get(path), watched };
}
