/** The mission card: what is known of a mission, as a tooltip and as a read-only page. */
import * as vscode from 'vscode';
import { messageOf } from '../core/findings/finding';
import { eventsOf } from '../core/model/events';
import type { Mission } from '../core/model/missions';
import type { State } from './controller';
import { insightOf, displayStatusOf } from './insight';
import { missionLabel, statusTitle } from './display-status';
import type { Workspaces } from './workspaces';

/** So many characters of a mission's notes fit a tooltip, and so many events a page. */
const LONGEST_NOTES = 400;
const MOST_EVENTS = 50;

/** A tooltip. Whatever a workspace says is shown as text: it can bring in no link, image or command. */
export function cardTooltip(mission: Mission, state: State): vscode.MarkdownString {
  const card = new vscode.MarkdownString(undefined, true);
  const add = (line: string): void => void card.appendMarkdown(line);
  add('**');
  card.appendText(missionLabel(mission));
  add('**\n\n');
  for (const [name, value] of factsOf(mission, state)) {
    add(`- ${name}: `);
    card.appendText(value.length > LONGEST_NOTES ? `${value.slice(0, LONGEST_NOTES)}…` : value);
    add('\n');
  }
  for (const finding of insightOf(state).findings.get(mission.id) ?? []) {
    add(`\n$(${finding.severity === 'error' ? 'error' : finding.severity === 'warning' ? 'warning' : 'info'}) `);
    card.appendText(messageOf(finding));
    add('\n');
  }
  return card;
}

function factsOf(mission: Mission, state: State): readonly (readonly [string, string])[] {
  const insight = insightOf(state);
  const { prerequisites, missing, waived, waitedForBy } = insight.readiness.of(mission.id);
  const list = (ids: readonly string[]): string => ids.join(', ');
  const facts: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Status'), mission.status === '' ? statusTitle('unknown') : mission.status],
    [vscode.l10n.t('Sprint'), mission.sprintId],
    [
      vscode.l10n.t('Waits for'),
      list(
        missing.map(({ id, mission: other }) =>
          other === undefined ? vscode.l10n.t('{0} (no such mission)', id) : `${id} (${other.status})`,
        ),
      ),
    ],
    [
      vscode.l10n.t('Done before it'),
      list(prerequisites.filter((each) => each.mission?.kind === 'done').map(({ id }) => id)),
    ],
    [vscode.l10n.t('Waived'), list(waived.map(({ waiver }) => `${waiver.prerequisite}: ${waiver.reason}`))],
    [vscode.l10n.t('Waiting for it'), list(waitedForBy)],
    [vscode.l10n.t('Started'), mission.startedAt],
    [vscode.l10n.t('In progress by'), state.claims.get(mission.id)],
    [vscode.l10n.t('Completed'), mission.completedAt],
    [vscode.l10n.t('Notes'), mission.notes],
    [
      vscode.l10n.t('Known to'),
      mission.row === undefined
        ? vscode.l10n.t('the backlog file only')
        : mission.entry === undefined
          ? vscode.l10n.t('the database only')
          : undefined,
    ],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}

/** What a screen reader says of a mission. */
export function spokenCard(mission: Mission, state: State): string {
  const insight = insightOf(state);
  const missing = insight.readiness.of(mission.id).missing.map(({ id }) => id);
  const findings = insight.findings.get(mission.id)?.length ?? 0;
  return [
    missionLabel(mission),
    statusTitle(displayStatusOf(mission, insight)),
    state.claims.get(mission.id) ?? '',
    missing.length > 0 ? vscode.l10n.t('waits for {0}', missing.join(', ')) : '',
    findings > 0 ? vscode.l10n.t('{0} findings', findings) : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const SCHEME = 'cmos-mission';

/** The address of a mission's page. The root is in the query, so that two roots may have missions of one id. */
export function cardUri(root: string, mission: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${encodeURIComponent(mission)}.md`,
    query: JSON.stringify({ root, mission }),
  });
}

/** Pages of missions that have no text of their own to be opened. */
export function cardPages(workspaces: Workspaces): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent({ query }) {
      const { root, mission: id } = JSON.parse(query) as { root: string; mission: string };
      const state = workspaces.controllers.find((each) => each.root === root)?.state;
      const mission = state === undefined ? undefined : insightOf(state).model.byId.get(id);
      return state === undefined || mission === undefined
        ? vscode.l10n.t('There is no mission {0} any more.', id)
        : cardPage(mission, state);
    },
  });
}

function cardPage(mission: Mission, state: State): string {
  const plain = (text: string): string => text.replaceAll(/([\\`*_{}[\]<>#|])/g, '\\$1');
  const events = eventsOf(state.saved)
    .filter((event) => event.mission === mission.id)
    .slice(0, MOST_EVENTS);
  return [
    `# ${plain(missionLabel(mission))}`,
    '',
    ...factsOf(mission, state).map(([name, value]) => `- **${name}**: ${plain(value)}`),
    ...(events.length > 0 ? ['', `## ${vscode.l10n.t('Events')}`, ''] : []),
    ...events.map(
      ({ ts, action, status, agent, summary }) =>
        `- ${plain([ts, action ?? status, agent, summary].filter(Boolean).join('  '))}`,
    ),
    '',
  ].join('\n');
}
