/** What findings say of parity: the verdict, and the findings that it rests on, without running any other rule. */
import { rememberedBy } from '../ground/memo';
import { databaseFault, isDatabaseMissing } from '../workspace/database-fault';
import { fileFault } from '../workspace/readable';
import { MIRRORS } from '../workspace/settings';
import type { Snapshot } from '../workspace/snapshot';
import type { Finding } from './finding';
import { PARITY_RULES } from './parity-rules';
import { concernsParity, isDrift, isFault } from './places';
import type { Rule } from './rule';

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

/** What database and mirrors say differently, mirror by mirror: a part of what `check` finds. */
export const differences = rememberedBy((snapshot: Snapshot): readonly Finding[] => {
  const mirrors: readonly string[] = MIRRORS;
  return PARITY_RULES.filter(({ compares }) => compares === true)
    .flatMap((rule) => [...rule.check(snapshot)])
    .toSorted((a, b) => mirrors.indexOf(a.place.store) - mirrors.indexOf(b.place.store));
});

/** The part of what `check` finds that concerns parity, with the same verdict. */
export const checkParity = rememberedBy((snapshot: Snapshot): Report => {
  const { verdict, findings } = reportOf(snapshot, PARITY_RULES);
  return { verdict, findings: findings.filter(concernsParity) };
});

/** What some rules find: those that the verdict rests on must be among them. */
export function reportOf(snapshot: Snapshot, rules: readonly Rule[]): Report {
  const findings = faultsFirst(rules.flatMap((rule) => [...rule.check(snapshot)]));
  return { verdict: verdictOf(snapshot, findings), findings };
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
