/** What a plan leaves out: files that cannot be read as a whole (`workspace/readable.ts`), and single records. */
import { t } from '@vscode/l10n';
import { locate } from '../findings/located';
import { backlogProblems } from '../findings/rules/backlog-problems';
import { logProblems } from '../findings/rules/log-problems';
import { readiness } from '../findings/rules/readiness';
import { faultText } from '../workspace/readable';
import { MIRRORS } from '../workspace/settings';
import type { Snapshot } from '../workspace/snapshot';

/** So many findings are told in full. */
const MOST = 50;

/** What is not compared because its file could not be read as a whole: no value of such a file is taken, nor given to it. */
export function unread(snapshot: Snapshot): readonly string[] {
  return MIRRORS.filter((store) => snapshot.mirrors.has(store)).flatMap((store) => {
    const fault = faultText(snapshot, store);
    return fault === undefined ? [] : [t('Left as it is: {0}', fault)];
  });
}

/** What is left out of single records, a sentence each. */
export function leftOut(snapshot: Snapshot): readonly string[] {
  const all = [backlogProblems, logProblems, readiness]
    .flatMap((rule) => [...rule.check(snapshot)])
    .filter(({ kind }) => kind.leavesOut === true);
  const told = all.slice(0, MOST).map((finding) => {
    const { file, message, range } = locate(snapshot, finding);
    return `${file}${range === undefined ? '' : `:${range.start.line + 1}`}: ${message}`;
  });
  return all.length > MOST ? [...told, t('And {0} more of this kind.', all.length - MOST)] : told;
}
