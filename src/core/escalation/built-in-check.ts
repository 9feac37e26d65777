/** What of a workspace's own scripts is built in here: it stands in where the script cannot be run (tier 3). */
import { referenceVerdict } from '../parity/reference';
import type { Script, ScriptResult } from '../ground/scripts';
import type { Snapshot } from '../workspace/snapshot';

/** What a Python prints that lacks a module: the script itself said nothing then. */
const NO_MODULE = /^(?:ModuleNotFoundError|ImportError): /m;

/** Whether a result is no verdict of the script's own: it could not be started, did not end by itself, or lacked what it needs. */
export function couldNotRun({ exit, reason, output }: ScriptResult): boolean {
  if (exit === undefined) return reason !== 'ended';
  return exit === 126 || exit === 127 || NO_MODULE.test(output);
}

/** What does the same as a script, where something here does. */
export function builtInCheck({
  program,
  arguments: words,
}: Pick<Script, 'program' | 'arguments'>): BuiltInCheck | undefined {
  if (!/(?:^|[\\/])(?:python[\d.]*|py|uv|env)(?:\.exe)?$/i.test(program)) return undefined;
  const script = words.find((word) => word.endsWith('.py'));
  // With another workspace, or options that ours does not know, it would be another question.
  const rest = words.filter((word) => word !== script && word !== 'run' && !/^python[\d.]*$/.test(word));
  if (script === undefined || rest.some((word) => word !== '--check')) return undefined;
  return /(?:^|[\\/])scripts[\\/]validate_parity\.py$/.test(script)
    ? { name: 'cmos parity --reference', run: parity }
    : undefined;
}

export interface BuiltInCheck {
  /** What a person would call it with. */
  readonly name: string;
  readonly run: (snapshot: Snapshot) => ScriptResult;
}

function parity(snapshot: Snapshot): ScriptResult {
  const { lines, exitStatus, error } = referenceVerdict(snapshot);
  return {
    exit: exitStatus,
    failure: undefined,
    output: [...lines, ...(error === undefined ? [] : [error])].join('\n'),
    duration: 0,
  };
}
