/**
 * What a person waits for who starts a program: the command line and the extension, beside bare Node, beside the tool of the
 * reference that does the same, and beside another build where `CMOS_BENCH_BESIDE` names one.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generate } from './generate';
import type { Interpreter } from './interpreter';
import { interleaved, shown, type Task } from './timing';

const project = path.resolve(__dirname, '..', '..');
const BARE_NODE = 'bare Node';

/** The reference's tools, and what they run with. */
export interface Reference {
  readonly checkout: string;
  readonly python: Interpreter;
}

/** A command of ours, and the script of the reference that does the same. */
interface Row {
  readonly name: string;
  readonly ours: readonly string[];
  readonly theirs?: readonly string[];
  /** The workspace that each run of a change begins with; without it nothing is changed. */
  readonly on?: string;
}

const cli = (build: string): string => path.join(build, 'bin', 'cmos.js');

/** Starts a program, and throws where it fails. */
function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = spawnSync(program, words, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`);
}

/** A mission that may be started. */
function readyMission(root: string): string {
  const words = [cli(project), 'ready', '--root', root, '--format', 'json'];
  return (
    (JSON.parse(spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout) as { ready: string[] }).ready[0] ?? ''
  );
}

/** Prints one table. */
export async function measureProcesses(
  missions: number,
  rounds: number,
  reference: Reference | undefined,
): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-bench-'));
  try {
    const made = path.join(folder, 'made');
    mkdirSync(made);
    if (reference !== undefined)
      for (const part of ['scripts', 'context', 'db'])
        cpSync(path.join(reference.checkout, part), path.join(made, part), { recursive: true });
    await generate(made, missions);
    // What programs remember for their next start is remembered for these alone.
    const env = {
      ...process.env,
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      XDG_STATE_HOME: path.join(folder, 'state'),
    };
    const mission = readyMission(made);
    const changed = path.join(folder, 'changed');
    cpSync(made, changed, { recursive: true });
    run(process.execPath, [cli(project), 'note', mission, '--summary', 'First', '--root', changed], env);
    const root = path.join(folder, 'cmos');
    const tool = (name: string, at = made): string => path.join(at, 'scripts', name);
    const validates = [tool('validate_parity.py')];
    const starts = [tool('mission_runtime.py', root), 'start', '--mission', mission, '--summary', 'Started'];
    const note = ['note', mission, '--summary', 'Noted'];
    const rows: readonly Row[] = [
      { name: 'cmos --version', ours: ['--version'] },
      { name: 'cmos parity', ours: ['parity', '--root', made], theirs: validates },
      { name: 'cmos parity --reference', ours: ['parity', '--reference', '--root', made], theirs: validates },
      { name: 'cmos next', ours: ['next', '--root', made], theirs: [tool('mission_runtime.py'), 'status'] },
      { name: 'cmos note', ours: [...note, '--root', root], theirs: starts, on: changed },
      { name: 'cmos note, the first change', ours: [...note, '--root', root], theirs: starts, on: made },
      {
        name: 'cmos start',
        ours: ['start', mission, '--summary', 'Started', '--root', root],
        theirs: starts,
        on: changed,
      },
    ];
    const beside = process.env['CMOS_BENCH_BESIDE'];
    const builds = [
      ...(beside === undefined ? [] : [['before', path.resolve(beside)] as const]),
      ['ours', project] as const,
    ];
    const renew = (on: string): void => {
      rmSync(root, { recursive: true, force: true });
      cpSync(on, root, { recursive: true });
    };
    const task = (name: string, program: string, words: readonly string[], on?: string): Task => [
      name,
      rounds,
      () => {
        run(program, words, env);
      },
      () => {
        if (on !== undefined) renew(on);
      },
    ];
    const times = await interleaved([
      task(BARE_NODE, process.execPath, ['-e', '0']),
      ...builds.map(([name, at]) =>
        task(`${name}: activation`, process.execPath, [path.join(__dirname, 'activate.cjs'), path.join(at, 'dist')]),
      ),
      ...rows.flatMap(({ name, ours, theirs, on }) => [
        ...builds.map(([build, at]) => task(`${build}: ${name}`, process.execPath, [cli(at), ...ours], on)),
        ...(theirs === undefined || reference === undefined
          ? []
          : [task(`theirs: ${name}`, reference.python.program, theirs, on)]),
      ]),
    ]);
    print(times, ['activation', ...rows.map(({ name }) => name)], builds.length > 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(times: ReadonlyMap<string, number>, names: readonly string[], withBefore: boolean): void {
  const bare = times.get(BARE_NODE) ?? 1;
  const cell = (time: number | undefined): string => (time === undefined ? '' : shown(time));
  const line = (cells: readonly string[]): void => {
    console.log(`| ${cells.join(' | ')} |`);
  };
  const before = (text: string): readonly string[] => (withBefore ? [text] : []);
  line([
    'a process',
    ...before('before, ms'),
    'median, ms',
    'times bare Node',
    'the reference, ms',
    'times the reference',
  ]);
  line(['---', ...before('---:'), '---:', '---:', '---:', '---:']);
  line([BARE_NODE, ...before(''), shown(bare), '1.0', '', '']);
  for (const name of names) {
    const ours = times.get(`ours: ${name}`) ?? NaN;
    const theirs = times.get(`theirs: ${name}`);
    const ratio = theirs === undefined ? '' : (ours / theirs).toFixed(2);
    line([
      name.replace(/^cmos[^,]*/, '`$&`'),
      ...before(cell(times.get(`before: ${name}`))),
      shown(ours),
      (ours / bare).toFixed(1),
      cell(theirs),
      ratio,
    ]);
  }
}
