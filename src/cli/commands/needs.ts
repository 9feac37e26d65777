import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import { actionsOf } from '../../core/escalation/incident';
import { Incidents } from '../../core/escalation/incidents';
import { commandOf, detailsOf, headlineOf, shellWord } from '../../core/escalation/messages';
import { type Need, needsYou } from '../../core/escalation/needs';
import { findPlaybook } from '../../core/escalation/playbook';
import { openIncidents, type Records } from '../../core/escalation/records';
import { type Command } from '../command';
import { oneLine } from '../../core/ground/printable';
import { missionJson } from '../missions';
import { AGENT } from './operations';

/** What waits for a person (playbook, "Escalation & Fallback"). */
export const needs: Command = {
  name: 'needs',
  description: t('what waits for a person: what failed, what is to be reviewed, what is blocked, what to decide'),
  options: [
    ['--reviewed <incident>', t('mark an incident as seen to; its id stands in the list')],
    ['--remark <text>', t('what came of it')],
    ['--agent <name>', t('who has seen to it')],
  ],
  async run({ snapshot, files, ports, commit, options }) {
    const incidents = new Incidents(files, commit.files, snapshot.layout.root, ports.now);
    let records = await incidents.read(snapshot);
    const reviewed = options['reviewed'];
    if (typeof reviewed === 'string') {
      await close(incidents, records, reviewed, {
        at: new Date(ports.now()).toISOString(),
        by: typeof options['agent'] === 'string' ? options['agent'] : AGENT,
        ...(typeof options['remark'] === 'string' ? { remark: options['remark'] } : {}),
      });
      records = await incidents.read(snapshot);
    }
    const found = needsYou(snapshot, records);
    const playbook = await findPlaybook(files, snapshot.layout.root);
    const { damaged, newer } = records;
    const passedOver = [
      ...(damaged === 0 ? [] : [t('Damaged lines of the incident file, not shown: {0}.', damaged)]),
      ...(newer.length === 0
        ? []
        : [t('Lines that a newer version of CMOS Operations wrote, not shown: {0}. Update this one.', newer.length)]),
    ];
    const lines = found.flatMap((need) => [
      `[${need.kind}] ${oneLine(headlineOf(need))}`,
      ...[...detailsOf(need), wayOut(need), ...afterwards(need, playbook)].map((line) => `  ${oneLine(line)}`),
    ]);
    return {
      status: found.length > 0 ? 1 : 0,
      text: [...(found.length === 0 ? [t('Nothing needs you.')] : lines), ...passedOver].join('\n'),
      json: { needs: found.map(needJson), damaged, newer: newer.length },
    };
  },
};

async function close(
  incidents: Incidents,
  records: Records,
  id: string,
  what: { readonly at: string; readonly by: string; readonly remark?: string },
): Promise<void> {
  const incident = openIncidents(records).find((each) => each.id === id);
  if (incident === undefined)
    throw new CmosError(
      'operation/refused',
      `${t('There is no open incident {0}.', id)} ${t('Nothing was changed.')}`,
      {
        advice: t('cmos needs lists them.'),
      },
    );
  await incidents.review(incident, what);
}

function wayOut(need: Need): string {
  switch (need.kind) {
    case 'incident': {
      const again = commandOf(need.incident);
      const seen = `cmos needs --reviewed ${need.incident.id} --remark TEXT`;
      const plain = again !== undefined && need.incident.plain ? [`${again} --plain`] : [];
      return t('then: {0}', [...(again === undefined ? [] : [again]), ...plain, seen].join(' | '));
    }
    case 'review':
      return t('then: {0}', `cmos review ${shellWord(need.mission.id)} --remark TEXT`);
    case 'blocked':
      return t('then: {0}', `cmos unblock ${shellWord(need.mission.id)} --summary TEXT`);
    case 'decision':
      return t(
        'then: {0}',
        `cmos decide --summary ${shellWord(need.recurring.decision)} --rationale ${shellWord(need.recurring.rationale)}`,
      );
  }
}

/** A decision that is recorded is half of it: the workflow that it changes is written down elsewhere. */
function afterwards({ kind }: Need, playbook: string | undefined): readonly string[] {
  return kind !== 'decision' || playbook === undefined ? [] : [t('and update the workflow in {0}', playbook)];
}

function needJson(need: Need): object {
  const text = headlineOf(need);
  switch (need.kind) {
    case 'incident': {
      const { incident, times } = need;
      return { kind: need.kind, text, times, actions: actionsOf(incident), incident };
    }
    case 'review':
      return { kind: need.kind, text, mission: missionJson(need.mission), fallbacks: need.marks };
    case 'blocked':
      return {
        kind: need.kind,
        text,
        mission: missionJson(need.mission),
        reason: need.reason ?? null,
        needs: need.needs,
      };
    case 'decision': {
      const { text: said, times, missions, decision, rationale } = need.recurring;
      return { kind: need.kind, text, said, times, missions, propose: { decision, rationale } };
    }
  }
}
