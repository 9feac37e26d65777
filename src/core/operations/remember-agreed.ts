/** Keeping what both sides agree on, for the time when they do not. */
import type { CommitFiles } from '../ground/commit-files';
import { confined } from '../ground/boundary';
import type { ChangeSet } from '../changes/change-set';
import { writeAgreed } from '../commit/agreed-state';
import { KEPT_CHANGES } from '../commit/kept-changes';
import type { JournalRecord } from '../commit/record';
import { check } from '../findings/check';
import type { Finding } from '../findings/finding';
import { CONTEXT_IDS, type Snapshot } from '../workspace/snapshot';
import {
  type Agreed,
  type Hashes,
  MISSING,
  type Statements,
  statementsOf,
  AGREED_VERSION,
  unknownLine,
} from '../workspace/agreed';
import { patchBetween, patched, type Tree } from '../ground/patch';
import { isOutOfDate, sidesOf } from '../parity/agreed/out-of-date';
import { agreedNow, areWhole, elementsOnOneSide, sessionsOnOneSide } from '../parity/agreed/statements';
import { snapshotAfter } from '../workspace/snapshot-after';

/** What a commit tells of itself. */
type AgreedChange = Pick<JournalRecord, 'id' | 'undoes' | 'redoes'>;

/**
 * What is agreed on by now: what both say, and of what has drifted what both said last. Undefined where the two are not
 * to be compared. `change` is what was just committed: to undo it brings back what both said last before it, for as many
 * changes as are kept. `before` is the snapshot that it was planned on.
 */
export function agreedAfter(
  snapshot: Snapshot,
  change?: AgreedChange,
  { kept = KEPT_CHANGES.default, before = snapshot }: { readonly kept?: number; readonly before?: Snapshot } = {},
): Agreed | undefined {
  const known = snapshot.agreed;
  const reversed = change?.undoes ?? change?.redoes;
  const last = reversed === undefined ? known : beforeChange(known, reversed);
  // Of what has drifted nobody knows the last agreement, where there was a later one that nobody remembered.
  const after = agreedSince(snapshot, isOutOfDate(before) ? undefined : last);
  if (after === undefined) return undefined;
  const undo = known?.undo ?? [];
  // What cannot be read may have moved as well: later that must be asked of it.
  const sides = areWhole(snapshot) ? sidesOf(snapshot) : known?.sides;
  const state = { version: AGREED_VERSION, ...after, ...(sides === undefined ? {} : { sides }) } as const;
  // Before the first look nothing was known, and an undo of what came before it brings nothing back.
  if (change === undefined || known === undefined) return { ...state, undo };
  // To reverse an undoing brings back what was known before that: of each change the latest step is kept.
  const step = { change: reversed ?? change.id, before: patchBetween(treeOf(after), treeOf(known)) };
  const others = undo.filter((each) => each.change !== step.change);
  return { ...state, undo: [...others, step].slice(-kept) };
}

/** The text of the state that a change leads to, once its id in the journal is known; undefined where nothing is to be kept. */
export function agreedAfterChange(
  snapshot: Snapshot,
  changeSet: ChangeSet,
  kept: number | undefined,
): ((id: string) => string) | undefined {
  if (snapshot.agreedIsNewer === true) return undefined;
  const { undoes, redoes } = changeSet;
  const change = { ...(undoes === undefined ? {} : { undoes }), ...(redoes === undefined ? {} : { redoes }), id: '' };
  const options = { before: snapshot, ...(kept === undefined ? {} : { kept }) };
  const agreed = agreedAfter(snapshotAfter(snapshot, changeSet), change, options);
  if (agreed === undefined) return undefined;
  return (id) =>
    textOf({ ...agreed, undo: agreed.undo.map((step) => (step.change === '' ? { ...step, change: id } : step)) });
}

/** The state as it was before a change; undefined where that was not remembered. */
function beforeChange(known: Agreed | undefined, change: string): Statements | undefined {
  const step = known?.undo.find((each) => each.change === change);
  if (known === undefined || step === undefined) return undefined;
  return statementsOf(patched(treeOf(known), step.before));
}

function treeOf({ missions, sprints, dependencies, sessions, contexts }: Statements): Tree {
  return { missions, sprints, dependencies, sessions, contexts } as unknown as Tree;
}

/** What both say, and of what has drifted what they said before; undefined where nothing was known before. */
function agreedSince(snapshot: Snapshot, before: Statements | undefined): Statements | undefined {
  const now = agreedNow(snapshot, before);
  if (now === undefined) return undefined;
  const { findings } = check(snapshot);
  const missions = drifted(findings, 'mission');
  const sprints = drifted(findings, 'sprint');
  const dependencies = new Set(
    findings.flatMap(({ code, item }) =>
      code.startsWith('drift/') && item?.kind === 'dependency' ? [JSON.stringify([item.from, item.to])] : [],
    ),
  );
  const contexts = drifted(findings, 'context');
  const sessions = findings.some(({ code }) => code.startsWith('drift/session'));
  return {
    missions: merged(before?.missions, now.missions, missions),
    sprints: merged(before?.sprints, now.sprints, sprints),
    dependencies: { ...kept(before?.dependencies, dependencies), ...now.dependencies },
    sessions: sessions ? mergedSessions(snapshot, before, now) : now.sessions,
    contexts: Object.fromEntries(
      CONTEXT_IDS.flatMap((id) => {
        const fresh = now.contexts[id];
        const paths = contexts.get(id);
        if (paths === undefined) return fresh === undefined ? [] : [[id, fresh]];
        const old = before?.contexts[id];
        const values = { ...kept(old?.values, paths), ...old?.values, ...fresh?.values };
        const known = old?.elements ?? elementsOnOneSide(snapshot, id).map(unknownLine);
        return [[id, { values, elements: withCertain(known, fresh?.elements ?? []) }]];
      }),
    ),
  };
}

/**
 * Writes what both say after a look, where it says anything new and no newer version of the product keeps it. A failure is
 * none: the file is never required.
 */
export async function rememberAgreed(files: CommitFiles, snapshot: Snapshot): Promise<void> {
  if (snapshot.agreedIsNewer === true) return;
  const after = agreedAfter(snapshot);
  if (after === undefined || JSON.stringify(after) === JSON.stringify(snapshot.agreed)) return;
  const { root } = snapshot.layout;
  await writeAgreed(confined(files, root), root, textOf(after), Date.now());
}

function textOf(agreed: Agreed): string {
  return `${JSON.stringify(agreed)}\n`;
}

/** The records that drifted, each with the fields in which it did; none of them: one side lacks it. */
type Drifted = ReadonlyMap<string, ReadonlySet<string>>;

function drifted(findings: readonly Finding[], kind: 'mission' | 'sprint' | 'context'): Drifted {
  const records = new Map<string, ReadonlySet<string>>();
  for (const { code, item, field } of findings) {
    if (!code.startsWith('drift/') || item?.kind !== kind) continue;
    records.set(item.id, new Set([...(records.get(item.id) ?? []), ...(field === undefined ? [] : [field])]));
  }
  return records;
}

/** What has drifted already when it is first looked at: nobody knows which side moved. What is added later has no hash. */
const UNKNOWN_HASH = '';

/** Of what drifted stays what was known of it, beside what is known now. */
function merged(
  before: Readonly<Record<string, Hashes>> | undefined,
  now: Readonly<Record<string, Hashes>>,
  records: Drifted,
): Readonly<Record<string, Hashes>> {
  const old = new Map(Object.entries(before ?? {}));
  const result = new Map(Object.entries(now));
  for (const [id, fields] of records) {
    const known = old.get(id);
    if (fields.size > 0) {
      const both = known !== undefined && MISSING in known ? undefined : known;
      result.set(id, { ...kept(both, fields), ...result.get(id) });
    } else if (known !== undefined) result.set(id, known);
    else if (before === undefined) result.set(id, { [MISSING]: UNKNOWN_HASH });
  }
  return Object.fromEntries(result);
}

/** What was known, and what both have by now: of that no doubt is left. */
function withCertain(known: readonly string[], now: readonly string[]): readonly string[] {
  const certain = new Set(now.map(unknownLine));
  return [...new Set([...known.filter((each) => !certain.has(each)), ...now])];
}

function mergedSessions(snapshot: Snapshot, before: Statements | undefined, now: Statements): readonly string[] {
  return withCertain(before?.sessions ?? sessionsOnOneSide(snapshot).map(unknownLine), now.sessions);
}

function kept(hashes: Hashes | undefined, names: ReadonlySet<string>): Hashes {
  const known = new Map(Object.entries(hashes ?? {}));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const hash = known.get(name) ?? (hashes === undefined ? UNKNOWN_HASH : undefined);
      return hash === undefined ? [] : [[name, hash] as const];
    }),
  );
}
