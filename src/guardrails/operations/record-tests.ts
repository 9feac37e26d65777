import { t } from '@vscode/l10n';
import type { FileChange } from '../../core/changes/change-set';
import { type RunOutcome, testsOf } from '../integration/outcome';
import { MANIFEST } from '../integration/manifest';
import { readManifest, runManifest } from '../integration/run';
import { runSentence, SUMMARY, summaryText } from '../integration/summary';
import { readTarget } from '../root-files';
import { eventStatus } from '../../core/model/status';
import { PASSED, TESTS } from '../../core/model/test-records';
import { Change, missionOf } from '../../core/operations/change';
import { withLine } from '../../core/operations/notes';
import type { Operation } from '../../core/operations/operation';
import { refuse } from '../../core/ground/refusals';

/** A run of the integration suite that is to be recorded, and the text of the summary that is there already. */
interface TestRecord {
  readonly run: RunOutcome;
  readonly summary?: string | undefined;
}

/**
 * Runs the integration suite. Its result in one line goes to the mission's notes, all of it to
 * `telemetry/events/testing-summary.json`, in one change.
 *
 * @see playbook, "Quality & Telemetry": automated checks
 */
export const recordTests: Operation<TestRecord> = {
  name: 'record-tests',
  title: () => t('Run Integration Suite and Record Results'),
  description: () => t('run the integration suite, and record its results in a mission’s notes and in telemetry'),
  chapter: 'quality',
  order: 2,
  gathersAnew: true,
  parameters: { mission: { type: 'mission', title: () => t('Mission'), required: true } },
  async gather(_, { snapshot: { layout }, gathered }, { files, reading }) {
    const rootFiles = { files, root: layout.root };
    const { breather, now } = reading.ports;
    const known = gathered?.own?.run;
    const manifest = known === undefined ? await readManifest(rootFiles) : undefined;
    const run = known ?? (manifest && (await runManifest(manifest, rootFiles, { breather, now })));
    if (run === undefined) throw refuse(t('There is no {0}, and so nothing to run.', MANIFEST));
    return { ...gathered, own: { run, summary: await readTarget(rootFiles, SUMMARY) } };
  },
  plan({ mission: given }, context) {
    const id = String(given);
    const mission = missionOf(context.snapshot, id);
    const title = t('Record test results on {0}', id);
    const { own } = context.gathered ?? {};
    if (own === undefined)
      return { changeSet: { operation: 'record-tests', title, agent: context.agent, rows: [], files: [] } };
    const summary = runSentence(own.run);
    const line = `[${context.now} ${context.agent}] ${summary}`;
    return new Change(context)
      .mission(mission, { notes: withLine(mission, line) })
      .file(summaryChange(own.summary, summaryText(own.run)))
      .event({
        mission: id,
        action: TESTS,
        status: eventStatus(mission.status),
        summary,
        // A run of nothing shows nothing.
        [PASSED]: own.run.status === 'passed' && testsOf(own.run).length > 0,
      })
      .notice(summary)
      .plan('record-tests', title);
  },
};

function summaryChange(before: string | undefined, text: string): FileChange {
  if (before === undefined) return { kind: 'create', path: SUMMARY, text };
  return { kind: 'edit', path: SUMMARY, before, edits: [{ start: 0, end: before.length, newText: text }] };
}
