import { check } from '../../core/findings/check';
import { t } from '@vscode/l10n';
import type { Finding } from '../../core/findings/finding';
import { runningElsewhere } from '../../node/worktrees';
import type { Command, CommandInput } from '../command';
import { countsText, findingsJson, findingText, isGrave, located, sarif } from '../findings';
import { VERSION } from '../version';

/** Everything there is to say about the workspace: what `check()` finds, and what `more` finds beside the snapshot. */
export const lint = (more: (input: CommandInput) => Promise<readonly Finding[]>): Command => ({
  name: 'lint',
  description: () => t('print all findings; ends with 1 where one is an error or a warning'),
  formats: ['sarif'],
  elsewhere: runningElsewhere,
  async run(input) {
    const { snapshot, format } = input;
    const report = check(snapshot);
    const findings = [...report.findings, ...(await more(input))];
    const some = located(snapshot, findings);
    return {
      status: findings.some(isGrave) ? 1 : 0,
      text: [...some.map(findingText), countsText(findings)].join('\n'),
      json: format === 'sarif' ? sarif(snapshot, some, VERSION) : findingsJson(snapshot, report, some),
    };
  },
});
