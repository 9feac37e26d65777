/** The only place that starts git, and in a way in which git starts nothing else. */
import { execFile } from 'node:child_process';
import path from 'node:path';

/** Git answers within this, or counts as not there; in milliseconds. */
const PATIENCE = 10_000;

/** What git may answer, in bytes. */
const MOST = 64 * 1024 * 1024;

/**
 * Settings that outweigh the repository's own, which come with a folder that somebody else may have made. Filters have
 * names, so `filtersOff` looks for them; everything that a remote may name is behind `GIT_ALLOW_PROTOCOL`.
 */
const HARDENED = [
  // The empty value: git before 2.36 takes `false` for the name of a program.
  'core.fsmonitor=',
  'core.hooksPath=/dev/null',
  'log.showSignature=false',
  // A folder in a working tree that looks like a repository without one has a configuration that a clone brings along.
  'safe.bareRepository=explicit',
  // Names, and no others than those of the files that changed.
  'core.quotePath=false',
  'diff.relative=false',
  'log.follow=false',
  'log.showRoot=true',
];

interface Asking {
  /** What git reads from its standard input. */
  readonly input?: string;
  /** Further settings, as `name=value`. */
  readonly settings?: readonly string[];
}

/**
 * What git says in a folder; undefined where it fails, is not there, or refuses the repository as somebody else's. It
 * starts no program and writes nothing. A command that compares files of the working tree also needs `filtersOff`.
 */
export function askGit(
  folder: string,
  words: readonly string[],
  { input = '', settings = [] }: Asking = {},
): Promise<string | undefined> {
  const options = [...HARDENED, ...settings].flatMap((setting) => ['-c', setting]);
  return new Promise((resolve) => {
    try {
      const child = execFile(
        'git',
        ['-C', folder, '--no-pager', '--no-optional-locks', ...options, ...words],
        {
          // Neither Windows nor a relative entry in PATH finds a program called git in the repository.
          cwd: path.parse(process.execPath).root,
          env: environment(),
          timeout: PATIENCE,
          maxBuffer: MOST,
          windowsHide: true,
        },
        (error, stdout) => {
          resolve(error === null ? stdout : undefined);
        },
      );
      // Git may end before it has read everything.
      child.stdin?.on('error', () => undefined).end(input);
    } catch {
      // More words than the system takes, or one that it does not take.
      resolve(undefined);
    }
  });
}

/**
 * This process's variables without git's own: those name programs, other repositories and other settings, for instance
 * where a hook of git's started us. No object is fetched from a remote, which may name any program.
 */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  // Git before 2.39.4 does not know the second one; the first one leaves it no protocol to fetch by.
  return { ...Object.fromEntries(kept), GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' };
}

/** The content filters that configuration names in a folder, and the settings that turn them off. */
export interface Filters {
  readonly names: ReadonlySet<string>;
  readonly off: readonly string[];
}

/** Undefined where one could not be turned off. */
export async function filtersOff(folder: string): Promise<Filters | undefined> {
  const settings = await askGit(folder, ['config', '--list', '--name-only', '-z']);
  if (settings === undefined) return undefined;
  const names = new Set(settings.split('\0').flatMap((name) => /^filter\.(.*)\.[^.]*$/s.exec(name)?.[1] ?? []));
  // With these a setting would go to another name: git ends a name at the first `=`, and U+FFFD stands for a byte that is no UTF-8.
  if ([...names].some((name) => /[=\ufffd]/.test(name))) return undefined;
  const off = [...names].flatMap((name) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].map((setting) => `filter.${name}.${setting}`),
  );
  return { names, off };
}
