import { t } from '@vscode/l10n';
import type { ChangeSet } from '../../changes/change-set';
import { managedElsewhere } from '../../commit/refusals';
import { check } from '../../findings/check';
import type { Finding } from '../../findings/finding';
import { type Moved, movedOf, movedSide } from '../../findings/moved';
import { damages, isDamaged } from '../../repair/damage';
import { REJECTED } from '../../findings/rules/log-problems';
import { driftOf, isItem, isNamed, isNamedItself } from '../../repair/items';
import { isEvent } from '../../repair/fixes';
import { unread } from '../../repair/left-out';
import { movedOn, movedValue, valuesText } from '../../repair/moved-values';
import { planRepair, type Take } from '../../repair/plan';
import { otherSide, type Side } from '../../ground/side';
import { unreadableDatabase } from '../../workspace/database-fault';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import { type Remedy, remedy } from '../../ground/gate';
import { type Operation, textsOf } from '../operation';
import { refuse } from '../../ground/refusals';

/**
 * Makes database and files agree again, item by item; see [Repair](#repair).
 *
 * @see playbook, "Runtime Operations Workflow": failure handling
 */
export const repair: Operation = {
  name: 'repair',
  title: () => t('Repair Drift'),
  description: () => t('make database and files agree again: everything, or what is named'),
  chapter: 'stores',
  order: 1,
  editor: { icon: 'wrench', menus: [{ view: 'cmos.drift', group: 'navigation@1' }] },
  // A single item was named on the very difference: there is nothing more to show.
  previewed: ({ only }) => textsOf(only).length !== 1 || !textsOf(only).every(isItem),
  parameters: {
    take: {
      type: 'choice',
      title: () => t('Whose value counts'),
      required: true,
      choices: [
        { value: 'database', title: () => t('The database’s') },
        { value: 'files', title: () => t('The files’') },
        { value: 'moved', title: () => t('That of the side that moved since both agreed') },
      ],
    },
    only: {
      type: 'strings',
      title: () => t('Only these: a mission, a sprint, a context, a finding code, an item'),
      placeholder: 'NAME',
    },
  },
  plan({ take, only }, { snapshot, now, agent, override, gates }) {
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
    const wanted: Wanted = { take: take as Wanted['take'], only: textsOf(only) };
    const plan = planRepair(snapshot, takeFrom(snapshot, wanted), now);
    const { rows, files, mended, lost } = plan;
    const losses = lossesOf(snapshot, wanted, lost);
    if (losses.reasons.length > 0)
      gates.add({
        code: 'gate/overwrite',
        message: losses.reasons.join(' '),
        remedies: losses.remedies,
        overridable: true,
      });
    const left = [
      ...losses.reasons,
      ...plan.left,
      ...undecided(snapshot, wanted),
      ...invalid(snapshot, wanted),
      ...unread(snapshot),
    ];
    if (rows.length === 0 && files.length === 0)
      throw refuse(
        left.length > 0 ? left.join(' ') : t('There is nothing to repair among what was named.'),
        plan.left.length > 0 ? t('Mend what keeps it from being changed, or do it by hand.') : undefined,
      );
    const changeSet: ChangeSet = {
      operation: 'repair',
      title: titleOf(wanted.take, mended),
      agent,
      rows,
      files,
      toleratesDrift: true,
      // A mission or sprint that goes from the database can be brought back, whatever is done in between.
      ...(rows.some(({ kind, table }) => kind === 'delete' && (table === 'missions' || table === 'sprints'))
        ? { copy: { reason: 'repair' } }
        : {}),
      ...(override === undefined ? {} : { override }),
    };
    return { changeSet, ...(left.length === 0 ? {} : { notices: left }) };
  },
};

/** What a person asked for. */
interface Wanted {
  readonly take: Side | 'moved';
  readonly only: readonly string[];
}

function takeFrom(snapshot: Snapshot, { take, only }: Wanted): Take {
  return (drift, finding) => {
    if (!isNamed(drift, only)) return undefined;
    // A person may still mend a line by hand: it goes where it is named, or what it is.
    if (finding.code === 'log/invalid-line' && only.length === 0) return undefined;
    if (isDamaged(finding)) return 'files';
    if (take !== 'moved') return take;
    // Events are only ever added, whichever side is taken.
    return isEvent(finding) ? 'database' : movedSide(snapshot, finding);
  };
}

/**
 * What a repair loses: records, and where it takes a side for everything, what the other side changed since both agreed. Who
 * names a mission or an item looked at it.
 */
function lossesOf(
  snapshot: Snapshot,
  { take, only }: Wanted,
  lost: readonly string[],
): { readonly reasons: readonly string[]; readonly remedies: readonly Remedy[] } {
  const swept = (finding: Finding): boolean => {
    const drift = driftOf(finding);
    if (drift === undefined || lost.includes(drift.about ?? '')) return false;
    return isNamed(drift, only) && !isNamedItself(drift, only);
  };
  const changed = take === 'moved' ? [] : movedOn(snapshot, otherSide(take)).filter(swept);
  const of = (unclear: boolean): string =>
    valuesText(
      changed
        .flatMap((finding) => movedValue(snapshot, finding) ?? [])
        .filter(({ moved }) => (moved === 'unclear') === unclear),
    );
  const [values, unclear] = [of(false), of(true)];
  const reasons = [
    ...(lost.length === 0 ? [] : [t('This throws away what one side alone has: {0}.', lost.join(', '))]),
    ...(unclear === '' ? [] : [t('This overwrites values of which it is not known which side changed: {0}.', unclear)]),
    ...(values === ''
      ? []
      : [
          take === 'files'
            ? t('This overwrites what the database changed since both agreed: {0}.', values)
            : t('This overwrites what the files changed since both agreed: {0}.', values),
        ]),
  ];
  return {
    reasons,
    remedies: [
      remedy(t('Show the differences'), 'parity'),
      ...(changed.length === 0
        ? []
        : [remedy(t('Take each value from the side that changed it'), 'repair', {}, '--take moved')]),
      { title: t('Name with --only what to repair') },
    ],
  };
}

/** What both sides changed, where the side that moved is asked for: it is neither's. */
function undecided(snapshot: Snapshot, { take, only }: Wanted): readonly string[] {
  if (take !== 'moved') return [];
  const of = (moved: Moved): string =>
    valuesText(
      check(snapshot)
        .findings.filter((finding) => {
          const drift = driftOf(finding);
          return drift !== undefined && isNamed(drift, only) && movedOf(snapshot, finding) === moved;
        })
        .flatMap((finding) => movedValue(snapshot, finding) ?? []),
    );
  const [both, unclear] = [of('both'), of('unclear')];
  return [
    ...(both === ''
      ? []
      : [t('Both sides changed these since they agreed; take a side for each with --only: {0}.', both)]),
    ...(unclear === ''
      ? []
      : [t('It is not known which side changed these; take a side for each with --only: {0}.', unclear)]),
  ];
}

/** Lines that are no events stay where nothing is named: what to do with them. */
function invalid(snapshot: Snapshot, { only }: Wanted): readonly string[] {
  const count = damages(snapshot).filter(({ code }) => code === 'log/invalid-line').length;
  return only.length > 0 || count === 0
    ? []
    : [t('Lines of the session log that are not events stay; --only log/invalid-line moves them to {0}.', REJECTED)];
}

function titleOf(take: Wanted['take'], mended: number): string {
  const count = mended === 1 ? t('one difference') : t('{0} differences', mended);
  switch (take) {
    case 'database':
      return t('Repair {0} from the database', count);
    case 'files':
      return t('Repair {0} from the files', count);
    case 'moved':
      return t('Repair {0}', count);
  }
}
