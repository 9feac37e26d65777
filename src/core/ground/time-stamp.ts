/** Moments and spans of time in words. */
import { t } from '@vscode/l10n';

/** A moment, in milliseconds since 1970, as operations write it: ISO 8601 in UTC, whole seconds. */
export function timeStamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** In milliseconds. */
export const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A span in milliseconds, in its largest unit: `3 d`, `2 h`. */
export function spanText(milliseconds: number): string {
  if (milliseconds >= DAY) return t('{0} d', Math.floor(milliseconds / DAY));
  return milliseconds >= HOUR ? t('{0} h', Math.floor(milliseconds / HOUR)) : t('< 1 h');
}
