import { t } from '@vscode/l10n';
import { check } from '../../core/findings/check';
import { locate } from '../../core/findings/located';
import { claimsOf, claimText } from '../../core/model/claims';
import { eventsOf } from '../../core/model/events';
import { missionValue } from '../../core/model/mission-value';
import { type Mission, modelOf } from '../../core/model/missions';
import { readinessOf } from '../../core/model/readiness';
import { metadataOf } from '../../core/database/metadata';
import type { MissionRow } from '../../core/database/model';
import type { BacklogMission } from '../../core/files/backlog/model';
import { scalarText } from '../../core/parity/pair-text';
import { plainYaml } from '../../core/parity/values';
import { runningElsewhere } from '../../node/worktrees';
import type { Command } from '../command';
import { findingText } from '../findings';
import { oneLine } from '../../core/ground/printable';
import { claimJson } from '../claims';
import { missionJson, table } from '../missions';
import { findMission } from './ready';

/** Everything known of one mission. */
export const show: Command = {
  name: 'show',
  description: () => t('show a mission: its fields, prerequisites, events and findings'),
  arguments: () => [['<id>', t('the mission')]],
  elsewhere: runningElsewhere,
  run({ snapshot, arguments: [id] }) {
    const mission = findMission(modelOf(snapshot), id);
    const { state, prerequisites, missing, waived, waitedForBy } = readinessOf(snapshot).of(mission.id);
    const events = eventsOf(snapshot).filter((event) => event.mission === mission.id);
    const claim = claimsOf(snapshot).get(mission.id);
    const findings = check(snapshot)
      .findings.filter((finding) => finding.mission === mission.id)
      .map((finding) => locate(snapshot, finding));
    const fields: [string, string | undefined][] = [
      [t('id'), mission.id],
      [t('name'), mission.name],
      [t('objective'), textOf(missionValue(mission, 'objective'))],
      [t('status'), mission.status],
      [t('sprint'), mission.sprintId],
      [t('started'), mission.startedAt],
      [t('in progress by'), claim === undefined ? undefined : claimText(claim, snapshot)],
      [t('completed'), mission.completedAt],
      [t('notes'), mission.notes],
      [t('would unblock it'), mission.kind === 'blocked' ? needsOf(mission).join('; ') : undefined],
      ...differences(mission),
      [
        t('needs'),
        prerequisites
          .map((each) => {
            const isWaived = waived.some(({ prerequisite }) => prerequisite === each);
            const its = each.mission?.status ?? t('no such mission');
            return `${each.id} (${isWaived ? t('{0}, waived', its) : its})`;
          })
          .join(', '),
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
        database: mission.row === undefined ? null : rowJson(mission.row),
        file: mission.entry === undefined ? null : entryJson(mission.entry),
        claim: claim === undefined ? null : claimJson(claim, snapshot),
        state,
        prerequisites: prerequisites.map((each) => ({ id: each.id, status: each.mission?.status ?? null })),
        missing: missing.map((each) => each.id),
        waived: waived.map(({ waiver }) => waiver),
        waitedForBy,
        events: events.map((event) => event.fields),
        findings: findings.map(({ finding: { code }, message }) => ({ code, message })),
      },
    };
  },
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What the runtime wrote down when it was blocked. */
function needsOf(mission: Mission): readonly string[] {
  const needs = missionValue(mission, 'blocked_needs');
  return Array.isArray(needs) ? needs.filter((need) => typeof need === 'string') : [];
}

/** What the file says otherwise than the database, or that only one of them has the mission. */
function differences({ row, entry }: Mission): readonly [string, string][] {
  if (row === undefined) return [[t('known to'), t('the backlog file only')]];
  if (entry === undefined) return [[t('known to'), t('the database only')]];
  const pairs: readonly (readonly [key: string, name: string, database: string | null])[] = [
    ['name', t('name in the file'), row.name],
    ['status', t('status in the file'), row.status],
    ['completed_at', t('completed in the file'), row.completedAt],
    ['notes', t('notes in the file'), row.notes],
  ];
  return pairs.flatMap(([key, name, database]): [string, string][] => {
    const file = scalarText(entry.fields.get(key)) ?? '';
    return file === (database ?? '') ? [] : [[name, file === '' ? t('none') : file]];
  });
}

/** A row's columns under their own names; its metadata as what it says. */
function rowJson(row: MissionRow): object {
  const { id, sprintId, name, status, completedAt, notes } = row;
  const metadata = metadataOf(row);
  return {
    ...{ id, sprint_id: sprintId, name, status, completed_at: completedAt, notes },
    metadata: metadata.unreadable ? row.metadata : metadata.fields,
  };
}

function entryJson({ fields }: BacklogMission): object {
  return Object.fromEntries([...fields].map(([key, { value }]) => [key, plainYaml(value)]));
}
