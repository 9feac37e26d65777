import path from 'node:path';
import { t } from '@vscode/l10n';
import { changedStores, renderChangeSet } from '../../core/changes/render';
import { initialise } from '../../core/operations/init/init';
import { timeStamp } from '../../core/ground/time-stamp';
import { normalPath } from '../../core/ground/paths';
import type { FreeCommand } from '../command';
import { withDefault } from '../option-text';

/** Makes a new workspace; never over what is there. */
export const init: FreeCommand = {
  name: 'init',
  workspace: false,
  description: () => t('make a new workspace: database, backlog, contexts, agents.md and templates'),
  writes: true,
  arguments: () => [
    ['[dir]', withDefault(t('the folder that becomes the cmos root'), t('--root, or the working directory'))],
  ],
  options: () => [
    ['--name <name>', withDefault(t('what the project is called'), t('as the folder'))],
    ['--agent <name>', t('who makes it; becomes the author of the plan')],
    ['--keep', t('leave a README, agents.md and other documents that are there as they are')],
  ],
  async run({ ports, commit, cwd, arguments: [folder], options }) {
    const text = (name: string): string | undefined => {
      const value = options[name];
      return typeof value === 'string' ? value : undefined;
    };
    const root = normalPath(path.resolve(cwd, folder ?? text('root') ?? '.'));
    const dryRun = options['dryRun'] === true;
    const { changeSet, kept } = await initialise(ports, commit, root, {
      name: text('name'),
      agent: text('agent'),
      now: timeStamp(ports.now()),
      keep: options['keep'] === true,
      dryRun,
    });
    const changed = [{ store: 'database', file: 'db/cmos.sqlite', change: 'create' }, ...changedStores(changeSet)];
    return {
      status: 0,
      text: dryRun
        ? renderChangeSet(changeSet)
        : [
            t('{0} is a workspace now.', root),
            ...kept.map((file) => t('As it was: {0}', file)),
            t('Next: read README.md, then take up the first mission with cmos start.'),
          ].join('\n'),
      json: { operation: 'init', root, changed, kept, dryRun },
    };
  },
};
