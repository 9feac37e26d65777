/** What a new sprint may be called, and what it is called where nobody says. */
import { t } from '@vscode/l10n';
import { refuse } from '../ground/refusals';
import { modelOf } from '../model/missions';
import type { Snapshot } from '../workspace/snapshot';

/** What the first sprint is called, as in a new workspace. */
const FIRST = 'Sprint 01';

/** A number that can be counted on from; longer ones are something else. */
const NUMBER = /(?<!\d)\d{1,9}(?!\d)/g;

/** Refuses an id that a sprint has, in whatever case, or that no line can show. */
export function newSprintId(snapshot: Snapshot, id: string): void {
  const known = idsOf(snapshot).find((each) => each.toLowerCase() === id.toLowerCase());
  if (known !== undefined)
    throw refuse(
      t('There is a sprint {0} already.', known),
      t('Without an id it is called {0}, the next that is free.', nextSprintId(snapshot)),
    );
  if (/\p{Cc}/u.test(id)) throw refuse(t('A sprint’s id is one line of text.'));
}

/** The next free id, as the last sprint with a number in its id is called: `SPRINT-04-PHASE4` after `SPRINT-03-PHASE3`. */
export function nextSprintId(snapshot: Snapshot): string {
  const ids = idsOf(snapshot);
  const taken = new Set(ids.map((id) => id.toLowerCase()));
  const last = ids.findLast((id) => id.search(NUMBER) >= 0);
  if (last === undefined && !taken.has(FIRST.toLowerCase())) return FIRST;
  let id = last ?? FIRST;
  while (taken.has(id.toLowerCase())) id = counted(id);
  return id;
}

/** An id with its last number one higher, and with it those that say the same; each as wide as it was. */
function counted(id: string): string {
  const last = Number(id.match(NUMBER)?.at(-1));
  return id.replace(NUMBER, (digits) =>
    Number(digits) === last ? String(last + 1).padStart(digits.length, '0') : digits,
  );
}

function idsOf(snapshot: Snapshot): readonly string[] {
  return modelOf(snapshot).sprints.flatMap(({ id }) => id ?? []);
}
