/** What a subject of `cmos guardrails` is. */
import type { CommandInput, CommandResult } from '../../cli/command';
import type { RootFiles } from '../root-files';

export interface Guardrail {
  /** The word behind `guardrails`. */
  readonly name: string;
  readonly description: () => string;
  /** In commander's notation. An option that two subjects have is the same option. */
  readonly options?: () => readonly (readonly [flags: string, description: string])[];
  /** `words`: what stands behind the subject. */
  run(input: CommandInput, words: readonly string[]): CommandResult | Promise<CommandResult>;
}

export function rootFilesOf({ files, snapshot }: CommandInput): RootFiles {
  return { files, root: snapshot.layout.root };
}
