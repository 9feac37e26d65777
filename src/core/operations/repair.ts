import { t } from '@vscode/l10n';
import { type ChangeSet } from '../commit/change-set';
import { managedElsewhere } from '../commit/refusals';
import { type Finding } from '../findings/finding';
import { movedSide } from '../parity/agreed/moved';
import { choiceOf, type Drift, isNamed } from '../repair/items';
import { planRepair, type Take } from '../repair/plan';
import { type Side } from '../repair/side';
import { unreadableDatabase } from '../workspace/database-fault';
import { faultText } from '../workspace/readable';
import { MIRRORS } from '../workspace/settings';
import { documentOf, type Snapshot } from '../workspace/snapshot';
import { gateRefusal, type Operation, refuse, textOf, textsOf } from './operation';

/** Makes database and files say the same again, item by item (playbook, "Runtime Operations Workflow": failure handling). */
export const repair: Operation = {
  name: 'repair',
  title: t('Repair Drift'),
  description: t('make database and files agree again: everything, or what is named'),
  // A single choice was made on the very difference: there is nothing more to show.
  previewed: ({ choices }) => textsOf(choices).length !== 1,
  parameters: {
    take: {
      type: 'choice',
      title: t('Whose value counts'),
      asked: ({ choices }) => choices === undefined,
      choices: [
        { value: 'database', title: t('The database’s') },
        { value: 'files', title: t('The files’') },
        { value: 'moved', title: t('That of the side that moved since both agreed') },
      ],
    },
    only: { type: 'strings', title: t('Only these: a mission, a sprint, a context, a finding code, an item') },
    choices: {
      type: 'strings',
      title: t('Items with the side that counts: ITEM=database or ITEM=files'),
      flag: 'choose',
    },
  },
  plan({ take: given, only, choices: texts }, { snapshot, now, agent, override }) {
    const { profile } = snapshot;
    const unreadable = unreadableDatabase(snapshot);
    if (unreadable !== undefined) throw unreadable;
    if (profile.name === 'managed-elsewhere') throw managedElsewhere(profile.evidence.join(' '));
    if (profile.name !== 'mirrored')
      throw refuse(
        t('Here database and files do not promise to say the same ({0}), so nothing has drifted.', profile.name),
        t('To bring one side up to date, seed the database or export it.'),
      );
    if (documentOf(snapshot.database) === undefined)
      throw refuse(t('There is no database to compare the files with.'), t('A seed makes it from the files.'));
    const { rows, files, mended, lost, ...rest } = planRepair(snapshot, takeFrom(snapshot, given, only, texts), now);
    const left = [...rest.left, ...unread(snapshot)];
    if (lost.length > 0 && override === undefined)
      throw gateRefusal(t('This throws away what one side alone has: {0}.', lost.join(', ')));
    if (rows.length === 0 && files.length === 0)
      throw refuse(
        left.length > 0 ? left.join(' ') : t('There is nothing to repair among what was named.'),
        left.length > 0 ? t('Mend what keeps it from being changed, or do it by hand.') : undefined,
      );
    const changeSet: ChangeSet = {
      operation: 'repair',
      title: titleOf(textOf(given), mended),
      agent,
      rows,
      files,
      mends: true,
      ...(override === undefined ? {} : { override }),
    };
    return { changeSet, ...(left.length === 0 ? {} : { notices: left }) };
  },
};

/** What is not repaired because its file could not be read as a whole: no value of such a file is taken, nor given to it. */
function unread(snapshot: Snapshot): readonly string[] {
  return MIRRORS.filter((store) => snapshot.mirrors.has(store)).flatMap((store) => {
    const fault = faultText(snapshot, store);
    return fault === undefined ? [] : [t('Left as it is: {0}', fault)];
  });
}

function takeFrom(snapshot: Snapshot, given: unknown, only: unknown, texts: unknown): Take {
  const choices = new Map<string, Side>();
  for (const text of textsOf(texts)) {
    const choice = choiceOf(text);
    if (choice === undefined)
      throw refuse(
        t('{0} is no choice.', text),
        t('Write ITEM=database or ITEM=files; parity in JSON names the items.'),
      );
    choices.set(choice.item, choice.side);
  }
  const side = textOf(given);
  if (side === undefined && choices.size === 0)
    throw refuse(
      t('It has to be said whose value counts.'),
      t('Take the database, the files, or choose item by item.'),
    );
  const names = textsOf(only);
  return (drift: Drift, finding: Finding) => {
    const chosen = choices.get(drift.item);
    if (chosen !== undefined || side === undefined || !isNamed(drift, names)) return chosen;
    return side === 'database' || side === 'files' ? side : movedSide(snapshot, finding);
  };
}

function titleOf(take: string | undefined, mended: number): string {
  const count = mended === 1 ? t('one difference') : t('{0} differences', mended);
  switch (take) {
    case 'database':
      return t('Repair {0} from the database', count);
    case 'files':
      return t('Repair {0} from the files', count);
    default:
      return t('Repair {0}', count);
  }
}
