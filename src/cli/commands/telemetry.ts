import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import { check } from '../../core/findings/check';
import { locate } from '../../core/findings/located';
import type { Finding } from '../../core/findings/finding';
import { adviceOf, reviewHealth } from '../../core/model/telemetry/health';
import { type MissionTelemetry, telemetryOf } from '../../core/model/telemetry/missions';
import type { Command, CommandInput, CommandResult } from '../command';
import { findingText, located } from '../findings';
import { oneLine } from '../../core/ground/printable';
import { table } from '../missions';

/** What missions reported of their runs, and the review of the database's health (playbook, "Runtime Operations"). */
export const telemetry: Command = {
  name: 'telemetry',
  description: () => t('say what missions reported of their runs, or review the database’s health'),
  arguments: () => [['[mission]', t('only this mission')]],
  options: () => [
    ['--health', t('review database-health.jsonl since the last mission was completed; ends with 1 for an anomaly')],
    ['--all', t('with --health: review all of it')],
  ],
  run: (input) => (input.options['health'] === true ? health(input) : missions(input)),
};

function missions({ snapshot, arguments: [id] }: CommandInput): CommandResult {
  const all = telemetryOf(snapshot);
  const some = id === undefined ? all : all.filter(({ mission }) => mission === id);
  if (id !== undefined && some.length === 0) {
    throw new CmosError('mission/unknown', t('Nothing was reported of a mission {0}.', oneLine(id)), {
      advice: t('cmos telemetry lists the missions of which something was.'),
    });
  }
  const files = new Set(some.map(({ file }) => file));
  const wrong = check(snapshot).findings.filter(
    ({ place: { store, path: file } }) => store === 'telemetry' && (id === undefined || files.has(file ?? '')),
  );
  return {
    status: 0,
    text: [
      ...(some.length === 0 ? [t('No mission reported anything.')] : table([head(), ...some.map(row)])),
      ...located(snapshot, wrong).map(findingText),
    ].join('\n'),
    json: {
      total: some.length,
      missions: some.map(({ first, last, ...rest }) => ({
        ...rest,
        file: rest.file ?? null,
        duration: rest.duration ?? null,
        measured: rest.measured ?? null,
        first: isoOf(first),
        last: isoOf(last),
      })),
      findings: wrong.map((finding) => briefly(snapshot, finding)),
    },
  };
}

function head(): readonly string[] {
  return [t('mission'), t('steps'), t('retries'), t('fallbacks'), t('errors'), t('duration'), t('first'), t('last')];
}

function row(each: MissionTelemetry): readonly string[] {
  const { mission, steps, stepOpen, retries, fallbacks, errors, duration, first, last, badLines } = each;
  return [
    oneLine(mission),
    stepOpen ? t('{0} and one open', steps) : String(steps),
    String(retries),
    String(fallbacks),
    badLines === 0 ? String(errors) : t('{0}, {1} bad lines', errors, badLines),
    durationText(duration),
    isoOf(first) ?? '',
    isoOf(last) ?? '',
  ];
}

function isoOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString().replace('.000Z', 'Z');
}

/** Hours and minutes, or seconds: `26 h 5 min`, `40 s`. */
function durationText(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '';
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return t('{0} s', seconds);
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t('{0} min', minutes) : t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

function briefly(snapshot: CommandInput['snapshot'], finding: Finding): unknown {
  const { file, range, message } = locate(snapshot, finding);
  const { code, severity, count = 1 } = finding;
  return { code, severity, message, file, range: range ?? null, ...(count === 1 ? {} : { count }) };
}

function health({ snapshot, options }: CommandInput): CommandResult {
  const { health: store } = snapshot.layout.stores;
  const { since, records, anomalies } = reviewHealth(snapshot, options['all'] === true);
  const broken = check(snapshot).findings.filter(
    ({ place, code }) =>
      place.store === 'health' &&
      (code === 'telemetry/invalid-line' || code === 'telemetry/shape' || code.startsWith('file/')),
  );
  const told = anomalies.map((anomaly) => ({ ...anomaly, ...adviceOf(anomaly) }));
  const period =
    since === undefined
      ? t('{0}: {1} looks.', store.path, records)
      : t('{0}: {1} looks since {2}.', store.path, records, isoOf(since) ?? '');
  return {
    status: anomalies.length > 0 ? 1 : 0,
    text: [
      store.exists ? period : t('There is no {0}.', store.path),
      ...told.map(({ firstLine, lastLine, message, advice }) =>
        oneLine(
          `${store.path}:${firstLine + 1}${lastLine > firstLine ? `-${lastLine + 1}` : ''}: ${message} ${advice}`,
        ),
      ),
      ...located(snapshot, broken).map(findingText),
      ...(store.exists && anomalies.length === 0 ? [t('Nothing out of the ordinary.')] : []),
    ].join('\n'),
    json: {
      file: store.exists ? store.path : null,
      since: isoOf(since),
      records,
      anomalies: told.map(({ kind, firstLine, lastLine, count, detail, message, advice }) => ({
        kind,
        firstLine,
        lastLine,
        count,
        detail,
        message,
        advice,
      })),
      findings: broken.map((finding) => briefly(snapshot, finding)),
    },
  };
}
