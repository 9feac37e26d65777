import { t } from '@vscode/l10n';
import { reviewHealth } from '../model/telemetry/health';
import { asSentence, shortened } from '../ground/printable';
import type { Snapshot } from '../workspace/snapshot';

/** So many are told; `cmos telemetry --health` has all. */
const MOST = 3;

/** What the log of the database's health says since the last mission: it is looked at after each (playbook, "Runtime Operations"). */
export function healthNotices(snapshot: Snapshot): readonly string[] {
  const { anomalies } = reviewHealth(snapshot);
  const told = anomalies.slice(0, MOST).map(({ count, detail }) => {
    const said = asSentence(shortened(detail, 200));
    return count === 1
      ? t('Since the last mission the database could not be used once: {0}', said)
      : t('Since the last mission the database could not be used {0} times: {1}', count, said);
  });
  return anomalies.length === 0 ? [] : [...told, t('cmos telemetry --health shows it.')];
}
