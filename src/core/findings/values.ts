/** Values as messages and titles quote them: in one line, and not too long a one. */
import { t } from '@vscode/l10n';
import { oneLine, shortened } from '../ground/printable';
import type { Finding } from './finding';

/** Longer values are cut, in UTF-16 units; the finding itself keeps them whole. */
const LONGEST = 80;
const LONGEST_IN_A_TITLE = 40;

export function short(text: string): string {
  return shortened(oneLine(text), LONGEST);
}

export function quoted(text: string | undefined): string {
  return text === undefined || text === '' ? t('none') : `“${short(text)}”`;
}

/** A value in a title. */
export function brief(value: string | undefined): string {
  return value === undefined || value === '' ? t('nothing') : shortened(oneLine(value), LONGEST_IN_A_TITLE);
}

/** What taking either side's value is called. */
export function takeValue({ databaseValue, fileValue }: Finding): { database: string; files: string } {
  return {
    database: t('Take the database’s value: {0}', brief(databaseValue)),
    files: t('Take the file’s value: {0}', brief(fileValue)),
  };
}

export function mergeMarker(): string {
  return t('An unfinished merge: this conflict marker is still in the file.');
}

export function duplicateKey(key: string): string {
  return t('The key “{0}” stands more than once; the last one counts.', key);
}
