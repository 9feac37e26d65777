/** A file as the security rules look at it: as much of it as they scan. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import { SCANNED } from '../../core/scan/scan';
import { locateTarget, readLocated, type RootFiles } from '../root-files';

export interface TextFile {
  /** Relative to the cmos root. */
  readonly path: string;
  readonly text: string;
}

/** One unit more than is scanned, so that the scanner says that there was more; in UTF-8 a unit takes 4 bytes at most. */
const MOST = 4 * (SCANNED + 1);

/** Throws a `CmosError` for what lies outside of the root, what is not there, and what is no file. */
export async function readScanned(rootFiles: RootFiles, target: string): Promise<TextFile> {
  const located = await locateTarget(rootFiles, target);
  const text = await readLocated(rootFiles, located, MOST);
  if (text === undefined)
    throw new CmosError('file/unreadable', t('There is no file {0}.', located.path), { file: located.path });
  return { path: located.path, text: text.replace(/^\uFEFF/, '') };
}
