/** The Drift view: every difference with both values, and which side moved; each row, or several, mended from one side. */
import * as vscode from 'vscode';
import { logLine } from '../../core/files/log/line';
import { fileOf, isDrift } from '../../core/findings/places';
import type { Finding, Place } from '../../core/findings/finding';
import type { Moved } from '../../core/findings/moved';
import { oneLine } from '../../core/ground/printable';
import { grouped } from '../../core/ground/grouped';
import { itemOf } from '../../core/repair/items';
import type { Controller, ReadRoot, State } from '../controller';
import { each, placeIn, type Row } from '../row';
import type { View } from '../view';

/** What commands of the view are given: a difference, or all of a file. */
export type DriftTarget = { readonly controller: Controller; readonly store: Place['store'] } & (
  | { readonly kind: 'group'; readonly findings: readonly Finding[] }
  | { readonly kind: 'item'; readonly finding: Finding }
);

/** A group for each file, also where there are several roots. */
function groupsOf(controller: ReadRoot, several: boolean): readonly Row[] {
  const { state } = controller;
  return [...grouped(mendable(state), ({ place }) => place.store)].map(([store, findings]): DriftTarget & Row => ({
    kind: 'group',
    controller,
    store,
    findings,
    context: 'driftGroup',
    key: store,
    label: findings[0] === undefined ? store : fileOf(state.saved, findings[0].place),
    icon: 'diff',
    description: [String(findings.length), ...(several ? [controller.name] : [])].join(' · '),
    open: true,
    children: () => each(findings, (finding) => driftRow(finding, controller, state)),
  }));
}

/** One finding for what is mended as one: lines of one text, the order of the log. */
function mendable({ report }: State): Iterable<Finding> {
  const items = new Map<string, Finding>();
  for (const finding of report.findings) {
    // A line that is no event has no other side: the Sessions view lists it.
    const item = isDrift(finding) && finding.code !== 'log/invalid-line' ? itemOf(finding) : undefined;
    if (item !== undefined && !items.has(item)) items.set(item, finding);
  }
  return items.values();
}

function driftRow(finding: Finding, controller: Controller, { saved, telling }: State): DriftTarget & Row {
  const { message } = telling.locate(saved, finding);
  return {
    kind: 'item',
    controller,
    store: finding.place.store,
    finding,
    context: 'drift',
    key: itemOf(finding),
    label: labelOf(finding),
    icon: iconOf(telling.movedOf(saved, finding)),
    description: descriptionOf(finding),
    tooltip: message,
    spoken: message,
    place: placeIn(saved, finding.place),
  };
}

/** The differences that a command is meant for: those that are selected where the one it was called on is among them. */
export function selectedFindings(
  target: DriftTarget,
  selected: readonly DriftTarget[] | undefined,
): readonly Finding[] {
  const targets = selected?.includes(target) === true ? selected : [target];
  const same = targets.filter(({ controller }) => controller === target.controller);
  return [...new Set(same.flatMap((one) => (one.kind === 'group' ? one.findings : [one.finding])))];
}

function labelOf({ item, field, code }: Finding): string {
  switch (item?.kind) {
    case 'session':
      return logLine(item.raw).event?.summary ?? item.raw;
    case 'session-order':
      return vscode.l10n.t('Order of the lines');
    case 'dependency':
      return [`${item.from} → ${item.to}`, ...(field === undefined ? [] : [field])].join(' · ');
    case 'context':
      return item.path?.replace(/^\$\.?/, '') ?? item.id;
    case 'mission':
    case 'sprint':
      return [item.id, ...(field === undefined ? [] : [field])].join(' · ');
    default:
      return code;
  }
}

/** Both values, the database's first; which side has it where one has nothing. */
function descriptionOf({ code, databaseValue, fileValue }: Finding): string {
  if (code.endsWith('missing-in-file')) return vscode.l10n.t('only in the database');
  if (code.endsWith('missing-in-database')) return vscode.l10n.t('only in the file');
  if (code === 'drift/session-order') return '';
  const value = (text: string | undefined): string =>
    text === undefined || text === '' ? vscode.l10n.t('nothing') : oneLine(text).slice(0, 40);
  return `${value(databaseValue)} ↔ ${value(fileValue)}`;
}

/** The side that moved, as far as it is known. */
function iconOf(moved: Moved): string {
  switch (moved) {
    case 'database':
      return 'database';
    case 'files':
      return 'file';
    case 'both':
      return 'git-compare';
    case 'unclear':
    case undefined:
      return 'question';
  }
}

export const drift: View = {
  id: 'cmos.drift',
  name: 'Drift',
  order: 4,
  size: 2,
  collapsed: true,
  filledKey: 'cmos.hasDrift',
  flat: true,
  selectMany: true,
  rows: (controller, { workspaces }) => groupsOf(controller, workspaces.controllers.length > 1),
};
