/** Another prerequisite in the place of one, or none: which one is chosen among those that the mission has. */
import * as vscode from 'vscode';
import { readinessOf } from '../../core/model/readiness';
import { depend } from '../../core/operations/catalog/depend';
import type { Parameters } from '../../core/operations/operation';
import { operate } from '../operate';
import type { Shown } from '../tree';
import { type EditorCommand, TRUSTED, WRITABLE } from './services';

type MissionRow = Pick<Shown, 'controller' | 'target'>;

export const prerequisiteCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.replacePrerequisite',
    title: 'Replace Prerequisite…',
    icon: 'replace',
    enablement: WRITABLE,
    palette: false,
    menus: [
      { view: 'cmos.backlog', rows: ['mission'], when: TRUSTED, group: '3_planning@3' },
      { view: 'cmos.needs', rows: ['prerequisite'], when: TRUSTED, inline: 2, group: '1_act@2' },
    ],
    run: onPrerequisite((mission, insteadOf) => ({ mission, insteadOf })),
  },
  {
    id: 'cmos.removePrerequisite',
    title: 'Remove Prerequisite…',
    enablement: WRITABLE,
    palette: false,
    menus: [
      { view: 'cmos.backlog', rows: ['mission'], when: TRUSTED, group: '3_planning@3' },
      { view: 'cmos.needs', rows: ['prerequisite'], when: TRUSTED, group: '1_act@3' },
    ],
    run: onPrerequisite((mission, prerequisite) => ({ mission, prerequisite, remove: true })),
  },
];

/** Runs `depend` with what it takes for a mission and one of its prerequisites. */
function onPrerequisite(given: (mission: string, prerequisite: string) => Parameters): EditorCommand['run'] {
  return ({ writing }) =>
    async (row?: MissionRow) => {
      const mission = row?.target?.['mission'];
      if (row === undefined || typeof mission !== 'string') return;
      const prerequisite = await pickPrerequisite(row, mission);
      if (prerequisite !== undefined) await operate(writing, row.controller, depend, given(mission, prerequisite));
    };
}

async function pickPrerequisite({ controller, target }: MissionRow, mission: string): Promise<string | undefined> {
  const known = target?.['prerequisite'];
  const saved = controller.state?.saved;
  if (typeof known === 'string' || saved === undefined) return known as string | undefined;
  const items = readinessOf(saved)
    .of(mission)
    .prerequisites.map(({ id, mission: needed }) => ({
      label: id,
      description: needed?.name ?? '',
      detail: needed?.status ?? vscode.l10n.t('There is no such mission.'),
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} waits for no other mission.', mission));
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Prerequisites of {0}', mission),
    ignoreFocusOut: true,
  });
  return chosen?.label;
}
