import { check } from '../../core/findings/check';
import { t } from '@vscode/l10n';
import type { Finding } from '../../core/findings/finding';
import type { Command, CommandInput } from '../command';
import { findingsJson, findingText, located, sarif } from '../findings';
import { VERSION } from '../version';

/** Everything there is to say about the workspace: what `check()` finds, and what `more` finds beside the snapshot. */
export const lint = (more: (input: CommandInput) => Promise<readonly Finding[]>): Command => ({
  name: 'lint',
  description: () => t('print all findings; ends with 1 where one is an error or a warning'),
  formats: ['sarif'],
  async run(input) {
    const { snapshot, format } = input;
    const report = check(snapshot);
    const some = located(snapshot, [...report.findings, ...(await more(input))]);
    const grave = some.filter(({ finding: { severity } }) => severity === 'error' || severity === 'warning').length;
    const summary =
      some.length === 0
        ? t('Nothing found.')
        : some.length === 1
          ? grave === 1
            ? t('1 finding, an error or a warning.')
            : t('1 finding, neither an error nor a warning.')
          : t('{0} findings, {1} of them errors or warnings.', some.length, grave);
    return {
      status: grave > 0 ? 1 : 0,
      text: [...some.map(findingText), summary].join('\n'),
      json: format === 'sarif' ? sarif(snapshot, some, VERSION) : findingsJson(snapshot, report, some),
    };
  },
});
