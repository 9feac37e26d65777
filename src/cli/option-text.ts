import { t } from '@vscode/l10n';

/** What help says of an option, with what counts where it is left out. */
export function withDefault(text: string, value: string): string {
  return t('{0} (default: {1})', text, value);
}
