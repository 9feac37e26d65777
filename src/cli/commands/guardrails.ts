import { t } from '@vscode/l10n';
import { CmosError } from '../../core/errors';
import { type Command, type CommandInput, type CommandResult, type ExitStatus } from '../command';
import { type Guardrail } from '../guardrail';
// eslint-disable-next-line no-restricted-imports -- a registry, not a barrel: nothing is exported again
import { GUARDRAILS } from '../guardrails/index';

/** Runs the guardrails of a workspace, or one of them. */
export const guardrails: Command = {
  name: 'guardrails',
  description: t('check what keeps missions safe: {0}', GUARDRAILS.map(({ name }) => name).join(', ')),
  arguments: [
    ['[subject]', GUARDRAILS.map(({ name, description }) => `${name}: ${description}`).join('; ')],
    ['[words...]', t('what the subject asks for')],
  ],
  options: GUARDRAILS.flatMap(({ options }) => options ?? []),
  run(input) {
    const [name, words] = input.arguments as readonly [string | undefined, readonly string[] | undefined];
    if (name === undefined) return all(input);
    const subject = GUARDRAILS.find((each) => each.name === name);
    if (subject === undefined) {
      throw new CmosError('usage', t('There is no guardrail {0}.', name), {
        advice: t('There are: {0}.', GUARDRAILS.map((each) => each.name).join(', ')),
      });
    }
    return subject.run(input, words ?? []);
  },
};

/** One after the other; it ends as the worst of them does. */
async function all(input: CommandInput): Promise<CommandResult> {
  const results: (readonly [Guardrail, CommandResult])[] = [];
  for (const subject of GUARDRAILS) results.push([subject, await subject.run(input, [])]);
  const errors = results.flatMap(([, { error }]) => error ?? []);
  return {
    status: results.reduce<ExitStatus>((worst, [, { status }]) => (status > worst ? status : worst), 0),
    text: results.map(([{ name }, { text }]) => `${name}\n${text}`).join('\n\n'),
    json: Object.fromEntries(results.map(([{ name }, { json }]) => [name, json])),
    ...(errors.length === 0 ? {} : { error: errors.join('\n') }),
  };
}
