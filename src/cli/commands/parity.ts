import { t } from '@vscode/l10n';
import { checkParity, type Report } from '../../core/findings/parity';
import { isDrift } from '../../core/findings/places';
import { newerText } from '../../core/workspace/agreed';
import { referenceVerdict } from '../../core/parity/reference';
import { databaseFault } from '../../core/workspace/database-fault';
import type { Snapshot } from '../../core/workspace/snapshot';
import type { Command, ExitStatus } from '../command';
import { findingsJson, findingText, located, verdictText } from '../findings';

/** Said where there is drift, and nobody kept what both sides said before. */
function notKnown(): string {
  return t('Which side changed is not known: there is no record of a state in which both agreed.');
}

/** Whether database and files agree (playbook, "Context Intake", step 2). */
export const parity: Command = {
  name: 'parity',
  description: () => t('say whether database and files agree, and where not'),
  options: () => [
    ['--check', t('the same; for scripts that follow the playbook')],
    ['--reference', t('print what the reference’s validate_parity.py would print, and end as it would')],
  ],
  run({ snapshot, options, format }) {
    const json = (): object => {
      const report = checkParity(snapshot);
      return findingsJson(snapshot, report, located(snapshot, report.findings));
    };
    if (options['reference'] === true) {
      const { lines, exitStatus, error } = referenceVerdict(snapshot);
      const result = {
        status: exitStatus,
        text: lines.join('\n'),
        exact: true,
        // The reference's verdict needs no rule of ours.
        json: format === 'text' ? undefined : { ...json(), reference: { lines, exitStatus, error: error ?? null } },
      };
      return error === undefined ? result : { ...result, error };
    }
    const report = checkParity(snapshot);
    const drift = report.findings.some(isDrift);
    const lines = [
      ...located(snapshot, report.findings).map(findingText),
      ...(drift && snapshot.agreed === undefined ? [snapshot.agreedIsNewer === true ? newerText() : notKnown()] : []),
      verdictText(report),
    ];
    return {
      status: statusOf(report, snapshot),
      text: lines.join('\n'),
      json: format === 'text' ? undefined : json(),
    };
  },
};

/** A workspace of files alone is fine; one whose database cannot be read is none that can be worked in. */
function statusOf({ verdict }: Report, snapshot: Snapshot): ExitStatus {
  if (verdict === 'in-sync' || verdict === 'no-database') return 0;
  return verdict === 'unknown' && databaseFault(snapshot) !== undefined ? 3 : 1;
}
