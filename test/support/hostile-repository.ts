/**
 * A repository that names a program wherever git lets one name a program: in its configuration, attributes, hooks, remotes
 * and in a submodule. Each program leaves its name in a file beside the repository, so that a test sees what was started.
 */
import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { configurationNaming, environmentNaming } from './hostile-settings';

/** Older than any file: git then trusts no time in the index, and compares contents. */
const LONG_AGO = new Date('2001-01-01T00:00:00Z');

const HOOKS = ['post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'query-watchman', 'post-checkout'];

/** What was started while something was observed. */
export interface Started {
  /** Programs that the repository or the environment names. */
  readonly named: readonly string[];
  /** Programs that this process started. */
  readonly ours: readonly string[];
  /** What git started that is not git, as git itself reports it: the words of each command. */
  readonly byGit: readonly string[];
}

export class HostileRepository {
  /** The top of its working tree. */
  readonly folder: string;
  readonly #outside = mkdtempSync(path.join(os.tmpdir(), 'cmos-hostile-'));

  /** Makes a folder with files in it one; throws where there is no git. */
  constructor(folder: string) {
    this.folder = folder;
    for (const name of ['home', 'traces', 'hooks']) mkdirSync(path.join(this.#outside, name));
    this.#commitFiles();
    this.#nestRepository();
    this.#git(['worktree', 'add', '-q', '--detach', path.join(this.#outside, 'linked')]);
    this.#loseBlobs();
    const hooks = path.join(this.#outside, 'hooks');
    for (const [place, whose] of [
      ['.git/config', ''],
      ['sub/.git/config', 'submodule '],
    ] as const) {
      const text = configurationNaming((name) => this.#program(`${whose}${name}`), hooks);
      appendFileSync(path.join(folder, place), text);
    }
    mkdirSync(path.join(folder, '.git/hooks'), { recursive: true });
    for (const hook of HOOKS) {
      this.#program(`hook ${hook}`, path.join(hooks, hook));
      this.#program(`hook ${hook}`, path.join(folder, '.git/hooks', hook));
    }
    for (const place of ['.git/index', 'sub/.git/index']) utimesSync(path.join(folder, place), LONG_AGO, LONG_AGO);
    for (const name of ['changed.txt', 'same.dat']) utimesSync(path.join(folder, name), new Date(), new Date());
  }

  /** Runs a task, with variables that name programs and another repository where `environment` says so. */
  async observe(task: () => Promise<unknown>, { environment = false } = {}): Promise<Started> {
    const before = { ...process.env };
    const processes: { readonly spawnfile?: string }[] = [];
    const listen = (message: unknown): void => {
      processes.push((message as { readonly process: { readonly spawnfile?: string } }).process);
    };
    const traces = path.join(this.#outside, 'traces');
    const home = path.join(this.#outside, 'home');
    // In this home git reports what it starts, and no setting of the machine's user counts.
    writeFileSync(path.join(home, '.gitconfig'), `[trace2]\n\teventTarget = ${traces}\n`);
    Object.assign(process.env, { HOME: home, XDG_CONFIG_HOME: home }, environment ? this.#environment() : {});
    subscribe('child_process', listen);
    try {
      await task();
    } finally {
      unsubscribe('child_process', listen);
      for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    }
    const marks = path.join(this.#outside, 'started');
    const named = existsSync(marks) ? readFileSync(marks, 'utf8').trim().split('\n') : [];
    const byGit = readdirSync(traces).flatMap((name) => startedIn(readFileSync(path.join(traces, name), 'utf8')));
    rmSync(marks, { force: true });
    rmSync(traces, { recursive: true });
    mkdirSync(traces);
    const ours = processes.map(({ spawnfile }) => spawnfile ?? '?');
    return { named: [...new Set(named)].toSorted(), ours: [...new Set(ours)], byGit };
  }

  /** Every file of the working tree and of git's own, with its content and the time it was written. */
  everything(): Readonly<Record<string, string>> {
    const files: Record<string, string> = {};
    const walk = (folder: string): void => {
      for (const name of readdirSync(folder).toSorted()) {
        const file = path.join(folder, name);
        const stat = lstatSync(file, { bigint: true });
        if (stat.isDirectory()) walk(file);
        else {
          const content = stat.isSymbolicLink() ? readlinkSync(file) : readFileSync(file, 'latin1');
          files[path.relative(this.folder, file)] = `${stat.mtimeNs} ${content}`;
        }
      }
    };
    walk(this.folder);
    return files;
  }

  /** Git as a person uses it, with all that the repository names; what it answers does not matter. */
  plainly(...words: readonly string[]): void {
    try {
      execFileSync('git', words, { cwd: this.folder, stdio: 'ignore' });
    } catch {
      // A filter that answers nothing fails it; that it was started is what counts.
    }
  }

  remove(): void {
    rmSync(this.#outside, { recursive: true, force: true });
  }

  /** Git while nothing hostile is set yet. */
  #git(words: readonly string[], { folder = this.folder, input = '' } = {}): string {
    const time = '2025-03-01T13:00:00+01:00';
    const who = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org', '-c', 'commit.gpgSign=false'];
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: os.devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_DATE: time,
      GIT_COMMITTER_DATE: time,
    };
    return execFileSync('git', [...who, ...words], { cwd: folder, env, input, encoding: 'utf8', stdio: 'pipe' });
  }

  /** Two versions of each file that is filtered, in commits that look signed. */
  #commitFiles(): void {
    const write = (name: string, text: string): void => {
      mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      writeFileSync(path.join(this.folder, name), text);
    };
    this.#git(['init', '-q']);
    write('changed.txt', 'one');
    write('same.dat', 'filtered one');
    write('plain/changed.txt', 'plain one');
    write('tests/performance/benchmarks.json', '{}');
    this.#git(['add', '-A']);
    this.#git(['commit', '-qm', 'One']);
    write('same.dat', 'filtered two');
    write('tests/performance/benchmarks.json', '{ "benchmarks": [] }');
    write('.gitattributes', '* filter=ev.il diff=evil merge=evil\n*.dat filter=process\nplain/** !filter !diff\n');
    this.#git(['add', '-A']);
    this.#git(['commit', '-qm', 'Two']);
    this.#sign('PGP');
    write('changed.txt', 'two');
    write('plain/changed.txt', 'plain two');
    this.#git(['commit', '-qam', 'Three']);
    this.#sign('SSH');
    // A person's template for repositories need not have this folder, nor the one for hooks.
    write('.git/info/attributes', '*.md filter=required\n');
    // Of the same length: only the content tells.
    write('changed.txt', 'TWO');
    write('plain/changed.txt', 'plain TWO');
  }

  #sign(kind: 'PGP' | 'SSH'): void {
    const what = kind === 'PGP' ? 'PGP SIGNATURE' : 'SSH SIGNATURE';
    const signature = `gpgsig -----BEGIN ${what}-----\n \n abcd\n -----END ${what}-----\n`;
    const commit = this.#git(['cat-file', 'commit', 'HEAD']).replace('\n\n', `\n${signature}\n`);
    const name = this.#git(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: commit }).trim();
    this.#git(['update-ref', 'HEAD', name]);
  }

  /** A submodule that has changes of its own. */
  #nestRepository(): void {
    const folder = path.join(this.folder, 'sub');
    mkdirSync(folder);
    this.#git(['init', '-q'], { folder });
    writeFileSync(path.join(folder, '.gitattributes'), '* filter=ev.il diff=evil\n');
    writeFileSync(path.join(folder, 'file.txt'), 'one');
    this.#git(['add', '-A'], { folder });
    this.#git(['commit', '-qm', 'Sub'], { folder });
    writeFileSync(path.join(folder, 'file.txt'), 'two');
    const modules = `[submodule "sub"]\n\tpath = sub\n\turl = ext::sh\n\tignore = none\n`;
    writeFileSync(path.join(this.folder, '.gitmodules'), modules);
    this.#git(['-c', 'advice.addEmbeddedRepo=false', 'add', 'sub', '.gitmodules']);
    this.#git(['commit', '-qm', 'Four']);
  }

  /** As in a partial clone: what only old commits have is with the remote. */
  #loseBlobs(): void {
    const present = this.#git(['ls-tree', '-r', 'HEAD~2']);
    for (const line of this.#git(['ls-tree', '-r', 'HEAD~3']).trim().split('\n')) {
      const name = line.split(/\s/)[2] ?? '';
      const file = path.join(this.folder, '.git/objects', name.slice(0, 2), name.slice(2));
      if (!present.includes(name)) rmSync(file, { force: true });
    }
  }

  /** Makes a program that leaves its name, and answers its path. */
  #program(name: string, file = path.join(this.#outside, name.replaceAll(/\W/g, '-'))): string {
    writeFileSync(file, `#!/bin/sh\necho "${name}" >> "${path.join(this.#outside, 'started')}"\n`, { mode: 0o755 });
    return file;
  }

  /** Another repository than this one, and programs. */
  #environment(): Readonly<Record<string, string>> {
    return {
      ...environmentNaming((name) => this.#program(`variable ${name}`), path.join(this.folder, 'sub')),
      GIT_TRACE: path.join(this.folder, 'trace'),
    };
  }
}

/** The commands that git says it started, from what it tells in its own trace format; a git that it starts tells for itself. */
function startedIn(trace: string): readonly string[] {
  return trace
    .trim()
    .split('\n')
    .flatMap((line) => {
      const { event, argv } = JSON.parse(line) as { readonly event: string; readonly argv?: readonly string[] };
      return event === 'child_start' && argv?.[0] !== 'git' ? [(argv ?? []).join(' ')] : [];
    });
}
