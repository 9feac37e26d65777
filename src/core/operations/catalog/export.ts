import { t } from '@vscode/l10n';
import type { FileChange } from '../../changes/change-set';
import { managedElsewhere } from '../../commit/refusals';
import { fileSides } from '../../changes/render';
import { bringOver, mirrored } from '../../repair/bring-over';
import { requireReadable } from '../../workspace/readable';
import type { Mirror } from '../../workspace/settings';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import { remedy } from '../../ground/gate';
import type { Operation } from '../operation';
import { refuse } from '../../ground/refusals';
import { utf8Length } from '../../ground/utf8';

/** A file may lose so much of its bytes before a person is asked. */
const SHRINKS = 1 / 3;

/**
 * Brings into the files what the database says: edits them in place, and writes missing ones. What only the files have, or
 * [changed since both agreed](#what-moved), stays. A file that would lose more than a third of its bytes wants a reason
 * (`--override`).
 *
 * @see field guide, sections 7 and 8
 */
export const exportFiles: Operation = {
  name: 'export',
  title: () => t('Export Database to Files'),
  description: () => t('bring into the files what the database says; what only the files have, or changed last, stays'),
  chapter: 'stores',
  order: 3,
  previewed: true,
  parameters: {},
  plan(_, { snapshot, now, agent, override, gates }) {
    const { profile, layout } = snapshot;
    if (profile.name === 'managed-elsewhere') throw managedElsewhere(profile.evidence.join(' '));
    requireReadable(snapshot);
    const { path } = layout.stores.database;
    if (documentOf(snapshot.database) === undefined)
      throw refuse(t('There is no {0} to export.', path), t('A seed makes it from the files.'));
    const from = mirrored(snapshot, writtenMirrors(snapshot));
    const { files, notices, warning } = bringOver(from, 'database', override !== undefined, now);
    const shrunk = files.find(shrinksMuch);
    if (shrunk !== undefined) {
      const [before, after] = fileSides(shrunk).map(bytesOf);
      gates.add({
        code: 'gate/shrink',
        message:
          `${t('{0} would shrink from {1} to {2} bytes.', shrunk.path, before ?? 0, after ?? 0)} ${warning}`.trim(),
        remedies: [remedy(t('Show the differences'), 'parity')],
        overridable: true,
      });
    }
    return {
      changeSet: {
        operation: 'export',
        title: t('Export {0} to the files', path),
        agent,
        rows: [],
        files,
        toleratesDrift: true,
        ...(override === undefined ? {} : { override }),
      },
      notices: [
        ...files
          .filter(({ kind }) => kind === 'create')
          .map((each) => t('There is no {0} yet: it is made.', each.path)),
        ...notices,
      ],
    };
  },
};

/** The later tools keep no log, and one would make the workspace look like one that does. */
function writtenMirrors({ mirrors, sessions, layout }: Snapshot): ReadonlySet<Mirror> {
  const keepsNoLog = sessions.state === 'absent' && layout.laterTools.length > 0;
  return new Set([...mirrors].filter((mirror) => mirror !== 'sessions' || !keepsNoLog));
}

function shrinksMuch(change: FileChange): boolean {
  if (change.kind !== 'edit') return false;
  const [before, after] = fileSides(change);
  return bytesOf(after) < bytesOf(before) * (1 - SHRINKS);
}

function bytesOf(text: string): number {
  return utf8Length(text);
}
