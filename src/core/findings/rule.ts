/** Rules: each looks at a snapshot for one kind of thing and yields what it finds. One file a rule, with its codes. */
import type { Breather } from '../ground/ports';
import type { Snapshot } from '../workspace/snapshot';
import type { Finding, FindingCode, Kind } from './finding';

export interface Rule {
  readonly codes: readonly FindingCode[];
  /** Its findings are differences between database and mirrors. */
  readonly compares?: true;
  check(snapshot: Snapshot): Iterable<Finding>;
  /** Does the long part of a first check beforehand, letting others run in between; what it finds out is remembered. */
  readonly prepare?: (snapshot: Snapshot, breather: Breather) => Promise<void>;
}

/** A rule that has a say in whether database and mirrors agree, or in whether that can be told: all that `cmos parity` runs. */
export type ParityRule = Rule;

/** What a finding is made of, beside its code. */
type Draft<Args> = Pick<Finding, 'place' | 'mission' | 'field' | 'item' | 'lacks' | 'count'> &
  Pick<Finding, 'databaseValue' | 'fileValue'> &
  Partial<Pick<Finding, 'severity' | 'related' | 'fixes'>> &
  // A code whose message needs no more than the finding's own fields takes none.
  (unknown extends Args ? unknown : { readonly args: Args });

// What a kind is made of is the kind's own business; here they only stand beside each other.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Kinds = Readonly<Record<FindingCode, Kind<any>>>;
type ArgsOf<Each> = Each extends Kind<infer Args> ? Args : never;

/** Makes the findings of a rule's codes, and knows them again. */
interface FindingMaker<Codes extends Kinds> {
  <Code extends keyof Codes & FindingCode>(code: Code, draft: Draft<ArgsOf<Codes[Code]>>): Finding;
  is<Code extends keyof Codes & FindingCode>(code: Code, finding: Finding): finding is Finding<ArgsOf<Codes[Code]>>;
  readonly codes: readonly FindingCode[];
}

/** The codes of a rule. */
export function codes<Codes extends Kinds>(kinds: Codes): FindingMaker<Codes> {
  const make = (code: FindingCode, draft: Draft<unknown> & { readonly args?: unknown }): Finding => {
    const kind = kinds[code] as Kind<unknown>;
    return { severity: kind.severity, args: undefined, related: [], fixes: [], ...draft, code, kind };
  };
  const is = (code: FindingCode, finding: Finding): boolean => finding.code === code;
  // That code and draft belong together is what the types of `FindingMaker` say.
  return Object.assign(make, { is, codes: Object.keys(kinds) }) as unknown as FindingMaker<Codes>;
}

/** A code whose message is made of more than the finding's own fields. */
export function code<Args>(kind: Kind<Args>): Kind<Args> {
  return kind;
}
