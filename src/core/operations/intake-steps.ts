/** The checklist before work begins (playbook, "Context Intake"). */
import { t } from '@vscode/l10n';
import { check, unknownText } from '../findings/check';
import { driftCount, driftText, isDrift } from '../findings/places';
import { messageOf } from '../findings/finding';
import { nodeAt } from '../files/context/parse';
import { CONTEXT_IDS, type ContextId, documentOf, type Snapshot } from '../workspace/snapshot';
import { candidates, modelOf } from '../model/missions';
import { readinessOf } from '../model/readiness';

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

function contexts(snapshot: Snapshot): IntakeStep {
  const { findings } = check(snapshot);
  const bad = CONTEXT_IDS.flatMap((id) => {
    const file = snapshot.layout.stores[id].path;
    const reading = snapshot[id];
    if (reading.state === 'absent') return [t('{0} is not there', file)];
    if (reading.state === 'unreadable') return [reading.error.message];
    const errors = findings.filter(({ place, severity }) => place.store === id && severity === 'error');
    return errors.filter((finding) => !isDrift(finding)).map((finding) => `${file}: ${messageOf(finding)}`);
  });
  return bad.length === 0
    ? { step: 'contexts', state: 'ok', detail: t('Both contexts are there and can be read.') }
    : { step: 'contexts', state: 'failed', detail: t('Contexts: {0}.', bad.join('; ')) };
}

function agents(snapshot: Snapshot): IntakeStep {
  const { path, exists } = snapshot.layout.stores.agents;
  const flags = loadedFlags(snapshot);
  const loaded = flags.some(({ value }) => value);
  if (!exists)
    return {
      step: 'agents',
      state: 'failed',
      detail: loaded
        ? t('{0} is not there, though a context says that it was loaded.', path)
        : t('{0} is not there.', path),
    };
  return loaded
    ? { step: 'agents', state: 'ok', detail: t('{0} is there, and marked as loaded.', path) }
    : { step: 'agents', state: 'attention', detail: t('{0} is there; no context says that it was loaded.', path) };
}

/** Each place where a context says whether `agents.md` was loaded, and what it says. */
export function loadedFlags(
  snapshot: Snapshot,
): readonly { readonly context: ContextId; readonly part: string; readonly value: boolean }[] {
  return CONTEXT_IDS.flatMap((context) => {
    const document = documentOf(snapshot[context]);
    return LOADED_PLACES.flatMap((part) => {
      const flag = document === undefined ? undefined : nodeAt(document, [part, 'agents_md_loaded']);
      return flag?.kind === 'boolean' ? { context, part, value: flag.value } : [];
    });
  });
}

function parity(snapshot: Snapshot): IntakeStep {
  const { verdict, findings } = check(snapshot);
  const drifts = driftCount({ findings });
  switch (verdict) {
    case 'in-sync':
      return { step: 'parity', state: 'ok', detail: t('Database and files agree.') };
    case 'drift':
      return { step: 'parity', state: 'failed', detail: driftText(drifts) };
    case 'no-database':
      return { step: 'parity', state: 'ok', detail: t('There is no database to compare the files with.') };
    case 'unknown':
      return { step: 'parity', state: 'failed', detail: unknownText(snapshot) };
  }
}

function nextMission(snapshot: Snapshot): IntakeStep {
  const [next] = candidates(modelOf(snapshot));
  if (next === undefined)
    return { step: 'next-mission', state: 'attention', detail: t('No mission is waiting to be taken up.') };
  const readiness = readinessOf(snapshot);
  const { missing } = readiness.of(next.id);
  const name = `${next.id} ${next.name}`;
  return missing.length === 0
    ? { step: 'next-mission', state: 'ok', detail: t('Next: {0}; it waits for nothing.', name) }
    : {
        step: 'next-mission',
        state: 'failed',
        detail: t('Next: {0}; it waits for {1}.', name, missing.map(({ id }) => id).join(', ')),
      };
}

function sizes(snapshot: Snapshot): IntakeStep {
  const large = check(snapshot).findings.filter(({ code }) => code === 'context/size');
  const told = CONTEXT_IDS.map((id) => {
    const bytes = documentOf(snapshot[id])?.bytes;
    return bytes === undefined ? undefined : `${snapshot.layout.stores[id].path} ${(bytes / 1024).toFixed(1)} KB`;
  }).filter((each) => each !== undefined);
  if (large.length === 0)
    return { step: 'sizes', state: 'ok', detail: told.length === 0 ? t('No context has a size.') : told.join(', ') };
  return {
    step: 'sizes',
    state: large.some(({ severity }) => severity === 'error') ? 'failed' : 'attention',
    detail: large.map(messageOf).join(' '),
  };
}
