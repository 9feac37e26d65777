/** The checklist before work begins (playbook, "Context Intake"). */
import { t } from '@vscode/l10n';
import { check, unknownText } from '../findings/check';
import { driftCount, driftText, isDrift } from '../findings/places';
import { messageOf } from '../findings/finding';
import type { ContextDocument } from '../files/context/model';
import { nodeAt, parseContext } from '../files/context/parse';
import { CONTEXT_IDS, type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';
import { candidates, modelOf } from '../model/missions';
import { nextReady, readinessOf } from '../model/readiness';
import { isOver } from '../model/status';

/** One step, and how it stands. */
export interface IntakeStep {
  readonly step: 'contexts' | 'agents' | 'parity' | 'next-mission' | 'sizes';
  readonly state: 'ok' | 'attention' | 'failed';
  readonly detail: string;
}

/** The steps as a snapshot has them. */
export function intakeSteps(snapshot: Snapshot): readonly IntakeStep[] {
  return [contexts(snapshot), agents(snapshot), parity(snapshot), nextMission(snapshot), sizes(snapshot)];
}

/** Where contexts keep whether `agents.md` was loaded: it differs with the file's age (field guide, section 6). */
const LOADED_PLACES = ['working_memory', 'context_health'] as const;

/** A context where the profile keeps it: in the database alone, or in a file; undefined where it is not there or cannot be read. */
function contextIn(snapshot: Snapshot, id: ContextId): ContextDocument | undefined {
  if (snapshot.profile.name !== 'database-only') return documentOf(snapshot[id]);
  const row = documentOf(snapshot.database)?.contexts.find((each) => each.id === id);
  return row === undefined ? undefined : parseContext(row.content);
}

function contexts(snapshot: Snapshot): IntakeStep {
  const step = 'contexts';
  const troubles = CONTEXT_IDS.map((id) => contextTrouble(snapshot, id)).filter((each) => each !== undefined);
  const details = troubles.map(({ detail }) => detail).join('; ');
  if (troubles.length === 0) return { step, state: 'ok', detail: t('Both contexts are there and can be read.') };
  const failed = troubles.some(({ state }) => state === 'failed');
  return { step, state: failed ? 'failed' : 'attention', detail: t('Contexts: {0}.', details) };
}

function contextTrouble(snapshot: Snapshot, id: ContextId): Omit<IntakeStep, 'step'> | undefined {
  const { path } = snapshot.layout.stores[id];
  if (snapshot.profile.name === 'database-only') {
    const document = contextIn(snapshot, id);
    if (document === undefined) return { state: 'failed', detail: t('{0} is not in the database', id) };
    return isSound(document) ? undefined : { state: 'failed', detail: t('{0} in the database is not sound JSON', id) };
  }
  const reading = snapshot[id];
  if (reading.state === 'unreadable') return { state: 'failed', detail: reading.error.message };
  // Older workspaces of files alone, and those of a server, may never have had one.
  if (reading.state === 'absent')
    return {
      state: snapshot.profile.name === 'mirrored' ? 'failed' : 'attention',
      detail: t('{0} is not there', path),
    };
  const errors = check(snapshot).findings.filter(
    (finding) => finding.place.store === id && finding.severity === 'error' && !isDrift(finding),
  );
  if (errors.length === 0) return undefined;
  return { state: 'failed', detail: `${path}: ${errors.map(messageOf).join('; ')}` };
}

function isSound({ problems, root }: ContextDocument): boolean {
  return root !== undefined && problems.every(({ kind }) => kind === 'duplicate-key');
}

function agents(snapshot: Snapshot): IntakeStep {
  const step = 'agents';
  const { path, exists } = snapshot.layout.stores.agents;
  const loaded = loadedFlags(snapshot).some(({ value }) => value);
  if (exists)
    return loaded
      ? { step, state: 'ok', detail: t('{0} is there, and marked as loaded.', path) }
      : { step, state: 'attention', detail: t('{0} is there; no context says that it was loaded.', path) };
  if (loaded)
    return { step, state: 'failed', detail: t('{0} is not there, though a context says that it was loaded.', path) };
  const state = snapshot.profile.name === 'mirrored' ? 'failed' : 'attention';
  return { step, state, detail: t('{0} is not there.', path) };
}

/** Each place where a context says whether `agents.md` was loaded, and what it says. */
export function loadedFlags(
  snapshot: Snapshot,
): readonly { readonly context: ContextId; readonly part: string; readonly value: boolean }[] {
  return CONTEXT_IDS.flatMap((context) => {
    const document = contextIn(snapshot, context);
    return LOADED_PLACES.flatMap((part) => {
      const flag = document === undefined ? undefined : nodeAt(document, [part, 'agents_md_loaded']);
      return flag?.kind === 'boolean' ? { context, part, value: flag.value } : [];
    });
  });
}

/** What the profile promises of database and files. */
function parity(snapshot: Snapshot): IntakeStep {
  const step = 'parity';
  const report = check(snapshot);
  switch (report.verdict) {
    case 'drift':
      return { step, state: 'failed', detail: driftText(driftCount(report)) };
    case 'no-database':
      return { step, state: 'ok', detail: t('There is no database to compare the files with.') };
    case 'unknown':
      return { step, state: 'failed', detail: unknownText(snapshot) };
    case 'in-sync':
      break;
  }
  switch (snapshot.profile.name) {
    case 'database-only': {
      const stale = report.findings.find(({ code }) => code === 'export/stale');
      return stale === undefined
        ? { step, state: 'ok', detail: t('The database is the only store; no export is older than it.') }
        : { step, state: 'attention', detail: messageOf(stale) };
    }
    case 'managed-elsewhere':
      return { step, state: 'ok', detail: t('A server keeps the database; the files are not compared with it.') };
    default:
      return { step, state: 'ok', detail: t('Database and files agree.') };
  }
}

function nextMission(snapshot: Snapshot): IntakeStep {
  const step = 'next-mission';
  const { missions } = modelOf(snapshot);
  const queue = candidates(modelOf(snapshot));
  const readiness = readinessOf(snapshot);
  const next = nextReady(queue, readiness);
  if (next !== undefined)
    return { step, state: 'ok', detail: t('Next: {0}; it waits for nothing.', `${next.id} ${next.name}`) };
  const [first] = queue;
  if (first === undefined)
    return missions.some(({ kind }) => !isOver(kind))
      ? { step, state: 'attention', detail: t('No mission is queued; promote, unblock or add one.') }
      : { step, state: 'attention', detail: t('No mission is waiting to be taken up.') };
  const missing = readiness
    .of(first.id)
    .missing.map(({ id }) => id)
    .join(', ');
  return { step, state: 'failed', detail: t('Next: {0}; it waits for {1}.', `${first.id} ${first.name}`, missing) };
}

function sizes(snapshot: Snapshot): IntakeStep {
  const large = check(snapshot).findings.filter(({ code }) => code === 'context/size');
  const told = CONTEXT_IDS.map((id) => {
    const document = contextIn(snapshot, id);
    const name = snapshot.profile.name === 'database-only' ? id : snapshot.layout.stores[id].path;
    return document && `${name} ${(document.bytes / 1024).toFixed(1)} KB`;
  }).filter((each) => each !== undefined);
  if (large.length === 0)
    return { step: 'sizes', state: 'ok', detail: told.length === 0 ? t('No context has a size.') : told.join(', ') };
  return {
    step: 'sizes',
    state: large.some(({ severity }) => severity === 'error') ? 'failed' : 'attention',
    detail: large.map(messageOf).join(' '),
  };
}
