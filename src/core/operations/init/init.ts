/** Makes a new mirrored workspace in a folder: all of it or nothing, and never over what is there. */
import { t } from '@vscode/l10n';
import type { ChangeSet } from '../../changes/change-set';
import { leadsInside } from '../../ground/boundary';
import type { CommitPorts } from '../../commit/ports';
import { recover } from '../../commit/recover';
import { CmosError } from '../../ground/errors';
import { refuse } from '../../ground/refusals';
import { refuseSecrets } from '../secrets';
import { transact } from '../transact';
import { findRoots } from '../../workspace/discovery';
import { LOCK } from '../../commit/journal';
import { JOURNAL_FOLDER } from '../../ground/own-folder';
import { foldersOf, join, nameOf, parentOf } from '../../ground/paths';
import type { Ports } from '../../ground/ports';
import { DEFAULT_SETTINGS } from '../../workspace/settings';
import type { Snapshot } from '../../workspace/snapshot';
import { Workspace } from '../../workspace/workspace';
import { type InitParameters, planInit } from './plan';

export interface InitOptions extends Omit<InitParameters, 'name'> {
  /** Without it the folder's own name, or that of the project that a folder named `cmos` is in. */
  readonly name?: string | undefined;
  /** Files that are no store (README, agents.md, …) and are there already stay as they are, and are no reason to refuse. */
  readonly keep: boolean;
  readonly dryRun: boolean;
}

interface InitResult {
  readonly changeSet: ChangeSet;
  /** What was there and stayed as it was; relative paths. */
  readonly kept: readonly string[];
}

/** Stores that a database must agree with: they can't be taken over from what is there. */
const MIRRORED = ['database', 'backlog', 'sessions', 'project_context', 'master_context'] as const;

/**
 * Makes a workspace in `root`, an absolute path with `/` between names; the folder is made where there is none.
 * @throws CmosError `operation/refused` where there is a workspace already or a file is in the way, `commit/…` where
 * it could not be written. Nothing is left behind then, but under `commit/unrecovered`.
 */
export async function initialise(
  ports: Ports,
  commitPorts: CommitPorts,
  root: string,
  { keep, dryRun, ...parameters }: InitOptions,
): Promise<InitResult> {
  refuseSecrets({ [t('Name')]: parameters.name, [t('Agent')]: parameters.agent });
  await checkFolder(ports, root);
  const named = { ...parameters, name: parameters.name ?? projectName(root) };
  const workspace = new Workspace(ports, root, DEFAULT_SETTINGS);
  const hadJournal = (await ports.files.stat(join(root, JOURNAL_FOLDER))) !== undefined;
  const made = await missingFolders(ports, root);
  // What it begins with is what the parameters say, and no more: nothing was agreed on before.
  const transaction = { ports: commitPorts, refresh: () => workspace.refresh(), dryRun, skipAgreed: true };
  try {
    const done = await transact<InitResult>(transaction, {
      request: 'init',
      plan: (snapshot) => planOn(ports, commitPorts, snapshot, { keep, ...named }),
      changeSetOf: ({ changeSet }) => changeSet,
    });
    return 'planned' in done ? done.planned : { changeSet: planInit(named), kept: [] };
  } catch (error) {
    const interrupted = CmosError.is(error, 'commit/unrecovered');
    // What cannot be tidied up is empty folders: the reason of the failure is what counts.
    if (!dryRun && !interrupted && !hadJournal)
      await removeLeftovers(ports, commitPorts, root, made).catch(() => undefined);
    throw error;
  }
}

/** The change set for a folder as it is. Throws where something is in the way. */
async function planOn(
  ports: Ports,
  commitPorts: CommitPorts,
  snapshot: Snapshot,
  { keep, ...parameters }: InitParameters & Pick<InitOptions, 'keep'>,
): Promise<InitResult> {
  const { root } = snapshot.layout;
  await checkWorkspace(ports, snapshot);
  const plan = planInit(parameters);
  const there = await existingFiles(ports, root, plan);
  const inTheWay = keep ? [...there].filter(([path]) => isStore(plan, path)) : [...there];
  if (inTheWay.length > 0)
    throw filesInTheWay(
      inTheWay.map(([, found]) => found),
      keep,
    );
  await checkInside(commitPorts, root, plan);
  const changeSet = { ...plan, files: plan.files.filter(({ path }) => !there.has(path)) };
  return { changeSet, kept: [...there.values()] };
}

async function removeLeftovers(
  ports: Ports,
  commitPorts: CommitPorts,
  root: string,
  made: readonly string[],
): Promise<void> {
  // The entry may have been written although writing it was reported as failed.
  await recover(commitPorts, await placeOf(ports, root));
  const { files } = commitPorts;
  const journal = join(root, JOURNAL_FOLDER);
  for (const name of await files.list(journal))
    if (name === '.gitignore' || name === LOCK || name.endsWith('.new')) await files.remove(join(journal, name));
  for (const folder of [journal, ...made]) await files.removeFolder(folder);
}

/** The root and the folders above it that are not there yet, the inner ones first. */
async function missingFolders({ files }: Ports, root: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = root; (await files.stat(at)) === undefined; at = parentOf(at)) {
    missing.push(at);
    if (parentOf(at) === at) break;
  }
  return missing;
}

async function checkFolder({ files }: Ports, root: string): Promise<void> {
  const found = await files.stat(root);
  if (found !== undefined && found.kind !== 'directory')
    throw refuse(t('{0} is a file, not a folder.', root), t('Name a folder, or a path where none is yet.'));
}

async function placeOf({ files }: Ports, root: string): Promise<{ root: string; database: string | undefined }> {
  const database = 'db/cmos.sqlite';
  return { root, database: (await files.stat(join(root, database))) === undefined ? undefined : database };
}

async function checkWorkspace({ files }: Ports, { layout }: Snapshot): Promise<void> {
  const [found] = await findRoots(files, layout.root);
  const store = MIRRORED.map((name) => layout.stores[name]).find(({ exists }) => exists);
  if (found === undefined && store === undefined) return;
  const what =
    found === undefined || found === layout.root
      ? t('{0} has a CMOS workspace, or a part of one, already: {1}.', layout.root, store?.path ?? 'db/schema.sql')
      : t('{0} has a CMOS workspace already: {1}.', layout.root, found);
  throw refuse(what, t('Work in it: cmos doctor says what is there. Or name another folder.'));
}

/** The planned files that are there already, and as the disk spells them: case does not tell two files apart everywhere. */
async function existingFiles(
  { files }: Ports,
  root: string,
  { files: planned }: ChangeSet,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { path } of planned) {
    const full = join(root, path);
    const names = await files.list(parentOf(full));
    const name = names.find((each) => each.toLowerCase() === nameOf(full).toLowerCase());
    if (name !== undefined) found.set(path, path.slice(0, path.length - name.length) + name);
  }
  return found;
}

function isStore({ files }: ChangeSet, path: string): boolean {
  const store = files.find((each) => each.path === path)?.store;
  return path === 'db/schema.sql' || (store !== undefined && store !== 'agents');
}

/** A folder that is a link to somewhere else would put the workspace's files there. */
async function checkInside({ files }: CommitPorts, root: string, plan: ChangeSet): Promise<void> {
  for (const folder of new Set(plan.files.flatMap(({ path }) => foldersOf(path)))) {
    if (await leadsInside(files, root, folder)) continue;
    throw refuse(
      t('{0} is a link that leads out of {1}.', folder, root),
      t('Make it a folder, or name another folder for the workspace.'),
    );
  }
}

function filesInTheWay(paths: readonly string[], keep: boolean): CmosError {
  return refuse(
    paths.length === 1
      ? t('{0} is there already.', paths[0] ?? '')
      : t('These files are there already: {0}.', paths.join(', ')),
    keep
      ? t('Move them away, or make the workspace in another folder, such as one named cmos.')
      : t('Make the workspace in another folder, such as one named cmos, or keep what is there (--keep).'),
  );
}

function projectName(root: string): string {
  const name = nameOf(root);
  return name.toLowerCase() === 'cmos' ? nameOf(parentOf(root)) : name;
}
