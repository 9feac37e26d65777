import { t } from '@vscode/l10n';
import { type ChangeSet, type FileChange } from '../changes/change-set';
import { managedElsewhere } from '../commit/refusals';
import { textsOf } from '../changes/render';
import { exportBacklog } from '../export/backlog';
import { exportContext } from '../export/contexts';
import { exportSessions } from '../export/sessions';
import { Kept } from '../repair/kept';
import { Tally } from '../seed/tally';
import { requireReadable } from '../workspace/readable';
import { CONTEXT_IDS, documentOf } from '../workspace/snapshot';
import { gateRefusal, type Operation } from './operation';
import { refuse } from '../ground/refusals';
import { utf8Length } from '../ground/utf8';

/** A file may lose so much of its bytes before a person is asked. */
const SHRINKS = 1 / 3;

/** Brings into the files what the database says: the mirror of a seed (field guide, sections 7 and 8). */
export const exportFiles: Operation = {
  name: 'export',
  title: t('Export Database to Files'),
  description: t('bring into the files what the database says; what only the files have, or changed last, stays'),
  previewed: true,
  parameters: {
    rebuild: { type: 'boolean', title: t('Take out of the files what the database does not have') },
  },
  plan({ rebuild: given }, { snapshot, now, agent, override }) {
    const rebuild = given === true;
    const { profile, mirrors } = snapshot;
    if (profile.name === 'managed-elsewhere') throw managedElsewhere(profile.evidence.join(' '));
    requireReadable(snapshot);
    const database = documentOf(snapshot.database);
    if (database === undefined)
      throw refuse(
        t('There is no {0} to export.', snapshot.layout.stores.database.path),
        t('A seed makes it from the files.'),
      );
    const tally = new Tally();
    const kept = new Kept(snapshot, 'files', override !== undefined);
    const input = { snapshot, database, rebuild, now, tally, stays: kept };
    const files: readonly FileChange[] = [
      ...(mirrors.has('backlog') ? exportBacklog(input) : []),
      ...CONTEXT_IDS.filter((id) => mirrors.has(id)).flatMap((id) => exportContext(input, id)),
      ...(mirrors.has('sessions') ? exportSessions(input) : []),
    ];
    const lost = tally.textOf('lost');
    if (lost !== undefined && override === undefined)
      throw gateRefusal(
        `${t('This takes out of the files what the database does not have: {0}.', lost)} ${kept.warning}`.trim(),
      );
    const shrunk = files.find(shrinksMuch);
    if (shrunk !== undefined && override === undefined) {
      const [before, after] = textsOf(shrunk).map(bytesOf);
      throw gateRefusal(
        `${t('{0} would shrink from {1} to {2} bytes.', shrunk.path, before ?? 0, after ?? 0)} ${kept.warning}`.trim(),
      );
    }
    const changeSet: ChangeSet = {
      operation: 'export',
      title: t('Export {0} to the files', snapshot.layout.stores.database.path),
      agent,
      rows: [],
      files,
      mends: true,
      ...(override === undefined ? {} : { override }),
    };
    return { changeSet, notices: noticesOf(files, tally, kept) };
  },
};

function noticesOf(files: readonly FileChange[], tally: Tally, kept: Kept): readonly string[] {
  const told = (text: string | undefined, sentence: (text: string) => string): readonly string[] =>
    text === undefined ? [] : [sentence(text)];
  return [
    ...(files.length === 0 && tally.findings.length === 0 && !kept.any
      ? [t('The files say all that the database says.')]
      : []),
    ...files.filter(({ kind }) => kind === 'create').map(({ path }) => t('There is no {0} yet: it is made.', path)),
    ...told(tally.textOf('inserted'), (text) => t('Inserted: {0}.', text)),
    ...told(tally.textOf('changed'), (text) => t('Changed: {0}.', text)),
    ...told(tally.textOf('kept'), (text) => t('Only the files have, and keep: {0}.', text)),
    ...told(tally.textOf('lost'), (text) => t('Lost: {0}.', text)),
    ...kept.notices,
    ...tally.findings,
  ];
}

function shrinksMuch(change: FileChange): boolean {
  if (change.kind !== 'edit') return false;
  const [before, after] = textsOf(change);
  return bytesOf(after) < bytesOf(before) * (1 - SHRINKS);
}

function bytesOf(text: string): number {
  return utf8Length(text);
}
