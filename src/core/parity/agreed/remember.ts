/** Keeping what both sides agree on, for the time when they do not. */
import { type CommitFiles } from '../../commit/commit-files';
import { leadsOut } from '../../commit/inside';
import { check } from '../../findings/check';
import { type Finding } from '../../findings/finding';
import { makeOwnFolder, OWN_FOLDER } from '../../workspace/own-folder';
import { join } from '../../workspace/paths';
import { CONTEXT_IDS, type Snapshot } from '../../workspace/snapshot';
import { isWhole } from '../scope';
import { AGREED_FILE, type Agreed, type Hashes, MISSING } from './model';
import { agreedNow } from './statements';

/**
 * What is agreed on by now: what both say, and of what has drifted what both said last. Undefined where the two are not
 * to be compared.
 */
export function agreedAfter(snapshot: Snapshot): Agreed | undefined {
  const now = agreedNow(snapshot);
  const before = snapshot.agreed ?? NOTHING;
  if (now === undefined) return undefined;
  const { findings } = check(snapshot);
  const missions = drifted(findings, 'mission');
  const sprints = drifted(findings, 'sprint');
  const dependencies = new Set(
    findings.flatMap(({ code, args }) => {
      const { from, to } = args as { from?: string; to?: string };
      return code.startsWith('drift/dependency') ? [JSON.stringify([from, to])] : [];
    }),
  );
  const contexts = drifted(findings, 'context');
  const sessions = findings.some(({ code }) => code.startsWith('drift/session'));
  return {
    version: 1,
    missions: merged(before.missions, now.missions, missions),
    sprints: merged(before.sprints, now.sprints, sprints),
    dependencies: { ...kept(before.dependencies, dependencies), ...now.dependencies },
    ...(isWhole(snapshot, 'backlog') ? {} : backlogOf(before)),
    sessions:
      sessions || !isWhole(snapshot, 'sessions') ? [...new Set([...before.sessions, ...now.sessions])] : now.sessions,
    contexts: Object.fromEntries(
      CONTEXT_IDS.flatMap((id) => {
        const fresh = isWhole(snapshot, id) ? now.contexts[id] : before.contexts[id];
        const paths = contexts.get(id);
        if (paths === undefined) return fresh === undefined ? [] : [[id, fresh]];
        const old = before.contexts[id];
        const values = { ...kept({}, paths), ...old?.values, ...fresh?.values };
        return [[id, { values, elements: [...new Set([...(old?.elements ?? []), ...(fresh?.elements ?? [])])] }]];
      }),
    ),
  };
}

/** What was known of a backlog that cannot be read now: what it says in part is nothing to go by. */
function backlogOf({ missions, sprints, dependencies }: Agreed): Pick<Agreed, 'missions' | 'sprints' | 'dependencies'> {
  return { missions, sprints, dependencies };
}

const NOTHING: Agreed = { version: 1, missions: {}, sprints: {}, dependencies: {}, sessions: [], contexts: {} };

/** Writes it, where it says anything new. A failure is none: the file is never required. */
export async function rememberAgreed(files: CommitFiles, snapshot: Snapshot): Promise<void> {
  const after = agreedAfter(snapshot);
  if (after === undefined || JSON.stringify(after) === JSON.stringify(snapshot.agreed)) return;
  const { root } = snapshot.layout;
  const path = join(root, AGREED_FILE);
  const fresh = `${path}.${Date.now().toString(36)}${Math.random().toString(36).slice(2)}.new`;
  try {
    if ((await leadsOut(files, root, ['runtime', OWN_FOLDER])) !== undefined) return;
    await makeOwnFolder(files, root);
    await files.writeNew(fresh, new TextEncoder().encode(`${JSON.stringify(after)}\n`));
    await files.rename(fresh, path);
  } catch {
    await files.remove(fresh).catch(() => undefined);
  }
}

/** The records that drifted, each with the fields in which it did; none of them: as a whole. */
type Drifted = ReadonlyMap<string, ReadonlySet<string>>;

function drifted(findings: readonly Finding[], kind: 'mission' | 'sprint' | 'context'): Drifted {
  const records = new Map<string, ReadonlySet<string>>();
  for (const { code, args, field } of findings) {
    const id = (args as Readonly<Record<string, unknown>>)[kind];
    if (!code.startsWith(`drift/${kind}`) || typeof id !== 'string') continue;
    records.set(id, new Set([...(records.get(id) ?? []), ...(field === undefined ? [] : [field])]));
  }
  return records;
}

/** What has drifted already when it is first looked at: nobody knows which side moved. */
const NOT_KNOWN = '';

/** Of what drifted stays what was known of it, beside what is known now. */
function merged(
  before: Readonly<Record<string, Hashes>>,
  now: Readonly<Record<string, Hashes>>,
  records: Drifted,
): Readonly<Record<string, Hashes>> {
  const old = new Map(Object.entries(before));
  const result = new Map(Object.entries(now));
  for (const [id, fields] of records) {
    const known = old.get(id);
    if (fields.size === 0) result.set(id, known ?? { [MISSING]: NOT_KNOWN });
    else {
      const hashes = new Map(Object.entries(known ?? {}));
      const kept = [...fields].map((field) => [field, hashes.get(field) ?? NOT_KNOWN] as const);
      result.set(id, { ...Object.fromEntries(kept), ...result.get(id) });
    }
  }
  return Object.fromEntries(result);
}

function kept(hashes: Hashes, keys: ReadonlySet<string>): Hashes {
  const known = new Map(Object.entries(hashes));
  return Object.fromEntries([...keys].map((key) => [key, known.get(key) ?? NOT_KNOWN]));
}
