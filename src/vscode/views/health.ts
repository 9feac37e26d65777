/** The Health view: what the review of telemetry finds, what each mission reported, and sections that others contribute. */
import * as vscode from 'vscode';
import { fileOf, rangeOf } from '../../core/findings/places';
import { type Finding, messageOf } from '../../core/findings/finding';
import { type MissionTelemetry, telemetryOf } from '../../core/model/telemetry/missions';
import type { ReadRoot, State } from '../controller';
import type { HealthSection } from '../health-section';
import { each, type Row, section } from '../row';
import type { View } from '../view';

function rowsOf(root: ReadRoot, more: readonly HealthSection[]): readonly Row[] {
  const { state } = root;
  const anomalies = findingsOf(state);
  // The newest first: what happened last is what is asked for.
  const missions = telemetryOf(state.saved).toSorted((a, b) => (b.last ?? 0) - (a.last ?? 0));
  return [
    section(
      { kind: 'section', key: 'anomalies', label: vscode.l10n.t('Anomalies'), icon: 'pulse', open: true },
      each(anomalies, (finding) => anomalyRow(finding, state)),
    ),
    section(
      { kind: 'section', key: 'missions', label: vscode.l10n.t('Missions'), icon: 'graph' },
      each(missions, missionRow),
    ),
    ...more.map((one): Row => ({
      kind: 'section',
      key: one.key,
      label: one.title,
      icon: one.icon,
      children: () => one.rows(root),
    })),
  ];
}

function findingsOf({ report }: State): readonly Finding[] {
  return report.findings.filter(({ code }) => code.startsWith('telemetry/'));
}

function anomalyRow(finding: Finding, { saved }: State): Row {
  const message = messageOf(finding);
  const { severity, place, related, code } = finding;
  const file = fileOf(saved, place);
  const range = rangeOf(saved, place);
  const last = related.at(0);
  const end = last === undefined ? undefined : rangeOf(saved, last)?.end;
  const lines = [range?.start, end].flatMap((at) => (range === undefined || at === undefined ? [] : [at.line + 1]));
  const description = [file.split('/').at(-1) ?? '', lines.join('–')].filter((part) => part !== '').join(':');
  return {
    kind: 'anomaly',
    label: message,
    icon: severity === 'error' || severity === 'warning' ? severity : 'info',
    description,
    tooltip: `${message}\n${code}`,
    spoken: `${message} ${description}`,
    place: range === undefined ? undefined : { path: file, range: { start: range.start, end: end ?? range.end } },
  };
}

function missionRow(telemetry: MissionTelemetry): Row {
  const trouble = telemetry.errors + telemetry.fallbacks + telemetry.badLines > 0;
  return {
    kind: 'telemetry',
    label: telemetry.mission,
    icon: trouble ? 'warning' : 'pulse',
    description: summaryOf(telemetry),
    place: telemetry.file === undefined ? undefined : { path: telemetry.file },
    children: () => missionDetails(telemetry),
  };
}

function missionDetails(telemetry: MissionTelemetry): readonly Row[] {
  const { steps, stepOpen, retries, fallbacks, errors, badLines, sessions, first, last, measured, file } = telemetry;
  const remark = (icon: string, label: string, description: string): Row => ({
    kind: 'remark',
    label,
    icon,
    description,
    place: file === undefined ? undefined : { path: file },
  });
  const time = (value: number | undefined): string => (value === undefined ? '' : new Date(value).toLocaleString());
  return [
    remark('list-ordered', vscode.l10n.t('Steps'), stepOpen ? vscode.l10n.t('{0} and one open', steps) : String(steps)),
    remark('sync', vscode.l10n.t('Retries'), String(retries)),
    remark('debug-step-back', vscode.l10n.t('Fallbacks'), String(fallbacks)),
    remark('error', vscode.l10n.t('Errors'), String(errors)),
    ...(badLines > 0 ? [remark('warning', vscode.l10n.t('Lines that are no events'), String(badLines))] : []),
    remark('history', vscode.l10n.t('Session events'), String(sessions)),
    remark('clock', vscode.l10n.t('From – to'), `${time(first)} – ${time(last)}`),
    ...(measured === undefined ? [] : [remark('watch', vscode.l10n.t('Measured in steps'), lengthOf(measured))]),
  ];
}

function summaryOf({ steps, retries, fallbacks, errors, duration }: MissionTelemetry): string {
  return [
    steps === 1 ? vscode.l10n.t('1 step') : vscode.l10n.t('{0} steps', steps),
    retries > 0 && (retries === 1 ? vscode.l10n.t('1 retry') : vscode.l10n.t('{0} retries', retries)),
    fallbacks > 0 && (fallbacks === 1 ? vscode.l10n.t('1 fallback') : vscode.l10n.t('{0} fallbacks', fallbacks)),
    errors > 0 && (errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors)),
    duration !== undefined && lengthOf(duration),
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

function lengthOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return vscode.l10n.t('{0} s', seconds);
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? vscode.l10n.t('{0} min', minutes)
    : vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

export const health: View = {
  id: 'cmos.health',
  name: 'Health',
  order: 5,
  size: 1,
  collapsed: true,
  follows: ({ sections }) => sections.flatMap(({ onDidChange }) => onDidChange ?? []),
  rows: (root, { sections }) => rowsOf(root, sections),
};
