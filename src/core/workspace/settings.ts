/** What a person may set for a workspace; the editor's settings and the command line's options both become this. */
import { type Direction } from '../model/directions';
import { type ProfileName } from './profile';
import { type FileStore } from './layout';

export interface WorkspaceSettings {
  /** Undefined: recognise the profile from what is there. */
  readonly profile: ProfileName | undefined;
  /** The mirrors that parity looks at; a mirrored workspace promises all four. */
  readonly mirrors: ReadonlySet<Mirror>;
  /** Which end of a dependency comes first, by its type in its exact spelling; overrules what the workspace shows. */
  readonly directions: Readonly<Record<string, Direction>>;
  /** Above these sizes, in bytes, a file is not read and a finding says so. */
  readonly limits: { readonly textBytes: number; readonly databaseBytes: number };
}

/** A file that repeats what the database says. */
export type Mirror = Extract<FileStore, 'backlog' | 'sessions' | 'project_context' | 'master_context'>;

export const MIRRORS: readonly Mirror[] = ['backlog', 'sessions', 'project_context', 'master_context'];

export const DEFAULT_SETTINGS: WorkspaceSettings = {
  profile: undefined,
  mirrors: new Set(MIRRORS),
  directions: {},
  limits: { textBytes: 64 * 1024 * 1024, databaseBytes: 512 * 1024 * 1024 },
};
