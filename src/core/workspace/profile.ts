/** What kind of workspace this is, and so what may be asked of it (field guide, section 1, "Profiles"). */
import { t } from '@vscode/l10n';
import type { DatabaseReading } from '../database/model';
import type { BacklogDocument } from '../files/backlog/model';
import type { Agreed } from './agreed';
import type { Layout } from './layout';

/**
 * `mirrored`: database and files say the same. `database-only`: files are occasional exports. `files-only`: there is
 * no database. `managed-elsewhere`: a later server owns the database; it is read, and never written.
 */
export type ProfileName = 'mirrored' | 'database-only' | 'files-only' | 'managed-elsewhere';

export const PROFILE_NAMES: readonly ProfileName[] = ['mirrored', 'database-only', 'files-only', 'managed-elsewhere'];

export interface Profile {
  readonly name: ProfileName;
  /** What it was recognised by, sentences for a person. */
  readonly evidence: readonly string[];
  /** Whether a setting chose it rather than what was found. */
  readonly overridden: boolean;
}

/** What the profile is recognised from. `database` and `backlog` are undefined where they could not be read. */
interface ProfileSigns {
  readonly layout: Layout;
  readonly database: DatabaseReading | undefined;
  readonly backlog: BacklogDocument | undefined;
  /** What both sides agreed on last: only a mirrored workspace has it. */
  readonly agreed: Agreed | undefined;
}

/** Columns that only the later server's `missions` table demands a value for. */
const SERVER_COLUMNS = ['event_type', 'project_id'];

/** Recognises the profile, or takes the one that a setting chose. */
export function recogniseProfile(signs: ProfileSigns, chosen: ProfileName | undefined): Profile {
  const found = recognise(signs);
  if (chosen === undefined || chosen === found.name) return { ...found, overridden: chosen !== undefined };
  return {
    name: chosen,
    evidence: [
      t('Chosen by a setting.'),
      t('Without it the workspace would be taken for “{0}”.', found.name),
      ...found.evidence,
    ],
    overridden: true,
  };
}

function recognise(signs: ProfileSigns): Omit<Profile, 'overridden'> {
  const { layout, database } = signs;
  const { stores } = layout;
  if (!stores.database.exists) {
    return { name: 'files-only', evidence: [t('There is no {0}.', stores.database.path)] };
  }
  if (database === undefined) {
    return { name: 'mirrored', evidence: [t('{0} is there but could not be read.', stores.database.path)] };
  }

  const server = serverSigns(database);
  if (server.length > 0) return { name: 'managed-elsewhere', evidence: server };

  const exported = exportSigns(signs, database);
  if (!stores.sessions.exists && exported.length > 0) {
    return { name: 'database-only', evidence: [t('There is no {0}.', stores.sessions.path), ...exported] };
  }

  const mirrors = [stores.backlog, stores.sessions, stores.project_context, stores.master_context];
  return {
    name: 'mirrored',
    evidence: [
      t('{0} has CMOS tables and nothing of a later server.', stores.database.path),
      t(
        'Mirrors found: {0}.',
        mirrors
          .filter(({ exists }) => exists)
          .map(({ path }) => path)
          .join(', ') || t('none'),
      ),
    ],
  };
}

function serverSigns({ schema, metadata }: DatabaseReading): string[] {
  const demanded = (schema.tables.get('missions')?.columns ?? [])
    .filter(({ name, notNull }) => notNull && SERVER_COLUMNS.includes(name))
    .map(({ name }) => t('The table missions demands a value for {0}, a column of the later server.', name));
  return metadata.has('firehose_event_columns')
    ? [...demanded, t('The metadata has firehose_event_columns, which the later server sets.')]
    : demanded;
}

function exportSigns({ layout, backlog, agreed }: ProfileSigns, { missions }: DatabaseReading): string[] {
  const signs = layout.laterTools.map((path) => t('{0} belongs to the tools that write the database alone.', path));
  // A backlog that cannot be read, or that had missions before, says nothing of this kind.
  const hasNone = layout.stores.backlog.exists ? backlog?.missions.length === 0 : true;
  if (missions.length > 0 && hasNone && Object.keys(agreed?.missions ?? {}).length === 0) {
    signs.push(t('The database has {0} missions, the backlog file none.', missions.length));
  }
  return signs;
}
