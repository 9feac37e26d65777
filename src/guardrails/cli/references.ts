/** Foundational references and the state of the documents (playbook, "Documentation Governance"). */
import { check } from '../../core/findings/check';
import { t } from '@vscode/l10n';
import { checkDocuments, type DocumentReport } from '../references/check';
import { referencesVerdict } from '../references/reference';
import { isForAskers } from '../references/required';
import { checklistOf } from '../references/review';
import type { Finding } from '../../core/findings/finding';
import { nodeGit } from '../../node/git';
import type { CommandInput } from '../../cli/command';
import { countsText, findingsJson, findingText, isGrave, located, sarif } from '../../cli/findings';
import type { Guardrail } from './guardrail';
import { VERSION } from '../../cli/version';

export const references: Guardrail = {
  name: 'references',
  description: () => t('foundational references, links, audience and review of the documents'),
  options: () => [
    ['--reference', t('print what the reference’s validate_foundational_refs.py would print, and end as it would')],
  ],
  async run(input) {
    const { snapshot, options, ports, format } = input;
    if (options['reference'] === true) {
      const { exitStatus, out, err } = await referencesVerdict(ports.files, snapshot.layout.root);
      return {
        status: exitStatus,
        text: out.join('\n'),
        exact: true,
        json: { root: snapshot.layout.root, reference: { lines: [...out, ...err], exitStatus } },
        ...(err.length === 0 ? {} : { error: err.join('\n') }),
      };
    }
    const { findings, set } = await documentReport(input);
    const some = located(snapshot, findings);
    const checklist = findings.some(({ code }) => code === 'docs/review-due') ? checklistOf(set) : undefined;
    const count = set.documents.length;
    const read = count === 1 ? t('1 document read.') : t('{0} documents read.', count);
    return {
      status: findings.some(isGrave) ? 1 : 0,
      text: [
        ...some.map(findingText),
        ...(checklist === undefined ? [] : [t('The checklist of {0}:', checklist.document.path)]),
        ...(checklist?.items ?? []).map((item) => `  - ${item}`),
        `${read} ${countsText(findings)}`,
      ].join('\n'),
      json:
        format === 'sarif'
          ? sarif(snapshot, some, VERSION)
          : {
              ...findingsJson(snapshot, check(snapshot), some),
              documents: set.documents.length,
              ...(checklist === undefined ? {} : { checklist: checklist.items }),
            },
    };
  },
};

/** What `lint` says of documents. */
export async function lintedDocuments(input: CommandInput): Promise<readonly Finding[]> {
  return (await documentReport(input)).findings.filter((finding) => !isForAskers(finding));
}

function documentReport({ snapshot, ports }: Pick<CommandInput, 'snapshot' | 'ports'>): Promise<DocumentReport> {
  return checkDocuments({ files: ports.files, breather: ports.breather, git: nodeGit }, snapshot);
}
