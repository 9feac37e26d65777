import { t } from '@vscode/l10n';
import { type ChangeSet } from '../changes/change-set';
import { managedElsewhere } from '../commit/refusals';
import { Kept } from '../repair/kept';
import { leftOut } from '../seed/left-out';
import { seedRows } from '../seed/plan';
import { Tally } from '../seed/tally';
import { requireReadable } from '../workspace/readable';
import { documentOf } from '../workspace/snapshot';
import { gateRefusal, type Operation } from './operation';
import { refuse } from '../ground/refusals';

/** Brings into the database what the files say (field guide, sections 7 and 8); makes it where there is none. */
export const seed: Operation = {
  name: 'seed',
  title: t('Seed Database from Files'),
  description: t('bring into the database what the files say; what only the database has, or changed last, stays'),
  previewed: true,
  parameters: {
    rebuild: { type: 'boolean', title: t('Take out of the database what the files do not have') },
  },
  plan({ rebuild: given }, { snapshot, now, agent, override }) {
    const rebuild = given === true;
    const { layout, profile } = snapshot;
    if (profile.name === 'managed-elsewhere') throw managedElsewhere(profile.evidence.join(' '));
    if (profile.name === 'database-only' && override === undefined)
      throw gateRefusal(t('Here the database alone counts: its files are exports, and may be older than it is.'));
    requireReadable(snapshot);
    const backlog = documentOf(snapshot.backlog);
    if (rebuild && backlog === undefined)
      throw refuse(t('There is no {0} to rebuild from.', layout.stores.backlog.path), t('Seed without rebuilding.'));
    const database = documentOf(snapshot.database);
    const tally = new Tally();
    const kept = new Kept(snapshot, 'database', override !== undefined);
    const rows = seedRows({ snapshot, backlog, database, rebuild, now, tally, stays: kept });
    const lost = tally.textOf('lost');
    if (lost !== undefined && override === undefined)
      throw gateRefusal(
        `${t('A rebuild takes out of the database what no file has: {0}.', lost)} ${kept.warning}`.trim(),
      );

    const { path } = layout.stores.database;
    const changeSet: ChangeSet = {
      operation: 'seed',
      title: rebuild ? t('Rebuild {0} from the files', path) : t('Seed {0} from the files', path),
      agent,
      rows,
      files: [],
      mends: true,
      ...(database === undefined ? { creates: path } : {}),
      ...(rebuild && database !== undefined && rows.length > 0 ? { copy: { reason: 'seed' } } : {}),
      ...(override === undefined ? {} : { override }),
    };
    const sentences: readonly (string | undefined)[] = [
      database === undefined ? t('There is no {0} yet: it is made.', path) : undefined,
      rows.length === 0 && !kept.any ? t('The database says all that the files say.') : undefined,
      told(tally.textOf('inserted'), (text) => t('Inserted: {0}.', text)),
      told(tally.textOf('changed'), (text) => t('Changed: {0}.', text)),
      told(tally.textOf('kept'), (text) => t('Only the database has, and keeps: {0}.', text)),
      told(lost, (text) => t('Lost: {0}.', text)),
    ];
    const notices = [
      ...sentences.filter((each) => each !== undefined),
      ...kept.notices,
      ...tally.findings,
      ...leftOut(snapshot),
    ];
    return { changeSet, notices };
  },
};

function told(text: string | undefined, sentence: (text: string) => string): string | undefined {
  return text === undefined ? undefined : sentence(text);
}
