import { t } from '@vscode/l10n';
import { missionValue } from '../../model/mission-value';
import type { Mission } from '../../model/missions';
import { eventStatus } from '../../model/status';
import { Change, missionOf } from '../change';
import { type Operation, textOf, textsOf } from '../operation';
import { refuse } from '../../ground/refusals';

/** What other operations look after, or what others rest on. */
const PROTECTED_FIELDS = new Set([
  'id',
  'status',
  'notes',
  'name',
  'completed_at',
  'started_at',
  'metadata',
  'missions',
]);

/** Changes a mission's name, its objective, or any other of its values that is plain text; `KEY=` takes one away. */
export const edit: Operation = {
  name: 'edit',
  title: () => t('Edit Mission'),
  description: () => t('change a mission’s name, objective or other fields'),
  chapter: 'planning',
  order: 2,
  editor: { menus: [{ view: 'cmos.backlog', rows: ['mission'] }] },
  parameters: {
    mission: { type: 'mission', title: () => t('Mission'), required: true },
    name: {
      type: 'string',
      title: () => t('What it is called'),
      asked: true,
      suggested: (snapshot, { mission }) => missionOf(snapshot, String(mission)).name,
    },
    objective: {
      type: 'string',
      title: () => t('What it is for'),
      asked: true,
      suggested: (snapshot, { mission }) => known(missionOf(snapshot, String(mission)), 'objective'),
    },
    fields: {
      type: 'strings',
      title: () => t('Other fields, each as KEY=VALUE; KEY= takes one away'),
      flag: 'set',
      placeholder: 'KEY=VALUE',
    },
  },
  plan({ mission: given, name, objective, fields }, context) {
    const id = String(given);
    const mission = missionOf(context.snapshot, id);
    const wanted = textOf(name)?.trim();
    const rename = wanted !== undefined && wanted !== '' && wanted !== mission.name ? wanted : undefined;
    const values = Object.fromEntries(
      [
        ...(textOf(objective) === undefined ? [] : [['objective', String(objective)]]),
        ...textsOf(fields).map(pairOfText),
      ]
        .map(([key = '', value = '']) => [key, value.trim() === '' ? undefined : value] as const)
        .filter(([key, value]) => value !== known(mission, key)),
    );
    for (const key of Object.keys(values)) checkKey(mission, key);
    const changed = [...(rename === undefined ? [] : ['name']), ...Object.keys(values)];
    if (changed.length === 0) throw refuse(t('{0} says all that already.', id));
    return new Change(context)
      .mission(mission, rename === undefined ? {} : { name: rename }, values)
      .event({
        mission: id,
        action: 'edit',
        status: eventStatus(mission.status),
        summary: rename === undefined ? `Changed: ${changed.join(', ')}` : `${mission.name} → ${rename}`,
      })
      .plan('edit', t('Edit {0}', id));
  },
};

function pairOfText(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw refuse(t('{0} is no KEY=VALUE.', text));
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

function checkKey(mission: Mission, key: string): void {
  if (PROTECTED_FIELDS.has(key) || !/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key))
    throw refuse(t('{0} is not changed like this.', key), t('Other operations look after it; cmos --help lists them.'));
  if (!['string', 'undefined'].includes(typeof missionValue(mission, key)))
    throw refuse(t('{0} of {1} is not plain text.', key, mission.id), t('Change it by hand, in the backlog.'));
}

function known(mission: Mission, key: string): string | undefined {
  return textOf(missionValue(mission, key));
}
