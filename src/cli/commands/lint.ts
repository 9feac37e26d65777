import { t } from '@vscode/l10n';
import { isForAskers } from '../../core/guardrails/references/required';
import { type Command } from '../command';
import { findingsJson, findingText, located, sarif } from '../findings';
import { documentReport } from '../guardrails/references';
import { VERSION } from '../version';

/** Everything there is to say about the workspace. */
export const lint: Command = {
  name: 'lint',
  description: t('print all findings; ends with 1 where one is an error or a warning'),
  formats: ['sarif'],
  async run({ snapshot, report, format, ports }) {
    const documents = await documentReport({ snapshot, ports });
    const inDocuments = documents.findings.filter((finding) => !isForAskers(finding));
    const some = located(snapshot, [...report.findings, ...inDocuments]);
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
};
