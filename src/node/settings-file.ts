/** The settings that a workspace keeps for the editor, for those who work without it: `.vscode/settings.json`. */
import path from 'node:path';
import type { ParseError } from 'jsonc-parser';
import { CmosError, reasonOf } from '../core/ground/errors';
import { part } from '../core/ground/parts';
import { JSON_DEPTH, nestsTooDeep } from '../core/files/json';
import { readBytes } from '../core/workspace/read-bytes';
import type { Setting } from '../core/workspace/settings';
import { t } from '@vscode/l10n';
import { nodeFiles } from './ports';

/**
 * The settings of a cmos root: of the folder that was opened, which is the root or the folder above it. Rejected with
 * `file/unreadable` where a file is there and cannot be read: working by other rules than those set would be a surprise.
 */
export async function settingsOf(root: string): Promise<Setting> {
  const own = await read(path.join(root, '.vscode', 'settings.json'));
  const above = path.basename(root) === 'cmos' ? await read(path.join(root, '..', '.vscode', 'settings.json')) : {};
  return (name) => own[`cmos.${name}`] ?? above[`cmos.${name}`];
}

/** In bytes: more than any settings come to. */
const LARGEST = 4 * 1024 * 1024;

async function read(file: string): Promise<Readonly<Record<string, unknown>>> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readBytes(nodeFiles, file, file, { bytes: LARGEST });
  } catch (error) {
    throw unusable(file, reasonOf(error));
  }
  if (bytes === undefined) return {};
  const text = new TextDecoder().decode(bytes);
  // The parser recurses.
  if (nestsTooDeep(text)) throw unusable(file, t('{0} is nested deeper than {1} levels.', file, JSON_DEPTH));
  const { parse } = await part(import('jsonc-parser'));
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw unusable(file, t('{0} is not valid JSON.', file));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function unusable(file: string, message: string): CmosError {
  return new CmosError('file/unreadable', message, {
    file,
    advice: t('Mend it; it says by which rules operations work here.'),
  });
}
