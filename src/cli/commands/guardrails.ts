import { t } from '@vscode/l10n';
import { CmosError } from '../../core/errors';
import { type Command } from '../command';
// eslint-disable-next-line no-restricted-imports -- the list of subjects, no barrel
import { GUARDRAILS } from '../guardrails/index';
import { table } from '../missions';

/** The checks that watch over documents, security, quality and performance; one subject each. */
export const guardrails: Command = {
  name: 'guardrails',
  description: t(
    'run a guardrail: {0}',
    GUARDRAILS.map(({ name, description }) => `${name} (${description})`).join('; '),
  ),
  arguments: [
    ['[subject]', t('one of {0}', GUARDRAILS.map(({ name }) => name).join(', '))],
    ['[words...]', t('what the subject takes')],
  ],
  options: GUARDRAILS.flatMap(({ options = [] }) => options),
  formats: ['sarif'],
  run(input) {
    const [subject, words] = input.arguments as readonly [string | undefined, unknown];
    if (subject === undefined)
      return {
        status: 0,
        text: table(GUARDRAILS.map(({ name, description }) => [name, description])).join('\n'),
        json: { guardrails: GUARDRAILS.map(({ name, description }) => ({ name, description })) },
      };
    const guardrail = GUARDRAILS.find(({ name }) => name === subject);
    if (guardrail === undefined)
      throw new CmosError('usage', t('There is no guardrail {0}.', subject), {
        advice: t('There are: {0}.', GUARDRAILS.map(({ name }) => name).join(', ')),
      });
    return guardrail.run(input, Array.isArray(words) ? words.map(String) : []);
  },
};
