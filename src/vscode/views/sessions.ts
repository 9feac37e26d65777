/** The Sessions view: events newest first, by day, mission or agent; lines that are no events are shown as such. */
import * as vscode from 'vscode';
import { oneLine } from '../../core/ground/printable';
import { grouped } from '../../core/ground/grouped';
import { badLinesOf, type EventGrouping, eventsOf, groupOf, type WorkspaceEvent } from '../../core/model/events';
import { documentOf } from '../../core/workspace/snapshot';
import type { EditorCommand } from '../commands/services';
import type { Controller, ReadRoot } from '../controller';
import { each, type Row, type Rows, section } from '../row';
import { Tree } from '../tree';
import type { View } from '../view';

class SessionsView extends Tree {
  #grouping: EventGrouping = 'day';

  group(by: EventGrouping): void {
    this.#grouping = by;
    void vscode.commands.executeCommand('setContext', 'cmos.sessions.grouping', by);
    this.redraw();
  }

  protected override rowsOf(root: ReadRoot): Rows {
    const by = this.#grouping;
    const groups = [...grouped(eventsOf(root.state.saved), (event) => groupOf(event, by))].map(([name, events]) =>
      section(
        { kind: 'group', key: `${by}:${name}`, label: name === '' ? noneOf(by) : name, icon: GROUP_ICONS[by] },
        each(events, (event) => eventRow(event, root)),
      ),
    );
    const bad = badLinesOf(root.state.saved);
    const label = vscode.l10n.t('Lines that are no events');
    const badLines = each(bad, ({ line, index }): Row => {
      const at = lineOf(root, index);
      const description = vscode.l10n.t('line {0}: {1}', at + 1, line.problem?.detail ?? '');
      return {
        kind: 'badLine',
        key: String(index),
        label: line.raw.slice(0, 120),
        icon: 'warning',
        description,
        tooltip: description,
        command: openingLine(root, index),
      };
    });
    return [...(bad.length === 0 ? [] : [section({ kind: 'badLines', label, icon: 'warning' }, badLines)]), ...groups];
  }
}

const GROUP_ICONS: Readonly<Record<EventGrouping, string>> = { day: 'calendar', mission: 'target', agent: 'person' };

function noneOf(grouping: EventGrouping): string {
  switch (grouping) {
    case 'day':
      return vscode.l10n.t('No date');
    case 'mission':
      return vscode.l10n.t('No mission');
    case 'agent':
      return vscode.l10n.t('No agent');
  }
}

const ACTION_ICONS: Readonly<Record<string, string>> = {
  start: 'play-circle',
  complete: 'pass',
  blocked: 'circle-slash',
  commit: 'git-commit',
  cancel: 'discard',
  capture: 'note',
};

function eventRow(event: WorkspaceEvent, controller: Controller): Row {
  const { index, line, ts, mission, action, status, agent, summary } = event;
  const time = event.time === undefined ? ts : new Date(event.time).toISOString().slice(11, 16);
  const onlyHere = line === undefined ? vscode.l10n.t('⚠ database only') : undefined;
  const details = detailsOf(event);
  return {
    kind: 'event',
    key: `${index}\n${event.row?.id ?? ''}`,
    label: oneLine(summary ?? action ?? status ?? vscode.l10n.t('(event without a summary)')),
    icon: ACTION_ICONS[action ?? ''] ?? 'circle-small',
    description: [time, mission, action ?? status, agent, onlyHere].filter(Boolean).join(' · '),
    tooltip: [ts, agent, mission, action, status, summary].filter(Boolean).join('\n'),
    command: line === undefined ? undefined : openingLine(controller, index),
    children: details.length === 0 ? undefined : () => details,
  };
}

/** What an event says beside its summary. */
function detailsOf({ nextHint, needs, reason }: WorkspaceEvent): readonly Row[] {
  const detail = (icon: string, title: string, text: string | undefined): Row[] =>
    text === undefined ? [] : [{ kind: 'detail', label: text, icon, description: title, tooltip: `${title}: ${text}` }];
  return [
    ...detail('arrow-right', vscode.l10n.t('next'), nextHint),
    ...detail('info', vscode.l10n.t('reason'), reason),
    ...needs.flatMap((need) => detail('key', vscode.l10n.t('needs'), need)),
  ];
}

/** The line of the file that a line of the log stands in, from 0. */
function lineOf({ state }: Controller, index: number): number {
  const log = state === undefined ? undefined : documentOf(state.saved.sessions);
  return log?.text.lineOf(index) ?? index;
}

function openingLine(controller: Controller, index: number): Row['command'] {
  return ['cmos.openLogLine', controller.root, lineOf(controller, index)];
}

export const sessions: View<SessionsView> = {
  id: 'cmos.sessions',
  name: 'Sessions',
  order: 3,
  size: 2,
  welcome: [
    {
      key: 'sessions',
      when: 'cmos.hasWorkspace',
      text: 'No session was logged yet: neither SESSIONS.jsonl nor the database has an event.',
    },
  ],
  tree: SessionsView,
};

export const sessionCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.sessions.groupByDay',
    title: 'Group Sessions by Day',
    icon: 'calendar',
    palette: 'cmos.hasWorkspace',
    menus: [
      { view: 'cmos.sessions', when: 'cmos.sessions.grouping != day && cmos.sessions.grouping', group: '2_group@1' },
    ],
    run: (services) => () => {
      services.views.of(sessions).group('day');
    },
  },
  {
    id: 'cmos.sessions.groupByMission',
    title: 'Group Sessions by Mission',
    icon: 'target',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.sessions', when: 'cmos.sessions.grouping != mission', group: '2_group@2' }],
    run: (services) => () => {
      services.views.of(sessions).group('mission');
    },
  },
  {
    id: 'cmos.sessions.groupByAgent',
    title: 'Group Sessions by Agent',
    icon: 'person',
    palette: 'cmos.hasWorkspace',
    menus: [{ view: 'cmos.sessions', when: 'cmos.sessions.grouping != agent', group: '2_group@3' }],
    run: (services) => () => {
      services.views.of(sessions).group('agent');
    },
  },
];
