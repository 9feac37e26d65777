/** What a person may set for a workspace; the editor's settings and the workspace's settings file both become this. */
import type { Direction } from './direction';
import type { FileStore } from '../ground/store-names';
import { PROFILE_NAMES, type ProfileName } from './profile';

export interface WorkspaceSettings {
  /** Undefined: recognise the profile from what is there. */
  readonly profile: ProfileName | undefined;
  /** The mirrors that parity looks at; a mirrored workspace promises all four. */
  readonly mirrors: ReadonlySet<Mirror>;
  /** Which end of a dependency comes first, by its type in its exact spelling; overrules what the workspace shows. */
  readonly directions: Readonly<Record<string, Direction>>;
  /** Above these sizes, in bytes, a file is not read and a finding says so; of structured texts a quarter. */
  readonly limits: { readonly textBytes: number; readonly databaseBytes: number };
  /** A mission in progress is stale when it had no event for so many hours; 0: never. */
  readonly staleAfterHours: number;
}

/** A file that repeats what the database says. */
export type Mirror = Extract<FileStore, 'backlog' | 'sessions' | 'project_context' | 'master_context'>;

export const MIRRORS: readonly Mirror[] = ['backlog', 'sessions', 'project_context', 'master_context'];

const MEGABYTE = 1024 * 1024;

export const DEFAULT_SETTINGS: WorkspaceSettings = {
  profile: undefined,
  mirrors: new Set(MIRRORS),
  directions: {},
  limits: { textBytes: 16 * MEGABYTE, databaseBytes: 512 * MEGABYTE },
  // A weekend makes no mission stale.
  staleAfterHours: 72,
};

/** A setting's value by its name without `cmos.`; undefined where it is not set. */
export type Setting = (name: string) => unknown;

/** Settings from their values. Values that make no sense count as not set. */
export function settingsFrom(setting: Setting): WorkspaceSettings {
  const profile = setting('profile');
  const mirrors = setting('mirrors');
  const { textBytes, databaseBytes } = DEFAULT_SETTINGS.limits;
  return {
    profile: PROFILE_NAMES.find((name): name is ProfileName => name === profile),
    mirrors: Array.isArray(mirrors)
      ? new Set(MIRRORS.filter((mirror) => mirrors.includes(mirror)))
      : DEFAULT_SETTINGS.mirrors,
    directions: directionsFrom(setting('dependencyDirections')),
    limits: {
      textBytes,
      databaseBytes: bytesOf(setting('limits.databaseMegabytes')) ?? databaseBytes,
    },
    staleAfterHours: hoursOf(setting('claims.staleAfter')) ?? DEFAULT_SETTINGS.staleAfterHours,
  };
}

function bytesOf(megabytes: unknown): number | undefined {
  return typeof megabytes === 'number' && megabytes > 0 ? megabytes * MEGABYTE : undefined;
}

function hoursOf(hours: unknown): number | undefined {
  return typeof hours === 'number' && hours >= 0 ? hours : undefined;
}

function directionsFrom(value: unknown): Readonly<Record<string, Direction>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, Direction] =>
      ['from-first', 'to-first', 'soft'].includes(entry[1] as string),
    ),
  );
}
