import { t } from '@vscode/l10n';
import { countText } from '../../core/ground/counts';
import { compareDatabases, isSame } from '../../core/database/compare';
import { differenceText } from '../../core/database/difference-text';
import { CmosError } from '../../core/ground/errors';
import { listSnapshots, readCurrent, readSnapshot } from '../../core/snapshots/folder';
import { SNAPSHOT_FOLDER } from '../../core/workspace/snapshot-names';
import { KEPT_COPIES } from '../../core/commit/database-copy';
import { takeSnapshot } from '../../core/operations/snapshot';
import type { Command, CommandInput, CommandResult, WritingCommand } from '../command';
import { oneLine } from '../../core/ground/printable';
import { table } from '../missions';
import { withDefault } from '../option-text';

/** Lists the database's snapshots, or says what one differs in from the database. */
export const snapshots: Command = {
  name: 'snapshots',
  description: () => t('list the snapshots of the database, or compare one with it'),
  options: () => [['--compare <name>', t('say which rows differ between the database and this snapshot')]],
  run: (input) =>
    typeof input.options['compare'] === 'string' ? compare(input, input.options['compare']) : list(input),
};

async function list({ snapshot, ports, commit }: CommandInput): Promise<CommandResult> {
  const found = await listSnapshots({ ports, files: commit.files }, snapshot.layout.root);
  const rows = found.map(({ name, takenAt, reason, bytes, missions, events, problem }) => [
    oneLine(name),
    takenAt ?? t('not taken here'),
    reason ?? '',
    bytes === undefined ? '' : countText('byte', bytes),
    problem === undefined
      ? `${countText('mission', missions ?? 0)}, ${countText('event', events ?? 0)}`
      : oneLine(problem),
  ]);
  return {
    status: 0,
    text: found.length === 0 ? t('There is no snapshot. cmos snapshot takes one.') : table(rows).join('\n'),
    json: {
      total: found.length,
      snapshots: found.map(({ takenAt, reason, bytes, missions, events, problem, ...each }) => ({
        ...each,
        takenAt: takenAt ?? null,
        reason: reason ?? null,
        bytes: bytes ?? null,
        missions: missions ?? null,
        events: events ?? null,
        ...(problem === undefined ? {} : { problem }),
      })),
    },
  };
}

async function compare({ snapshot, ports, commit }: CommandInput, name: string): Promise<CommandResult> {
  const reading = { ports, files: commit.files };
  const { root, stores } = snapshot.layout;
  const there = await readSnapshot(reading, root, name);
  const difference = compareDatabases(await readCurrent(reading, root, stores.database.path), there);
  return {
    status: isSame(difference) ? 0 : 1,
    text: isSame(difference) ? t('The database holds the same rows as {0}.', name) : differenceText(difference, name),
    json: { snapshot: name, same: isSame(difference), ...difference },
  };
}

/** Takes a snapshot. */
export const snapshot: WritingCommand = {
  name: 'snapshot',
  description: () => t('copy the database to {0}, beside whoever works in it', SNAPSHOT_FOLDER),
  writes: true,
  options: () => [
    ['--reason <text>', t('why; becomes a part of the name')],
    ['--keep <number>', withDefault(t('how many are kept with this one'), String(KEPT_COPIES))],
  ],
  async run({ refresh, commit: ports, options }) {
    const reason = typeof options['reason'] === 'string' ? options['reason'] : 'manual';
    const keep = keepOf(options['keep']);
    const dryRun = options['dryRun'] === true;
    const { path, removed } = await takeSnapshot({ ports, refresh, dryRun }, { reason, keep });
    return {
      status: 0,
      text: [path, ...removed.map((name) => t('Removed, as one too many: {0}', name))].join('\n'),
      json: { operation: 'snapshot', path, removed, dryRun },
    };
  },
};

function keepOf(given: unknown): number {
  if (given === undefined) return KEPT_COPIES;
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  throw new CmosError('usage', t('{0} is no number of snapshots to keep.', JSON.stringify(given)), {
    advice: t('It is at least 1.'),
  });
}
