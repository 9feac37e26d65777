import { t } from '@vscode/l10n';
import { CmosError } from '../../core/errors';
import { type Command } from '../command';
// eslint-disable-next-line no-restricted-imports -- a registry, not a barrel: nothing is exported again
import { GUARDRAILS } from '../guardrails/index';

/** Runs the guardrails of a workspace, or one of them. */
export const guardrails: Command = {
  name: 'guardrails',
  description: t('check what keeps missions safe: {0}', GUARDRAILS.map(({ name }) => name).join(', ')),
  arguments: [
    ['<subject>', GUARDRAILS.map(({ name, description }) => `${name}: ${description}`).join('; ')],
    ['[words...]', t('what the subject asks for')],
  ],
  options: GUARDRAILS.flatMap(({ options }) => options ?? []),
  run(input) {
    const [name, words] = input.arguments as readonly [string, readonly string[] | string | undefined];
    const subject = GUARDRAILS.find((each) => each.name === name);
    if (subject === undefined) {
      throw new CmosError('usage', t('There is no guardrail {0}.', name), {
        advice: t('There are: {0}.', GUARDRAILS.map((each) => each.name).join(', ')),
      });
    }
    return subject.run(input, words === undefined ? [] : typeof words === 'string' ? [words] : words);
  },
};
