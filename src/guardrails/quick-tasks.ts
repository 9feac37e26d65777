/**
 * The playbook's quick commands as tasks: each as `cmos` does it, and beside it the workspace's own script where there is
 * one. What is offered, in which order and under which name; nothing is run here.
 */
import { t } from '@vscode/l10n';
import { type OwnScript, ownScripts, type Programs, type QuickCommand } from './own-scripts';
import type { RootFiles } from './root-files';

/** The quick commands with a script behind them, and looking at the backlog, for which the playbook has none. */
export type TaskCommand = QuickCommand | 'backlog';

interface Described {
  readonly command: TaskCommand;
  readonly title: string;
}

/** A command line of ours. */
interface OurTask extends Described {
  readonly own: false;
  /** What stands behind `cmos`. */
  readonly words: readonly string[];
}

/** A script of the workspace's. */
interface OwnTask extends Described {
  readonly own: true;
  readonly script: OwnScript;
}

export type QuickTask = OurTask | OwnTask;

interface Entry {
  readonly title: () => string;
  readonly words: readonly string[];
  /** Whether it changes the workspace. */
  readonly writes?: boolean;
}

const OURS: Readonly<Record<TaskCommand, Entry>> = {
  parity: { title: () => t('Validate parity'), words: ['parity'] },
  seed: { title: () => t('Seed SQLite'), words: ['seed'], writes: true },
  integration: { title: () => t('Integration suite'), words: ['guardrails', 'integration'] },
  references: { title: () => t('Guardrail references'), words: ['guardrails', 'references'] },
  backlog: { title: () => t('Inspect backlog'), words: ['list'] },
};

/** In the order of the playbook. */
export const TASK_COMMANDS = Object.keys(OURS) as readonly TaskCommand[];

interface Offer {
  readonly trusted: boolean;
  readonly programs: Programs;
}

/** The tasks of a workspace. Where it is not trusted none of its scripts is even looked for, and nothing that writes is offered. */
export async function quickTasks(rootFiles: RootFiles, { trusted, programs }: Offer): Promise<readonly QuickTask[]> {
  const scripts = trusted ? await ownScripts(rootFiles, programs) : [];
  return TASK_COMMANDS.flatMap((command): readonly QuickTask[] => {
    const { title, words, writes = false } = OURS[command];
    const script = scripts.find((each) => each.command === command);
    return [
      ...(trusted || !writes ? [{ command, title: title(), own: false as const, words }] : []),
      ...(script === undefined ? [] : [{ command, title: title(), own: true as const, script }]),
    ];
  });
}
