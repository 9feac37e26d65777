/** Gates: what must hold before an operation changes anything. They are asked and told together, each with its remedies. */
import { t } from '@vscode/l10n';
import { CmosError, type CmosErrorCode } from './errors';
import { shellWord } from './printable';
import { withoutNothingChanged } from './refusals';

/** Names a gate, in JSON and in session events. Codes never change meaning. */
type GateCode =
  | 'gate/status'
  | 'gate/drift'
  | 'gate/touched-drift'
  | 'gate/parity-unknown'
  | 'gate/mission-in-progress'
  | 'gate/prerequisite'
  | 'gate/verification'
  | 'gate/review'
  | 'gate/checks'
  | 'gate/failed-tests'
  | 'gate/own-review'
  | 'gate/left-missions'
  | 'gate/missing-database'
  | 'gate/missing-file'
  | 'gate/database-only'
  | 'gate/overwrite'
  | 'gate/shrink'
  | 'gate/another-agent'
  | 'gate/secret';

/** A gate that is open: why, and what closes it. */
export interface Gate {
  /** Of a refusal that is no gate of its own, such as a store that cannot be read, the error's. */
  readonly code: GateCode | CmosErrorCode;
  /** Whole sentences. */
  readonly message: string;
  /** What a program printed, where one is behind it. */
  readonly detail?: string;
  readonly remedies: readonly Remedy[];
  /** Whether a reason passes it. */
  readonly overridable: boolean;
}

/** A way to close a gate. Nothing that it names destroys something when it is run as it stands. */
export interface Remedy {
  /** What to do, in the imperative, without a full stop. */
  readonly title: string;
  /** The same on the command line, where it is one command. */
  readonly command?: string;
  /** The name of the command or operation that does it, and the parameters that are known. */
  readonly action?: { readonly name: string; readonly parameters: Readonly<Record<string, string>> };
}

/** What the commands that are named as remedies need beside ids. */
export const REQUIRED_OPTIONS: Readonly<Record<string, string>> = {
  start: '--summary TEXT',
  complete: '--summary TEXT --notes EVIDENCE',
  block: '--summary TEXT --reason TEXT',
  unblock: '--summary TEXT',
  reopen: '--reason TEXT',
  waive: '--reason TEXT',
  note: '--summary TEXT',
  review: '--remark TEXT',
  'sprint add': '--title TEXT',
};

/** A command line: `ids` stand behind the command's name, in order, what else it needs behind them. */
export function commandLine(name: string, ids: readonly string[], flags = REQUIRED_OPTIONS[name] ?? ''): string {
  return ['cmos', name, ...ids.map(shellWord), ...(flags === '' ? [] : [flags])].join(' ');
}

/** A remedy by a command: `ids` are its parameters that stand behind its name, in order; `flags` follow as they are. */
export function remedy(
  title: string,
  name: string,
  ids: Readonly<Record<string, string>> = {},
  flags?: string,
): Remedy {
  return { title, command: commandLine(name, Object.values(ids), flags), action: { name, parameters: ids } };
}

/** The gates that were found open while a plan was made. */
export class OpenGates {
  readonly #gates: Gate[] = [];

  /** Asked more than once, a gate is told once. */
  add(gate: Gate): void {
    if (!this.#gates.some((each) => isSameGate(each, gate))) this.#gates.push(gate);
  }

  get all(): readonly Gate[] {
    return this.#gates;
  }
}

/** A refusal of a change because gates are open: all of them. */
export class GateRefusal extends CmosError {
  readonly gates: readonly Gate[];

  constructor(code: CmosErrorCode, gates: readonly Gate[]) {
    const [first] = gates;
    const only = gates.length === 1 ? first : undefined;
    const advice = [...(only === undefined ? [] : only.remedies.map(remedyText)), ...overrideText(gates)];
    super(code, only === undefined ? severalText(gates) : singleText(only), {
      ...(advice.length === 0 ? {} : { advice: advice.join('\n') }),
    });
    this.gates = gates;
  }
}

/** A refusal as a gate that no reason passes, to be told among others. */
export function closedGate({ code, message, advice }: CmosError): Gate {
  return {
    code,
    message: withoutNothingChanged(message),
    remedies: advice === undefined ? [] : [{ title: advice.replace(/\.$/, '') }],
    overridable: false,
  };
}

function singleText({ message, detail }: Gate): string {
  return `${message} ${t('Nothing was changed.')}${detailText(detail)}`;
}

function severalText(gates: readonly Gate[]): string {
  return [
    `${t('{0} gates are open.', gates.length)} ${t('Nothing was changed.')}`,
    ...gates.flatMap(({ message, detail, remedies, overridable }, at) => [
      `${at + 1}. ${message}${overridable ? '' : ` ${t('No reason passes this gate.')}`}${detailText(detail)}`,
      ...remedies.map((each) => `   ${remedyText(each)}`),
    ]),
  ].join('\n');
}

function detailText(detail: string | undefined): string {
  return detail === undefined ? '' : `\n${t('It printed:')}\n${detail}`;
}

/** A remedy in one line. */
function remedyText({ title, command }: Remedy): string {
  return command === undefined ? `${title}.` : `${title}: ${command}`;
}

/** The override comes last: remedies do not need to be justified. */
function overrideText(gates: readonly Gate[]): readonly string[] {
  if (!gates.every(({ overridable }) => overridable)) return [];
  return [
    gates.length === 1
      ? t('Or pass this gate with --override REASON; the reason is recorded.')
      : t('Or pass these gates with --override REASON; the reason is recorded.'),
  ];
}

/** Whether a code names a gate, and not the error that closes it. */
export function isGateCode(code: Gate['code']): code is GateCode {
  return code.startsWith('gate/');
}

/** Whether two say the same: a gate that is open for another reason is another one. */
export function isSameGate(one: Gate, other: Gate): boolean {
  return one.code === other.code && one.message === other.message;
}
