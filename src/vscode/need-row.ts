/** A row of the Needs You view: what waits for a person, and what can be done about it. */
import type { Need } from '../core/escalation/needs';
import { oneLine } from '../core/ground/printable';
import type { Controller } from './controller';
import type { ToldNeed } from './needs';
import { icon, type Row } from './row';

/** What commands of the view are given. */
export interface NeedTarget {
  readonly kind: 'need';
  readonly controller: Controller;
  readonly need: Need;
}

const ICONS: Readonly<Record<Need['kind'], readonly [icon: string, colour: string]>> = {
  incident: ['error', 'list.errorForeground'],
  review: ['eye', 'list.warningForeground'],
  blocked: ['circle-slash', 'charts.red'],
  finished: ['pass', 'charts.green'],
  prerequisite: ['debug-disconnect', 'list.warningForeground'],
  stale: ['watch', 'list.warningForeground'],
  decision: ['law', 'charts.blue'],
};

/** The row of a need; `several`: it says which root it is of. */
export function needRow(
  { need, headline, details, actions }: ToldNeed,
  controller: Controller,
  several: boolean,
): NeedTarget & Row {
  const label = oneLine(headline);
  const tooltip = [label, ...details].join('\n');
  return {
    kind: 'need',
    controller,
    need,
    context: [need.kind, ...actions].join(';'),
    key: keyOf(need),
    target: targetOf(need),
    label,
    icon: icon(...ICONS[need.kind]),
    description: several ? controller.name : undefined,
    tooltip,
    spoken: tooltip,
    command: ['cmos.needs.open'],
    children:
      details.length === 0 ? undefined : () => details.map((text) => ({ kind: 'detail', label: text, tooltip: text })),
  };
}

/** What operations are about that are called on the row. */
function targetOf(need: Need): Row['target'] {
  if (need.kind === 'stale' || need.kind === 'finished') return { mission: need.mission.id };
  // The first of several, as the next has a row again.
  return need.kind === 'prerequisite' ? { mission: need.mission.id, prerequisite: need.lost[0]?.id } : undefined;
}

function keyOf(need: Need): string {
  switch (need.kind) {
    case 'incident':
      return `incident\n${need.incident.operation}\n${need.incident.mission ?? ''}`;
    case 'decision':
      return `decision\n${need.recurring.key}`;
    default:
      return `${need.kind}\n${need.mission.id}`;
  }
}
