/** What a finding says, with which side moved since both agreed, and where. */
import { t } from '@vscode/l10n';
import type { Snapshot } from '../workspace/snapshot';
import { type Finding, type LocatedFinding, messageOf } from './finding';
import { isOfStatus, movedOf } from './moved';
import { fileOf, rangeOf } from './places';

/** A finding's message and place, as of a snapshot. */
export function locate(snapshot: Snapshot, finding: Finding): LocatedFinding {
  return {
    finding,
    message: [messageOf(finding), movedText(snapshot, finding)].filter((each) => each !== '').join(' '),
    file: fileOf(snapshot, finding.place),
    range: rangeOf(snapshot, finding.place),
  };
}

/** Which side a difference came from, in a sentence; empty where nobody knows. */
function movedText(snapshot: Snapshot, finding: Finding): string {
  switch (movedOf(snapshot, finding)) {
    case 'database':
      return t('The database changed since both agreed.');
    case 'files':
      return t('The file changed since both agreed.');
    case 'both':
      return isOfStatus(finding)
        ? t('Both changed its status, times or notes since they agreed.')
        : t('Both changed since they agreed.');
    case 'unclear':
      return t('Which side changed is not known: the last agreed state is out of date.');
    case undefined:
      return '';
  }
}
