/** Everything there is to say about a snapshot. */
import { t } from '@vscode/l10n';
import { rememberedBy } from '../ground/memo';
import type { Breather } from '../ground/ports';
import { databaseFault, isDatabaseMissing } from '../workspace/database-fault';
import { fileFault } from '../workspace/readable';
import { MIRRORS } from '../workspace/settings';
import type { Snapshot } from '../workspace/snapshot';
import type { Finding } from './finding';
import { isDrift, isFault, locate } from './places';
import { RULES } from './rules';

type Verdict = 'in-sync' | 'drift' | 'no-database' | 'unknown';

export interface Report {
  /**
   * Whether database and mirrors say the same, as far as the profile promises it; unknown where one is missing or cannot be
   * read as a whole, `no-database` in a workspace that never had one.
   */
  readonly verdict: Verdict;
  /** All findings, rule by rule. A finding is the same object as in the last report where nothing it rests on changed. */
  readonly findings: readonly Finding[];
}

const reports = new WeakMap<Snapshot, Report>();

/** Does the long part of a snapshot's first check beforehand, letting others run in between. */
export async function prepareCheck(snapshot: Snapshot, breather: Breather): Promise<void> {
  for (const { prepare } of RULES) await prepare?.(snapshot, breather);
}

/** What database and mirrors say differently, mirror by mirror: a part of what `check` finds. */
export const differences = rememberedBy((snapshot: Snapshot): readonly Finding[] => {
  const mirrors: readonly string[] = MIRRORS;
  return RULES.filter(({ compares }) => compares === true)
    .flatMap((rule) => [...rule.check(snapshot)])
    .toSorted((a, b) => mirrors.indexOf(a.place.store) - mirrors.indexOf(b.place.store));
});

/** Runs every rule. Pure; remembers by the snapshot's parts, so a second call after a small change costs little. */
export function check(snapshot: Snapshot): Report {
  const known = reports.get(snapshot);
  if (known !== undefined) return known;
  const findings = faultsFirst(RULES.flatMap((rule) => [...rule.check(snapshot)]));
  const report = { verdict: verdictOf(snapshot, findings), findings };
  reports.set(snapshot, report);
  return report;
}

/** What keeps a store from being read as a whole comes first: much of what else is found may follow from it. */
function faultsFirst(findings: readonly Finding[]): readonly Finding[] {
  const faults = findings.filter(isFault);
  return faults.length === 0 ? findings : [...faults, ...findings.filter((finding) => !isFault(finding))];
}

function verdictOf(snapshot: Snapshot, findings: readonly Finding[]): Verdict {
  if (snapshot.database.state === 'absent') return isDatabaseMissing(snapshot) ? 'unknown' : 'no-database';
  if (databaseFault(snapshot) !== undefined && snapshot.profile.name !== 'mirrored') return 'unknown';
  if (snapshot.database.state === 'unreadable') return 'unknown';
  if (snapshot.profile.name !== 'mirrored') return 'in-sync';
  const mirrors: ReadonlySet<string> = snapshot.mirrors;
  const counted = findings.filter(({ place }) => place.store === 'database' || mirrors.has(place.store));
  // A disagreement is certain even where another store cannot be read; that all is well is not. Of a log with bytes in
  // another encoding nobody knows which lines are none.
  const logIsWhole = fileFault(snapshot, 'sessions') === undefined;
  if (counted.some((finding) => isDrift(finding) && (logIsWhole || finding.place.store !== 'sessions'))) return 'drift';
  return counted.some(isFault) ? 'unknown' : 'in-sync';
}

/** So many reasons are told; the findings have all. */
const MOST_REASONS = 3;

/** That parity could not be determined, and why. */
export function unknownText(snapshot: Snapshot): string {
  const faults = check(snapshot).findings.filter(isFault).slice(0, MOST_REASONS);
  const reasons = faults.map((finding) => {
    const { file, message, range } = locate(snapshot, finding);
    return range === undefined || message.includes(file) ? message : `${file}:${range.start.line + 1}: ${message}`;
  });
  return [t('Parity could not be determined.'), ...reasons].join(' ');
}
