/** A database that is not there yet, made as a whole file. */
import { t } from '@vscode/l10n';
import { SCHEMA } from '../database/schema';
import { makeDatabase } from '../database/make-database';
import { CmosError, reasonOf } from '../ground/errors';
import { join, nameOf, parentOf } from '../ground/paths';
import { confined, type ConfinedFiles } from '../ground/boundary';
import { databaseInside } from '../database/inside';
import type { RowChange } from '../changes/change-set';
import type { CommitPorts } from './ports';
import { fileChanged, hostRefusal, noWriter } from './refusals';
import { type PreparedWrite, WriterError } from '../changes/writer';

/** Where a workspace keeps the SQL that makes its tables; relative to the cmos root. */
const SCHEMA_FILE = 'db/schema.sql';

/**
 * Makes a database with its first rows, and gives it its name once `whilePrepared` has resolved. `database` is relative to the
 * root. Refused where there is one already, or where something of an earlier one would be mixed into it; rejected as
 * `makeDatabase` is.
 */
export async function createDatabase<Result>(
  { files: raw, reading }: CommitPorts,
  root: string,
  database: string,
  rows: readonly RowChange[],
  whilePrepared: (prepared: PreparedWrite) => Promise<Result>,
): Promise<Result> {
  if (reading === undefined) throw noWriter();
  const files = confined(raw, root);
  const path = await databaseInside(files, root, database);
  const beside = await files.list(parentOf(path));
  // The next who opens the new file would apply to it what these say of the old one.
  const remains = ['-wal', '-journal'].map((end) => nameOf(path) + end).find((name) => beside.includes(name));
  if (remains !== undefined)
    throw new CmosError(
      'commit/failed',
      `${t('{0} is missing, but {1} beside it is there, with changes that were made to it.', database, remains)} ${t('Nothing was changed.')}`,
      { file: database, advice: t('Bring the database back, or move both names away together.') },
    );
  if (beside.includes(nameOf(path))) throw fileChanged(database);
  const schema = (await ownSchema(files, root)) ?? SCHEMA;
  try {
    return await makeDatabase({ ports: reading, files }, { path, schema, rows }, whilePrepared);
  } catch (error) {
    if (CmosError.is(error) || error instanceof WriterError) throw error;
    throw new CmosError(
      'commit/failed',
      `${t('No database can be made with {0}: {1}', SCHEMA_FILE, reasonOf(error))} ${t('Nothing was changed.')}`,
      { file: SCHEMA_FILE, advice: t('Mend the schema, or move it away to get the usual tables.'), cause: error },
    );
  }
}

/** The workspace's schema; undefined where it has none, or one that lies outside of it. */
async function ownSchema(files: ConfinedFiles, root: string): Promise<string | undefined> {
  try {
    const path = await files.resolve(join(root, SCHEMA_FILE));
    if (!path.startsWith(`${await files.resolve(root)}/`)) return undefined;
    const bytes = await files.read(path);
    return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw hostRefusal(error, SCHEMA_FILE);
  }
}
