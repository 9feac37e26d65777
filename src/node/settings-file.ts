/** The settings that a workspace keeps for the editor, for those who work without it: `.vscode/settings.json`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { CmosError, reasonOf } from '../core/ground/errors';
import { type Setting } from '../core/workspace/settings';
import { t } from '@vscode/l10n';
import { isAbsence } from './ports';

/**
 * The settings of a cmos root: of the folder that was opened, which is the root or the folder above it. Rejected with
 * `file/unreadable` where a file is there and cannot be read: working by other rules than those set would be a surprise.
 */
export async function settingsOf(root: string): Promise<Setting> {
  const own = await read(path.join(root, '.vscode', 'settings.json'));
  const above = path.basename(root) === 'cmos' ? await read(path.join(root, '..', '.vscode', 'settings.json')) : {};
  return (name) => own[`cmos.${name}`] ?? above[`cmos.${name}`];
}

async function read(file: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return {};
    throw unreadable(file, reasonOf(error));
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  if (errors.length > 0) throw unreadable(file, t('it is no JSON'));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function unreadable(file: string, reason: string): CmosError {
  return new CmosError('file/unreadable', t('{0} cannot be read: {1}.', file, reason), {
    file,
    advice: t('Mend it; it says by which rules operations work here.'),
  });
}
