/** Rules: each looks at a snapshot for one kind of thing and yields what it finds. */
import type { Breather } from '../ground/ports';
import type { Snapshot } from '../workspace/snapshot';
import type { FindingCode } from './codes';
import type { Finding, FindingDraft, Severity } from './finding';

/** What a rule is given to make its findings with. */
export type FindingMaker<Code extends FindingCode> = <Each extends Code>(
  code: Each,
  draft: FindingDraft<Each>,
) => Finding<Each>;

export interface Rule {
  readonly codes: readonly FindingCode[];
  check(snapshot: Snapshot): Iterable<Finding>;
  /** Does the long part of a first check beforehand, letting others run in between; what it finds out is remembered. */
  readonly prepare?: (snapshot: Snapshot, breather: Breather) => Promise<void>;
}

/** The severity of each code of a rule; a finding may have another where it says so. */
export function rule<Code extends FindingCode>(
  severities: Readonly<Record<Code, Severity>>,
  find: (snapshot: Snapshot, finding: FindingMaker<Code>) => Iterable<Finding>,
  prepare?: (snapshot: Snapshot, breather: Breather, finding: FindingMaker<Code>) => Promise<void>,
): Rule {
  const finding: FindingMaker<Code> = (code, draft) =>
    // The draft has just what the code asks for; that code and draft belong together is what TypeScript cannot follow.
    ({ severity: severities[code], related: [], fixes: [], ...draft, code }) as unknown as Finding<typeof code>;
  return {
    codes: Object.keys(severities) as Code[],
    check: (snapshot) => find(snapshot, finding),
    ...(prepare === undefined ? {} : { prepare: (snapshot, breather) => prepare(snapshot, breather, finding) }),
  };
}
