/** What became of a change that was interrupted. */
import { t } from '@vscode/l10n';
import type { Foreign } from './provenance';
import type { JournalRecord } from './record';

export interface Recovery {
  readonly record: JournalRecord;
  /**
   * `conflict`: somebody changed rows or a file since, so that nothing is certain. `foreign`: the record was not written here.
   * Nothing was touched in either case.
   */
  readonly outcome: 'finished' | 'taken-back' | 'conflict' | 'foreign' | 'left-as-is';
  /** What is in conflict: a file relative to the root, or the database. */
  readonly conflict?: string;
  readonly foreign?: Foreign;
}

/** What became of an interrupted change, for a person. */
export function recoverySentence({ record, outcome, conflict = '', foreign }: Recovery): string {
  switch (outcome) {
    case 'finished':
      return t('Finished after an interruption: {0}', record.title);
    case 'taken-back':
      return t('Rolled back after an interruption: {0}', record.title);
    case 'left-as-is':
      return foreign === undefined
        ? t('Left as it is: {0}. Earlier changes can no longer be undone; cmos parity says what differs.', record.title)
        : t('Set aside: {0}', record.title);
    case 'conflict':
      return t('Not recovered: {0}. {1} was changed since.', record.title, conflict);
    case 'foreign':
      return `${t('Not recovered: {0}.', record.title)} ${foreignText(record.title, foreign ?? 'another-machine')}`;
  }
}

/** The same as an object, as `--format json` prints it. */
export function recoveryJson({ record, outcome, conflict, foreign }: Recovery): object {
  return {
    id: record.id,
    title: record.title,
    outcome,
    ...(conflict === undefined ? {} : { conflict }),
    ...(foreign === undefined ? {} : { foreign }),
  };
}

/** Why a record is not applied by itself, in a sentence. */
export function foreignText(title: string, foreign: Foreign): string {
  switch (foreign) {
    case 'another-machine':
      return t(
        'The record of “{0}” was not written by you on this machine, or your journal key is missing or was replaced.',
        title,
      );
    case 'tracked-by-git':
      return t('Git tracks the record of “{0}”, so it may have come with a checkout.', title);
  }
}
