import { t } from '@vscode/l10n';
import { actionsOf } from '../../core/escalation/incident';
import { Incidents } from '../../core/escalation/incidents';
import { commandOf, incidentDetails, headlineOf } from '../../core/escalation/messages';
import { type Need, needsYou } from '../../core/escalation/needs';
import { findPlaybook } from '../../core/escalation/playbook';
import type { Command } from '../command';
import { commandLine } from '../../core/ground/gate';
import { oneLine, shellWord } from '../../core/ground/printable';
import { claimJson } from '../claims';
import { missionJson } from '../missions';
import type { Snapshot } from '../../core/workspace/snapshot';

/** What waits for a person (playbook, "Escalation & Fallback"). */
export const needs: Command = {
  name: 'needs',
  description: () =>
    t(
      'what waits for a person: what failed, what is to be reviewed or completed, what is blocked, waits for ever or is stale, what to decide',
    ),
  async run({ snapshot, files, ports, commit }) {
    const records = await new Incidents(files, commit.files, snapshot.layout.root, ports.now).read(snapshot);
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
      ...[...incidentDetails(need), nextCommands(need), ...followUp(need, playbook)].map(
        (line) => `  ${oneLine(line)}`,
      ),
    ]);
    return {
      status: found.length > 0 ? 1 : 0,
      text: [...(found.length === 0 ? [t('Nothing needs you.')] : lines), ...passedOver].join('\n'),
      json: { total: found.length, needs: found.map((need) => needJson(need, snapshot)), damaged, newer: newer.length },
    };
  },
};

function nextCommands(need: Need): string {
  switch (need.kind) {
    case 'incident': {
      const again = commandOf(need.incident);
      const reviewed = commandLine('review', [need.incident.id]);
      return t('then: {0}', [...(again === undefined ? [] : [again]), reviewed].join(' | '));
    }
    case 'review':
      return t('then: {0}', commandLine('review', [need.mission.id], '--remark TEXT --agent NAME'));
    case 'blocked':
      return t('then: {0}', commandLine('unblock', [need.mission.id]));
    case 'finished':
      return t('then: {0}', commandLine('complete', [need.mission.id]));
    case 'prerequisite':
      return t(
        'then: {0}',
        need.lost
          .flatMap(({ id }) => [
            commandLine('waive', [need.mission.id, id]),
            commandLine('depend', [need.mission.id, 'OTHER'], `--instead-of ${shellWord(id)}`),
          ])
          .join(' | '),
      );
    case 'stale':
      return t(
        'then: {0}',
        [
          commandLine('start', [need.mission.id], '--take-over REASON --summary TEXT'),
          ...['note', 'block'].map((name) => commandLine(name, [need.mission.id])),
        ].join(' | '),
      );
    case 'decision':
      return t(
        'then: {0}',
        `cmos decide --summary ${shellWord(need.recurring.decision)} --rationale ${shellWord(need.recurring.rationale)}`,
      );
  }
}

/** A decision that is recorded is half of it: the workflow that it changes is written down elsewhere. */
function followUp({ kind }: Need, playbook: string | undefined): readonly string[] {
  return kind !== 'decision' || playbook === undefined ? [] : [t('and update the workflow in {0}', playbook)];
}

function needJson(need: Need, snapshot: Snapshot): object {
  const text = headlineOf(need);
  switch (need.kind) {
    case 'incident': {
      const { incident, times } = need;
      return { kind: need.kind, text, times, actions: actionsOf(incident), incident };
    }
    case 'review':
      return { kind: need.kind, text, mission: missionJson(need.mission), fallbacks: need.steps };
    case 'blocked':
      return {
        kind: need.kind,
        text,
        mission: missionJson(need.mission),
        reason: need.reason ?? null,
        needs: need.needs,
      };
    case 'finished':
      return { kind: need.kind, text, mission: missionJson(need.mission), parts: need.parts.map(missionJson) };
    case 'prerequisite':
      return { kind: need.kind, text, mission: missionJson(need.mission), lost: need.lost.map(missionJson) };
    case 'stale':
      return { kind: need.kind, text, mission: missionJson(need.mission), claim: claimJson(need.claim, snapshot) };
    case 'decision': {
      const { text: said, times, missions, decision, rationale } = need.recurring;
      return { kind: need.kind, text, said, times, missions, propose: { decision, rationale } };
    }
  }
}
