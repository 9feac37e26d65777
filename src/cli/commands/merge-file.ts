/** The git merge driver: merges two versions of a CMOS file by what they say (docs/commands.md, "Merging"). */
import { t } from '@vscode/l10n';
import path from 'node:path';
import type { CommitFiles } from '../../core/ground/commit-files';
import { hostRefusal } from '../../core/commit/refusals';
import { CmosError } from '../../core/ground/errors';
import { conflictText } from '../../core/merge/conflict';
import { mergeKindOf, mergeTexts } from '../../core/merge/merge';
import type { FileSystem } from '../../core/ground/ports';
import { utf8Bytes } from '../../core/ground/utf8';
import { readBytes } from '../../core/workspace/read-bytes';
import { DEFAULT_SETTINGS } from '../../core/workspace/settings';
import type { FreeCommand } from '../command';

/** As `git merge-file`: BASE and THEIRS are read, the result goes into OURS; 1 where conflicts are left in it. */
export const mergeFile: FreeCommand = {
  name: 'merge-file',
  description: () => t('merge two versions of a backlog or log into the first, as a git merge driver (%O %A %B %P)'),
  arguments: () => [
    ['<base>', t('what both versions come from (%O); an empty file where there is none')],
    ['<ours>', t('our version (%A), which gets the result')],
    ['<theirs>', t('their version (%B)')],
    ['[path]', t('the name of the file in the repository (%P), which tells its kind')],
  ],
  workspace: false,
  async run({ cwd, ports, commit: { files }, arguments: [base = '', ours = '', theirs = '', name] }) {
    const [old, own, other] = await Promise.all([base, ours, theirs].map((each) => read(ports.files, cwd, each)));
    const kind = mergeKindOf(name, own ?? '');
    const { text, conflicts } = mergeTexts(kind, old ?? '', own ?? '', other ?? '');
    if (text !== own) await write(files, cwd, ours, text);
    const lines = conflicts.map(conflictText);
    return {
      status: conflicts.length === 0 ? 0 : 1,
      text: '',
      ...(lines.length === 0 ? {} : { error: lines.map((line) => `${name ?? ours}: ${line}`).join('\n') }),
      json: {
        kind,
        conflicts: conflicts.map((each) => ({
          kind: each.kind,
          id: each.id,
          field: each.field ?? null,
          ours: each.ours ?? null,
          theirs: each.theirs ?? null,
        })),
      },
    };
  },
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

async function read(files: FileSystem, cwd: string, name: string): Promise<string> {
  const bytes = await readBytes(files, path.resolve(cwd, name), name, { bytes: DEFAULT_SETTINGS.limits.textBytes });
  if (bytes === undefined) throw new CmosError('usage', t('There is no file {0}.', name));
  try {
    return decoder.decode(bytes);
  } catch {
    throw new CmosError('file/unreadable', t('{0} holds bytes that are no UTF-8; nothing was merged.', name), {
      file: name,
      advice: t('Save it as UTF-8 on both sides, or merge it by hand.'),
    });
  }
}

/** Beside it first, then in its place: a full disk leaves our version as it is. */
async function write(files: CommitFiles, cwd: string, name: string, text: string): Promise<void> {
  const given = path.resolve(cwd, name);
  const file = await files.resolve(given);
  // Git hands over a file of its own; behind a link it would be somebody else's.
  if (file !== path.join(await files.resolve(path.dirname(given)), path.basename(given)))
    throw new CmosError('commit/outside', `${t('{0} is a link to {1}.', name, file)} ${t('Nothing was changed.')}`, {
      file: name,
      advice: t('Name the file itself.'),
    });
  const fresh = `${file}.cmos-merge-${process.pid}`;
  try {
    await files.writeNew(fresh, utf8Bytes(text), { like: file });
    await files.rename(fresh, file);
  } catch (error) {
    await files.remove(fresh).catch(() => undefined);
    throw hostRefusal(error, name);
  }
}
