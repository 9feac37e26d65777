import { t } from '@vscode/l10n';
import { type Row } from '../../core/commit/change-set';
import { compareDatabases, type DatabaseDifference, isSame, type TableDifference } from '../../core/database/compare';
import { CmosError } from '../../core/errors';
import { listSnapshots, readCurrent, readSnapshot } from '../../core/snapshots/folder';
import { nameFor, SNAPSHOT_FOLDER } from '../../core/snapshots/names';
import { KEPT_SNAPSHOTS, takeSnapshot } from '../../core/snapshots/take';
import { type Command, type CommandInput, type CommandResult } from '../command';
import { oneLine, table } from '../missions';

/** Lists the database's snapshots, or says what one differs in from the database. */
export const snapshots: Command = {
  name: 'snapshots',
  description: t('list the snapshots of the database, or compare one with it'),
  options: [['--compare <name>', t('say which rows differ between the database and this snapshot')]],
  run: (input) =>
    typeof input.options['compare'] === 'string' ? compare(input, input.options['compare']) : list(input),
};

async function list({ snapshot, ports, commit }: CommandInput): Promise<CommandResult> {
  const found = await listSnapshots({ ports, files: commit.files }, snapshot.layout.root);
  const rows = found.map(({ name, takenAt, reason, bytes, missions, events, problem }) => [
    oneLine(name),
    takenAt ?? t('not taken here'),
    reason ?? '',
    bytes === undefined ? '' : t('{0} bytes', bytes),
    problem === undefined ? t('{0} missions, {1} events', missions ?? 0, events ?? 0) : oneLine(problem),
  ]);
  return {
    status: 0,
    text: found.length === 0 ? t('There is no snapshot. cmos snapshot takes one.') : table(rows).join('\n'),
    json: {
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

function differenceText(difference: DatabaseDifference, name: string): string {
  return [
    ...difference.tables.flatMap(tableText),
    ...difference.tablesOnlyHere.map((each) => t('{0}: only the database has this table', each)),
    ...difference.tablesOnlyThere.map((each) => t('{0}: only {1} has this table', each, name)),
    ...difference.columnsOnlyThere.map(({ table: each, column }) =>
      t('{0}: only {1} has the column {2}', each, name, column),
    ),
    ...difference.leftOut.map((each) => t('{0}: not compared; its rows are those of other tables', each)),
  ].join('\n');
}

/** A line a row: `+` only the database has it, `-` only the snapshot, `~` it differs in the named columns. */
function tableText({ table: name, onlyHere, onlyThere, changed, moved }: TableDifference): readonly string[] {
  return [
    t(
      '{0}: {1} only in the database, {2} only in the snapshot, {3} differ',
      name,
      onlyHere.length,
      onlyThere.length,
      changed.length,
    ),
    ...onlyHere.map(({ key }) => `  + ${keyText(key)}`),
    ...onlyThere.map(({ key }) => `  - ${keyText(key)}`),
    ...changed.map(({ key, here }) => `  ~ ${keyText(key)}: ${oneLine(Object.keys(here).join(', '))}`),
    ...(moved.length === 0
      ? []
      : [`  ${t('in another place among the rows: {0}', moved.map(({ key }) => keyText(key)).join(', '))}`]),
  ];
}

function keyText(key: Row): string {
  return oneLine(
    Object.values(key)
      .map((value) => (value === null ? 'NULL' : typeof value === 'object' ? `x'${value.blob}'` : String(value)))
      .join(' → '),
  );
}

/** Takes a snapshot. */
export const snapshot: Command = {
  name: 'snapshot',
  description: t('copy the database to {0}, beside whoever works in it', SNAPSHOT_FOLDER),
  writes: true,
  options: [
    ['--reason <text>', t('why; becomes a part of the name')],
    ['--keep <number>', t('how many are kept with this one; without it {0}', KEPT_SNAPSHOTS)],
  ],
  async run({ snapshot: { layout }, commit, options }) {
    const reason = typeof options['reason'] === 'string' ? options['reason'] : 'manual';
    const keep = keepOf(options['keep']);
    const dryRun = options['dryRun'] === true;
    const { path, removed } = dryRun
      ? { path: `${SNAPSHOT_FOLDER}/${nameFor(commit.now(), reason)}`, removed: [] }
      : await takeSnapshot(commit, layout, { reason, keep });
    return {
      status: 0,
      text: [path, ...removed.map((name) => t('Removed, as one too many: {0}', name))].join('\n'),
      json: { operation: 'snapshot', path, removed, dryRun },
    };
  },
};

function keepOf(given: unknown): number {
  if (given === undefined) return KEPT_SNAPSHOTS;
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  throw new CmosError('usage', t('{0} is no number of snapshots to keep.', JSON.stringify(given)), {
    advice: t('It is at least 1.'),
  });
}
