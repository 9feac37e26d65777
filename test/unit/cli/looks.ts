/** Every command that only looks, as the registries know them. */
import { COMMANDS } from '../../support/commands';
import { GUARDRAILS } from '../../../src/guardrails/cli/guardrails';

/** What each command that only reads is given; a command that is not here runs without more. */
const WORDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  show: [['A']],
  ready: [[], ['B']],
  parity: [[], ['--reference']],
  telemetry: [[], ['A'], ['--health']],
  guardrails: [
    [],
    ...GUARDRAILS.map(({ name }) => [name]),
    ['security', '--coverage'],
    ['references', '--reference'],
    ['needed', '--since', '2025-01-01T00:00:00Z'],
  ],
};

export const LOOKS: readonly (readonly string[])[] = [
  ...COMMANDS.flatMap((command) =>
    'workspace' in command || command.writes === true
      ? []
      : (WORDS[command.name] ?? [[]]).map((words) => [command.name, ...words]),
  ),
  ['complete', 'A', '--summary', 's', '--notes', 'n', '--dry-run'],
  ['undo', '--dry-run'],
  ['recover', '--dry-run'],
];
