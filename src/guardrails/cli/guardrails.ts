import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import type { Command, CommandInput, CommandResult, ExitStatus } from '../../cli/command';
import type { Guardrail } from './guardrail';
import { benchmarks } from './benchmarks';
import { integration } from './integration';
import { needed } from './needed';
import { quality } from './quality';
import { references } from './references';
import { security } from './security';

/** The subjects, in the order in which all of them run; a file each. */
export const GUARDRAILS: readonly Guardrail[] = [integration, security, quality, benchmarks, references, needed];

/** What keeps a workspace's quality (playbook, "Quality & Telemetry Workflow"): one subject, or all of them. */
export const guardrails: Command = {
  name: 'guardrails',
  description: () =>
    t('check what guards quality: {0}; without a subject all', GUARDRAILS.map(({ name }) => name).join(', ')),
  arguments: () => [
    ['[subject]', GUARDRAILS.map(({ name, description }) => `${name}: ${description()}`).join('; ')],
    ['[words...]', t('what the subject is about')],
  ],
  options: () => optionsOf(GUARDRAILS),
  formats: ['sarif'],
  async run(input) {
    const [subject, rest] = input.arguments as readonly [string?, (readonly string[] | string)?];
    // Words that stand behind come as a list.
    const words = rest === undefined ? [] : typeof rest === 'string' ? [rest] : rest;
    if (subject === undefined) return all(input);
    const found = GUARDRAILS.find(({ name }) => name === subject);
    if (found !== undefined) return found.run(input, words);
    throw new CmosError('usage', t('{0} is no subject of guardrails.', subject), {
      advice: t('There are {0}.', GUARDRAILS.map(({ name }) => name).join(', ')),
    });
  },
};

/** The options of all subjects; of those with the same name the first. */
function optionsOf(subjects: readonly Guardrail[]): readonly (readonly [flags: string, description: string])[] {
  const options = new Map<string, readonly [flags: string, description: string]>();
  for (const option of subjects.flatMap((each) => each.options?.() ?? [])) {
    const name = /--[\w-]+/.exec(option[0])?.[0] ?? option[0];
    if (!options.has(name)) options.set(name, option);
  }
  return [...options.values()];
}

/** Each subject with its name above it. What one cannot do keeps no other from being done. */
async function all(input: CommandInput): Promise<CommandResult> {
  const results: [Guardrail, CommandResult][] = [];
  for (const each of GUARDRAILS) results.push([each, await runOne(each, input)]);
  const errors = results.flatMap(([, { error }]) => error ?? []);
  return {
    status: Math.max(...results.map(([, { status }]) => status)) as ExitStatus,
    text: results.map(([{ name }, { text }]) => `${name}\n${text.replace(/^(?=.)/gm, '  ')}`).join('\n\n'),
    json: Object.fromEntries(results.map(([{ name }, { json }]) => [name, json])),
    ...(errors.length === 0 ? {} : { error: errors.join('\n') }),
  };
}

async function runOne(guardrail: Guardrail, input: CommandInput): Promise<CommandResult> {
  try {
    return await guardrail.run(input, []);
  } catch (error) {
    if (!CmosError.is(error)) throw error;
    const { code, message, advice } = error;
    return {
      status: 1,
      text: message,
      json: { error: { code, message, ...(advice === undefined ? {} : { advice }) } },
    };
  }
}
