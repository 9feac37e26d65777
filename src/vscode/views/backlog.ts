/** The Backlog view: sprints (or states), then missions in row order. */
import * as vscode from 'vscode';
import { grouped } from '../../core/ground/grouped';
import { isClosable, type Mission, type Sprint } from '../../core/model/missions';
import { sprintStage } from '../../core/model/status';
import { BacklogDrag } from '../backlog-drag';
import { cardTooltip, spokenCard } from '../card';
import type { Controller, ReadRoot } from '../controller';
import { DISPLAY_STATUSES, type DisplayStatus, missionLabel, statusIcon, statusTitle } from '../display-status';
import { displayStatusOf, type Insight, insightOf } from '../insight';
import type { MissionTarget, SprintTarget } from '../targets';
import { each, type Row, type Rows } from '../row';
import { Tree, type TreeOptions, type TreeServices } from '../tree';
import type { View } from '../view';

type Grouping = 'sprint' | 'status';

class BacklogView extends Tree {
  #grouping: Grouping = 'sprint';
  #filter = '';

  constructor(services: TreeServices, options: TreeOptions) {
    super(services, options, new BacklogDrag(services.operate));
  }

  group(by: Grouping): void {
    this.#grouping = by;
    void vscode.commands.executeCommand('setContext', 'cmos.backlog.grouping', by);
    this.redraw();
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only missions whose id, name, status or sprint has the text in it; all of them for an empty one. */
  setFilter(text: string): void {
    this.#filter = text.trim();
    void vscode.commands.executeCommand('setContext', 'cmos.backlog.filtered', this.#filter !== '');
    this.view.message = this.#filter === '' ? '' : vscode.l10n.t('Filter: {0}', this.#filter);
    this.redraw();
  }

  protected override rowsOf(root: ReadRoot): Rows {
    const wanted = this.#filter.toLowerCase();
    const rowOf = (mission: Mission): MissionTarget & Row => missionRow(mission, root);
    const found = (missions: readonly Mission[]): readonly Mission[] =>
      wanted === '' ? missions : missions.filter((mission) => matches(mission, wanted));
    const groups =
      this.#grouping === 'sprint'
        ? insightOf(root.state).model.sprints.map((sprint) => sprintRow(sprint, found(sprint.missions), root, rowOf))
        : byStatus(insightOf(root.state)).map(([status, missions]) => statusRow(status, found(missions), rowOf));
    return wanted === '' ? groups : groups.filter(({ count }) => count > 0);
  }
}

function matches({ id, name, status, sprintId }: Mission, wanted: string): boolean {
  return [id, name, status, sprintId ?? ''].some((text) => text.toLowerCase().includes(wanted));
}

function byStatus(insight: Insight): readonly (readonly [DisplayStatus, readonly Mission[]])[] {
  const groups = grouped(insight.model.missions, (mission) => displayStatusOf(mission, insight));
  return DISPLAY_STATUSES.flatMap((status) => {
    const missions = groups.get(status);
    return missions === undefined ? [] : [[status, missions] as const];
  });
}

type Group = Row & { readonly count: number };
type RowOf = (mission: Mission) => Row;

function sprintRow(
  sprint: Sprint,
  missions: readonly Mission[],
  controller: Controller,
  rowOf: RowOf,
): SprintTarget & Group {
  const { id, title, status, focus, startDate, endDate } = sprint;
  const label = id === undefined ? vscode.l10n.t('No sprint') : [id, title].filter((part) => part !== '').join('  ');
  const done = missions.filter(({ kind }) => kind === 'done').length;
  return {
    kind: 'sprint',
    controller,
    sprint,
    ...(id === undefined
      ? { context: 'group' }
      : { target: { sprint: id }, context: `sprint;${sprintStage(status)}${isClosable(sprint) ? ';finished' : ''}` }),
    count: missions.length,
    key: `sprint:${id ?? ''}`,
    label,
    icon: done === missions.length && done > 0 ? 'pass' : 'milestone',
    description: vscode.l10n.t('{0} of {1} done', done, missions.length),
    tooltip: [label, status, focus, [startDate, endDate].filter(Boolean).join(' – ')].filter(Boolean).join('\n'),
    open: done < missions.length,
    children: () => each(missions, rowOf),
  };
}

function statusRow(status: DisplayStatus, missions: readonly Mission[], rowOf: RowOf): Group {
  return {
    kind: 'group',
    count: missions.length,
    key: `status:${status}`,
    label: statusTitle(status),
    icon: statusIcon(status),
    description: String(missions.length),
    open: status !== 'done' && status !== 'retired',
    children: () => each(missions, rowOf),
  };
}

function missionRow(mission: Mission, root: ReadRoot): MissionTarget & Row {
  const { state } = root;
  const insight = insightOf(state);
  const status = displayStatusOf(mission, insight);
  const drifts = insight.findings.get(mission.id)?.some(({ code }) => code.startsWith('drift/')) === true;
  const where = mission.entry === undefined ? 'databaseOnly' : mission.row === undefined ? 'fileOnly' : 'both';
  return {
    kind: 'mission',
    mission,
    controller: root,
    target: { mission: mission.id },
    key: `mission\n${mission.id}\n${mission.row?.rowid ?? ''}`,
    label: missionLabel(mission),
    description: descriptionOf(mission, status, root),
    icon: statusIcon(status),
    tooltip: () => cardTooltip(mission, state),
    spoken: spokenCard(mission, state),
    context: ['mission', status, ...(drifts ? ['drift'] : []), where].join(';'),
    command: ['cmos.openMission'],
  };
}

/** What is wrong with a mission, or what it waits for; else its status, and who works on it. */
function descriptionOf(mission: Mission, status: DisplayStatus, { state }: ReadRoot): string {
  const { readiness, findings } = insightOf(state);
  const grave = (findings.get(mission.id) ?? []).filter(
    ({ severity }) => severity === 'error' || severity === 'warning',
  );
  const drifts = grave.filter(({ code }) => code.startsWith('drift/')).length;
  // What is wrong comes first: a narrow side bar cuts off the end.
  const parts = [
    drifts > 0 ? vscode.l10n.t('⚠ drift {0}', drifts) : '',
    grave.length > drifts ? vscode.l10n.t('⚠ {0}', grave.length - drifts) : '',
    status === 'waiting'
      ? vscode.l10n.t(
          'waits for {0}',
          readiness
            .of(mission.id)
            .missing.map(({ id }) => id)
            .join(', '),
        )
      : mission.status,
    state.claims.get(mission.id) ?? '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

export const backlog: View<BacklogView> = {
  id: 'cmos.backlog',
  name: 'Backlog',
  order: 2,
  size: 6,
  welcome: [
    {
      key: 'none',
      when: 'cmos.state == none',
      text: 'No CMOS workspace was found in this window.\nA CMOS root is a folder with missions/backlog.yaml, db/cmos.sqlite or a context file, or one that has such a folder named cmos inside.\n[Open Folder](command:vscode.openFolder)\n[Make a New Workspace](command:cmos.init)\nIs it elsewhere below the folder? [Name it in the settings](command:workbench.action.openSettings?%5B%22cmos.root%22%5D).',
    },
    {
      key: 'untrusted',
      when: 'cmos.state == untrusted',
      text: 'This window is in restricted mode: workspaces are read, and no script of theirs is run.\nNo CMOS workspace was found here.\n[Manage Trust](command:workbench.trust.manage)',
    },
    {
      key: 'unreadable',
      when: 'cmos.state == unreadable || cmos.state == missing || cmos.state == unknown',
      text: 'The CMOS stores here cannot be read as they are.\n[Show what is wrong](command:cmos.showParity)\n[Check again](command:cmos.validateParity)\n[Show Log](command:cmos.showLog)',
    },
    {
      key: 'busy',
      when: 'cmos.state == busy',
      text: 'The database is being written all the time; no quiet moment was found to read it.\n[Try again](command:cmos.validateParity)',
    },
    {
      key: 'noDatabase',
      when: 'cmos.state == no-database',
      text: 'There is no database and no mission in the backlog file.\n[Open Backlog](command:cmos.openBacklog)\n[Seed the Database](command:cmos.seed)',
    },
    {
      key: 'empty',
      when: 'cmos.state == in-sync || cmos.state == drift',
      text: 'There are no missions yet.\n[Add a Sprint](command:cmos.sprint-add)\n[Open Backlog](command:cmos.openBacklog)',
    },
  ],
  tree: BacklogView,
};
