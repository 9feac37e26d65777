/** What a guardrail of the command line is: a subject of `cmos guardrails`. */
import { type CommandInput, type CommandResult } from './command';

export interface Guardrail {
  readonly name: string;
  readonly description: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  run(input: CommandInput, words: readonly string[]): CommandResult | Promise<CommandResult>;
}
