/** Refusals that every room may answer with. */
import { t } from '@vscode/l10n';
import { CmosError } from './errors';

/** A refusal of an operation: why, and what to do instead. */
export function refuse(message: string, advice?: string): CmosError {
  return new CmosError('operation/refused', `${message} ${t('Nothing was changed.')}`, {
    ...(advice === undefined ? {} : { advice }),
  });
}
