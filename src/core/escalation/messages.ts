/** What needs a person, in words: a headline, and what stands below it. The same in the editor and on the command line. */
import { shellWord, shortened } from '../ground/printable';
import { spanText, timeStamp } from '../ground/time-stamp';
import { t } from '@vscode/l10n';
import type { Attempt, Fallback } from './escalation';
import type { Claim } from '../model/claims';
import type { Incident } from './incident';
import type { Need } from './needs';

export function headlineOf(need: Need): string {
  switch (need.kind) {
    case 'incident': {
      const { operation, mission, reason } = need.incident;
      const what = mission === undefined ? operation : `${operation} ${mission}`;
      const times = need.times > 1 ? t(' ({0} times)', need.times) : '';
      return `${t('{0} was not done: {1}', what, firstLine(reason))}${times}`;
    }
    case 'review':
      return t('{0} fell back, and waits for a review', need.mission.id);
    case 'blocked':
      return need.needs.length === 0
        ? t('{0} is blocked; no need is recorded', need.mission.id)
        : t('{0} is blocked, and needs {1}', need.mission.id, need.needs.map(firstLine).join('; '));
    case 'finished':
      return t('All parts of {0} are done: it can be completed', need.mission.id);
    case 'prerequisite':
      return t(
        '{0} waits for what will not be done: {1}',
        need.mission.id,
        need.lost.map(({ id, status }) => `${id} (${status})`).join(', '),
      );
    case 'stale':
      return t('{0} is in progress without an event for {1}', need.mission.id, spanText(need.idle));
    case 'decision':
      return t('Came up {0} times, and is no decision yet: {1}', need.recurring.times, firstLine(need.recurring.text));
  }
}

export function incidentDetails(need: Need): readonly string[] {
  switch (need.kind) {
    case 'incident':
      return [...triedLines(need.incident.attempts), ...fallbackLines(need.incident.fallbacks)];
    case 'review':
      return need.steps.map(({ at, step, reason }) =>
        [at, step, firstLine(reason)].filter((each) => each !== '').join('  '),
      );
    case 'blocked':
      return need.reason === undefined ? [] : [t('why: {0}', firstLine(need.reason))];
    case 'finished':
      return need.parts.map(({ id, name }) => `${id} ${firstLine(name)}`);
    case 'prerequisite':
      return need.lost.map(({ id, name }) => `${id} ${firstLine(name)}`);
    case 'stale':
      return claimLines(need.claim);
    case 'decision':
      return need.recurring.missions.length === 0 ? [] : [t('in {0}', need.recurring.missions.join(', '))];
  }
}

/** Who took it up and when, and what was recorded of it last. */
function claimLines({ agent, since, last }: Claim): readonly string[] {
  const when = since === undefined ? '' : timeStamp(since);
  const event = [last?.ts, last?.agent, last?.action ?? last?.status, firstLine(last?.summary ?? '')];
  return [
    ...(agent === undefined && when === '' ? [] : [t('taken up: {0}', [when, agent].filter(Boolean).join('  '))]),
    ...(last === undefined ? [] : [t('last event: {0}', event.filter(Boolean).join('  '))]),
  ];
}

/** What was tried, a line each. */
export function triedLines(attempts: readonly Attempt[]): readonly string[] {
  return attempts.map(({ at, step, code, message }) =>
    t('tried at {0}: {1}: {2} ({3})', at, firstLine(step), firstLine(message), code),
  );
}

export function fallbackLines(fallbacks: readonly Fallback[]): readonly string[] {
  return fallbacks.map(({ step, instead, reason }) =>
    t('fell back: {0} was done {1}, since {2}', firstLine(step), instead, firstLine(reason)),
  );
}

/** The command that does it again; undefined where it is not known what it was asked for. */
export function commandOf({ operation, parameters }: Incident): string | undefined {
  if (parameters === undefined) return undefined;
  const about = parameters['mission'] ?? parameters['sprint'];
  return `cmos ${operation}${typeof about === 'string' ? ` ${shellWord(about)}` : ''}`;
}

function firstLine(text: string): string {
  return shortened(text.trim().split('\n', 1)[0] ?? '', 200);
}
