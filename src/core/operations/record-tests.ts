import { t } from '@vscode/l10n';
import { type FileChange } from '../changes/change-set';
import { MANIFEST } from '../guardrails/integration/manifest';
import { readManifest, runManifest } from '../guardrails/integration/run';
import { scanner } from '../guardrails/integration/scanner';
import { runSentence, SUMMARY, summaryText } from '../guardrails/integration/summary';
import { readTarget } from '../guardrails/reach';
import { normalStatus } from '../model/status';
import { Change, missionOf } from './change';
import { type Operation, refuse } from './operation';

/**
 * Records a run of the integration suite: in a mission's notes, and as the latest summary (playbook, "Quality & Telemetry":
 * automated checks). Without a run at hand the suite is run.
 */
export const recordTests: Operation = {
  name: 'record-tests',
  title: t('Run Integration Suite and Record Results'),
  description: t('run the integration suite, and record its results in a mission’s notes and in telemetry'),
  gathersAnew: true,
  parameters: { mission: { type: 'mission', title: t('Mission'), required: true } },
  async gather(_, { snapshot: { layout }, gathered }, { files, reading }) {
    const world = { files, links: reading.files, root: layout.root };
    const { breather, now } = reading.ports;
    const known = gathered?.testRun;
    const manifest = known === undefined ? await readManifest(world) : undefined;
    const testRun = known ?? (manifest && (await runManifest(manifest, world, { scan: scanner, breather, now })));
    if (testRun === undefined) throw refuse(t('There is no {0}, and so nothing to run.', MANIFEST));
    return { ...gathered, testRun, testSummary: await readTarget(world, SUMMARY) };
  },
  plan({ mission: given }, context) {
    const id = String(given);
    const mission = missionOf(context.snapshot, id);
    const title = t('Record test results on {0}', id);
    const { testRun, testSummary } = context.gathered ?? {};
    if (testRun === undefined)
      return { changeSet: { operation: 'record-tests', title, agent: context.agent, rows: [], files: [] } };
    const summary = runSentence(testRun);
    const line = `[${context.now} ${context.agent}] ${summary}`;
    const known = mission.notes ?? '';
    return new Change(context)
      .mission(mission, { notes: known === '' ? line : `${known.replace(/\n$/, '')}\n${line}` })
      .file(summaryChange(testSummary, summaryText(testRun)))
      .event({
        mission: id,
        action: 'tests',
        status: normalStatus(mission.status).replaceAll(' ', '_'),
        summary,
      })
      .notice(summary)
      .plan('record-tests', title);
  },
};

function summaryChange(before: string | undefined, text: string): FileChange {
  if (before === undefined) return { kind: 'create', path: SUMMARY, text };
  return { kind: 'edit', path: SUMMARY, before, edits: [{ start: 0, end: before.length, newText: text }] };
}
