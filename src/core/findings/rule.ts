/** Rules: each looks at a snapshot for one kind of thing and yields what it finds. */
import { type Snapshot } from '../workspace/snapshot';
import { type FindingCode } from './codes';
import { type Finding, type FindingDraft, type Severity } from './finding';

/** What a rule is given to make its findings with. */
export type Found<Code extends FindingCode> = <Each extends Code>(
  code: Each,
  draft: FindingDraft<Each>,
) => Finding<Each>;

export interface Rule {
  readonly codes: readonly FindingCode[];
  check(snapshot: Snapshot): Iterable<Finding>;
}

/** The severity of each code of a rule; a finding may have another where it says so. */
export function rule<Code extends FindingCode>(
  severities: Readonly<Record<Code, Severity>>,
  find: (snapshot: Snapshot, found: Found<Code>) => Iterable<Finding>,
): Rule {
  const found: Found<Code> = (code, draft) =>
    // The draft has just what the code asks for; that code and draft belong together is what TypeScript cannot follow.
    ({ severity: severities[code], related: [], fixes: [], ...draft, code }) as unknown as Finding<typeof code>;
  return { codes: Object.keys(severities) as Code[], check: (snapshot) => find(snapshot, found) };
}

/** Remembers what a function made of an object as long as both the object and the other arguments are the same. */
export function rememberedBy<Key extends object, Rest extends readonly unknown[], Result>(
  make: (key: Key, ...rest: Rest) => Result,
): (key: Key, ...rest: Rest) => Result {
  const memory = new WeakMap<Key, { readonly rest: Rest; readonly result: Result }>();
  return (key, ...rest) => {
    const known = memory.get(key);
    if (known?.rest.every((value, index) => value === rest[index]) === true) return known.result;
    const result = make(key, ...rest);
    memory.set(key, { rest, result });
    return result;
  };
}
