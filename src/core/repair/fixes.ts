/** The ways to mend a difference, as findings offer them: the repair of one item. */
import type { Finding, Fix } from '../findings/finding';
import { movedSide } from '../findings/moved';
import { takeValue } from '../findings/values';
import type { Snapshot } from '../workspace/snapshot';
import { canBeMended, isDamaged } from './damage';
import { itemOf } from './items';
import type { Side } from '../ground/side';

/** A fix with what it does to the two sides. */
interface RepairFix extends Fix {
  readonly side: Side;
  /** Whether there is no doubt about it: one side alone moved, or it adds what the other side lacks. */
  readonly unambiguous: boolean;
}

/** Taking the database's, taking the file's, as far as either can be taken; the side that moved stands first. */
export function repairFixes(snapshot: Snapshot, finding: Finding): readonly RepairFix[] {
  const item = itemOf(finding);
  if (item === undefined || (isDamaged(finding) && !canBeMended(snapshot))) return [];
  const { kind, lacks } = finding;
  const moved = movedSide(snapshot, finding);
  const titles: Readonly<Partial<Record<Side, string>>> = kind.titles?.(finding) ?? takeValue(finding);
  const fixes = (['database', 'files'] as const).flatMap((side): readonly RepairFix[] => {
    const title = titles[side];
    if (title === undefined) return [];
    const parameters = { take: side, only: [item] };
    // Where it takes something away that the other side has, a person decides.
    const unambiguous = kind.additive === true || (moved === side && lacks !== side);
    return [{ title, operation: 'repair', parameters, side, unambiguous }];
  });
  return moved === 'files' ? fixes.toReversed() : fixes;
}

/** Whether a finding is of an event that one side lacks. */
export function isEvent({ item }: Finding): boolean {
  return item?.kind === 'session';
}
