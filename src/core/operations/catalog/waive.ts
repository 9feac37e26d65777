import { t } from '@vscode/l10n';
import { parseTime } from '../../files/log/time';
import { readinessOf } from '../../model/readiness';
import { Change, missionOf } from '../change';
import { type Operation, type Parameters, textOf } from '../operation';
import { waiverOf } from '../waivers';
import { refuse } from '../../ground/refusals';

/**
 * Lets a mission go on without a prerequisite, on somebody's word.
 *
 * @see playbook, "Context Intake", step 3
 */
export const waive: Operation = {
  name: 'waive',
  title: () => t('Waive Prerequisite'),
  description: () => t('let a mission go on without one of its prerequisites'),
  chapter: 'lifecycle',
  order: 11,
  editor: {
    icon: 'debug-step-over',
    menus: [
      { view: 'cmos.backlog', rows: ['mission'], with: ['waiting'] },
      { view: 'cmos.needs', rows: ['prerequisite'], inline: 1, group: '1_act@1' },
    ],
  },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    prerequisite: { type: 'mission', title: () => t('Prerequisite that is waived'), required: true },
    reason: { type: 'string', title: () => t('Why it may be left out'), required: true },
    expires: { type: 'string', title: () => t('Until when, ISO 8601'), placeholder: 'TIME' },
  },
  plan(parameters, context) {
    const { mission: id, prerequisite, reason, expires } = texts(parameters);
    const { snapshot, now } = context;
    missionOf(snapshot, id ?? '');
    const readiness = readinessOf(snapshot);
    const { prerequisites, missing } = readiness.of(id ?? '');
    if (!prerequisites.some((each) => each.id === prerequisite))
      throw refuse(
        t('{0} is no prerequisite of {1}.', prerequisite ?? '', id ?? ''),
        prerequisites.length === 0 ? undefined : t('It needs {0}.', prerequisites.map((each) => each.id).join(', ')),
      );
    if (!missing.some((each) => each.id === prerequisite))
      throw refuse(t('{0} waits for {1} no longer.', id ?? '', prerequisite ?? ''));
    if (expires !== undefined) requireFuture(expires, now);
    const waiver = waiverOf(id ?? '', prerequisite ?? '', reason ?? '', context, expires);
    return new Change(context)
      .context('master_context', ['waivers'], waiver)
      .event({
        mission: id,
        action: 'waive',
        status: 'waived',
        summary: `${prerequisite ?? ''} waived for ${id ?? ''}: ${reason ?? ''}`,
      })
      .plan('waive', t('Waive {0} for {1}', prerequisite ?? '', id ?? ''));
  },
};

/** A waiver that ends at no time would hold for ever or never, by who reads it. */
function requireFuture(expires: string, now: string): void {
  const end = parseTime(expires);
  if (end === undefined)
    throw refuse(t('{0} is not a time.', expires), t('Write it as 2025-11-04 or 2025-11-04T20:39:26Z.'));
  if (end <= (parseTime(now) ?? 0)) throw refuse(t('A waiver until {0} is over already.', expires));
}

function texts(parameters: Parameters): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOf(value)]));
}
