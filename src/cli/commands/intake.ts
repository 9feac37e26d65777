import { t } from '@vscode/l10n';
import { isDrift } from '../../core/findings/check';
import { messageOf } from '../../core/findings/messages';
import { nodeAt } from '../../core/files/context/parse';
import { candidates, modelOf } from '../../core/model/missions';
import { readinessOf } from '../../core/model/readiness';
import { CONTEXT_IDS, documentOf, type Snapshot } from '../../core/workspace/snapshot';
import { type Command, type CommandInput } from '../command';
import { oneLine } from '../missions';

/** One step of the playbook's intake, and how it stands. */
interface Step {
  readonly step: 'contexts' | 'agents' | 'parity' | 'next-mission' | 'sizes';
  readonly state: 'ok' | 'attention' | 'failed';
  readonly detail: string;
}

/** The checklist before work begins (playbook, "Context Intake"): looks, and changes nothing. */
export const intake: Command = {
  name: 'intake',
  description: t('check what must be so before work begins: contexts, agents.md, parity, the next mission, sizes'),
  run(input) {
    const steps = [contexts(input), agents(input.snapshot), parityOf(input), nextMission(input.snapshot), sizes(input)];
    const marks = { ok: '[x]', attention: '[!]', failed: '[ ]' } as const;
    return {
      status: steps.some(({ state }) => state === 'failed') ? 1 : 0,
      text: steps.map(({ state, detail }) => `${marks[state]} ${detail}`).join('\n'),
      json: { operation: 'intake', steps },
    };
  },
};

function contexts({ snapshot, report }: CommandInput): Step {
  const bad = CONTEXT_IDS.flatMap((id) => {
    const file = snapshot.layout.stores[id].path;
    const reading = snapshot[id];
    if (reading.state === 'absent') return [t('{0} is not there', file)];
    if (reading.state === 'unreadable') return [reading.error.message];
    const errors = report.findings.filter(({ place, severity }) => place.store === id && severity === 'error');
    return errors.filter((finding) => !isDrift(finding)).map((finding) => `${file}: ${messageOf(finding)}`);
  });
  return bad.length === 0
    ? { step: 'contexts', state: 'ok', detail: t('Both contexts are there and can be read.') }
    : { step: 'contexts', state: 'failed', detail: t('Contexts: {0}.', bad.join('; ')) };
}

function agents(snapshot: Snapshot): Step {
  const { path, exists } = snapshot.layout.stores.agents;
  if (!exists) return { step: 'agents', state: 'failed', detail: t('{0} is not there.', path) };
  const loaded = CONTEXT_IDS.some((id) => {
    const document = documentOf(snapshot[id]);
    // Where the file keeps the flag differs with its age (field guide, section 6).
    return ['working_memory', 'context_health'].some((part) => {
      const flag = document === undefined ? undefined : nodeAt(document, [part, 'agents_md_loaded']);
      return flag?.kind === 'boolean' && flag.value;
    });
  });
  return loaded
    ? { step: 'agents', state: 'ok', detail: t('{0} is there, and marked as loaded.', path) }
    : { step: 'agents', state: 'attention', detail: t('{0} is there; no context says that it was loaded.', path) };
}

function parityOf({ report }: CommandInput): Step {
  const drifts = report.findings.filter(isDrift).length;
  switch (report.verdict) {
    case 'in-sync':
      return { step: 'parity', state: 'ok', detail: t('Database and files agree.') };
    case 'drift':
      return { step: 'parity', state: 'failed', detail: t('Database and files differ in {0} places.', drifts) };
    case 'unknown':
      return { step: 'parity', state: 'failed', detail: t('Whether database and files agree cannot be told.') };
  }
}

function nextMission(snapshot: Snapshot): Step {
  const [next] = candidates(modelOf(snapshot));
  if (next === undefined)
    return { step: 'next-mission', state: 'attention', detail: t('No mission is waiting to be taken up.') };
  const readiness = readinessOf(snapshot, { now: snapshot.readAt, directions: snapshot.directions });
  const { missing } = readiness.of(next.id);
  const name = `${oneLine(next.id)} ${oneLine(next.name)}`;
  return missing.length === 0
    ? { step: 'next-mission', state: 'ok', detail: t('Next: {0}; it waits for nothing.', name) }
    : {
        step: 'next-mission',
        state: 'failed',
        detail: t('Next: {0}; it waits for {1}.', name, missing.map(({ id }) => oneLine(id)).join(', ')),
      };
}

function sizes({ snapshot, report }: CommandInput): Step {
  const large = report.findings.filter(({ code }) => code === 'context/size');
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
