/** Refusals that every room may answer with. */
import { t } from '@vscode/l10n';
import { CmosError } from './errors';

/** A refusal of an operation: why, and what to do instead. */
export function refuse(message: string, advice?: string): CmosError {
  return new CmosError('operation/refused', `${message} ${t('Nothing was changed.')}`, {
    ...(advice === undefined ? {} : { advice }),
  });
}

/** A refusal's message without the sentence that nothing was changed, for a text that goes on. */
export function withoutNothingChanged(message: string): string {
  return message.replace(` ${t('Nothing was changed.')}`, '');
}
