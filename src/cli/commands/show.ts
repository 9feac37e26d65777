import { t } from '@vscode/l10n';
import { locate } from '../../core/findings/check';
import { eventsOf } from '../../core/model/events';
import { modelOf } from '../../core/model/missions';
import { readinessOf } from '../../core/model/readiness';
import { type Command } from '../command';
import { findingText } from '../findings';
import { missionJson, oneLine, table } from '../missions';
import { findMission } from './ready';

/** Everything known of one mission. */
export const show: Command = {
  name: 'show',
  description: t('show a mission: its fields, prerequisites, events and findings'),
  arguments: [['<id>', t('the mission')]],
  run({ snapshot, report, arguments: [id] }) {
    const mission = findMission(modelOf(snapshot), id);
    const { prerequisites, missing, waitedForBy } = readinessOf(snapshot, {
      now: snapshot.readAt,
      directions: snapshot.directions,
    }).of(mission.id);
    const events = eventsOf(snapshot).filter((event) => event.mission === mission.id);
    const findings = report.findings
      .filter((finding) => finding.mission === mission.id)
      .map((finding) => locate(snapshot, finding));
    const fields: [string, string | undefined][] = [
      [t('id'), mission.id],
      [t('name'), mission.name],
      [t('status'), mission.status],
      [t('sprint'), mission.sprintId],
      [t('started'), mission.startedAt],
      [t('completed'), mission.completedAt],
      [t('notes'), mission.notes],
      [
        t('needs'),
        prerequisites.map((each) => `${each.id} (${each.mission?.status ?? t('no such mission')})`).join(', '),
      ],
      [t('needed by'), waitedForBy.join(', ')],
    ];
    const rows = fields.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, oneLine(value)]],
    );
    return {
      status: 0,
      text: [
        ...table(rows),
        ...(events.length > 0
          ? [
              '',
              t('Events, newest first'),
              ...table(
                events.map(({ ts, agent, action, status, summary }) => [
                  '',
                  ts ?? '',
                  agent ?? '',
                  action ?? status ?? '',
                  oneLine(summary ?? ''),
                ]),
              ),
            ]
          : []),
        ...(findings.length > 0 ? ['', t('Findings'), ...findings.map((each) => `  ${findingText(each)}`)] : []),
      ].join('\n'),
      json: {
        ...missionJson(mission),
        started_at: mission.startedAt ?? null,
        notes: mission.notes ?? null,
        inDatabase: mission.row !== undefined,
        inFile: mission.entry !== undefined,
        prerequisites: prerequisites.map((each) => ({ id: each.id, status: each.mission?.status ?? null })),
        missing: missing.map((each) => each.id),
        waitedForBy,
        events: events.map((event) => event.fields),
        findings: findings.map(({ finding: { code }, message }) => ({ code, message })),
      },
    };
  },
};
