/**
 * `npm run bench`: how long things take at 100, 1,000 and 10,000 missions, as medians of interleaved runs beside the
 * physical limit (reading the same bytes and comparing them). Where `CMOS_REFERENCE` names a checkout of the reference's
 * tools and Python has PyYAML, its validator is timed on the same workspace. Nothing is asserted.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { check, prepareCheck } from '../../src/core/findings/check';
import { agreedNow } from '../../src/core/parity/agreed/statements';
import { planRepair } from '../../src/core/repair/plan';
import { modelOf } from '../../src/core/model/missions';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';
import { eventLine, generate } from './generate';

const SIZES = (process.env['CMOS_BENCH_SIZES'] ?? '100,1000,10000').split(',').map(Number);
const reference = process.env['CMOS_REFERENCE'];

type Task = readonly [name: string, rounds: number, run: () => unknown];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Runs tasks in turn, so that whatever the machine does meanwhile meets them all alike; answers medians in milliseconds. */
async function interleaved(tasks: readonly Task[]): Promise<Map<string, number>> {
  const times = new Map<string, number[]>();
  const rounds = Math.max(...tasks.map(([, count]) => count));
  for (let round = 0; round < rounds; round++) {
    for (const [name, count, run] of tasks) {
      if (round >= count) continue;
      const started = performance.now();
      await run();
      times.set(name, [...(times.get(name) ?? []), performance.now() - started]);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

async function measure(missions: number): Promise<void> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cmos-bench-'));
  try {
    if (reference !== undefined)
      for (const part of ['scripts', 'context', 'db'])
        cpSync(path.join(reference, part), path.join(root, part), { recursive: true });
    await generate(root, missions);
    const stores = [
      'db/cmos.sqlite',
      'missions/backlog.yaml',
      'SESSIONS.jsonl',
      'PROJECT_CONTEXT.json',
      'context/MASTER_CONTEXT.json',
    ].map((file) => path.join(root, file));
    const known = stores.map((file) => readFileSync(file));
    const bytes = known.reduce((sum, { length }) => sum + length, 0);

    const ports = nodePorts({ stretch: 8 });
    const workspace = new Workspace(ports, root, DEFAULT_SETTINGS);
    const before = process.memoryUsage();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const first = performance.now();
    const snapshot = await workspace.refresh();
    await prepareCheck(snapshot, ports.breather);
    check(snapshot);
    const cold = performance.now() - first;
    delay.disable();
    const after = process.memoryUsage();

    const backlog = path.join(root, 'missions', 'backlog.yaml');
    const text = readFileSync(backlog, 'utf8');
    const at = text.indexOf('Queued', Math.floor(text.length / 2));
    workspace.openText('backlog', text);
    let typed = false;
    let events = missions * 4;
    const times = await interleaved([
      [
        'read and compare the same bytes',
        9,
        () => {
          stores.filter((file, index) => readFileSync(file).equals(known[index] ?? Buffer.alloc(0)));
        },
      ],
      ['`cmos parity`, a process', 5, () => spawnSync(process.execPath, ['bin/cmos.js', 'parity', '--root', root])],
      ...(reference === undefined
        ? []
        : [
            [
              'the reference’s validator',
              missions > 1000 ? 1 : 3,
              () => {
                spawnSync('python3', [path.join(root, 'scripts', 'validate_parity.py')]);
              },
            ] as const,
          ]),
      ['refresh, nothing changed', 9, async () => check(await workspace.refresh())],
      [
        'one keystroke to its findings',
        31,
        () => {
          workspace.editText('backlog', [
            typed ? { start: at, end: at + 1, newText: '' } : { start: at, end: at, newText: 'x' },
          ]);
          typed = !typed;
          if (workspace.live !== undefined) check(workspace.live);
        },
      ],
      [
        'one appended line to its findings',
        9,
        async () => {
          appendFileSync(path.join(root, 'SESSIONS.jsonl'), eventLine(events++));
          check(await workspace.refresh());
        },
      ],
      [
        'the tree’s first paint',
        9,
        () => {
          const snapshot = workspace.saved;
          if (snapshot !== undefined)
            return modelOf({ ...snapshot }).sprints.map(({ missions: members }) => members.length);
          return undefined;
        },
      ],
    ]);
    // A mission that another program changed: the file is read again, one chunk is parsed.
    workspace.closeText('backlog');
    const changes: number[] = [];
    for (let round = 0; round < 7; round++) {
      writeFileSync(backlog, `${text.slice(0, at)}${round % 2 === 0 ? 'Current' : 'Queued'}${text.slice(at + 6)}`);
      const started = performance.now();
      check(await workspace.refresh());
      changes.push(performance.now() - started);
    }
    times.set('one mission changed outside', median(changes));

    const drifted = await workspace.refresh();
    const more = await interleaved([
      [
        'a repair of that and the lines, planned',
        5,
        () => planRepair(drifted, () => 'database', '2025-03-14T09:00:00Z'),
      ],
      // A copy each time: what is agreed on is remembered by the documents.
      [
        'what both sides agree on, worked out anew',
        5,
        () =>
          agreedNow({
            ...drifted,
            backlog:
              drifted.backlog.state === 'read'
                ? { ...drifted.backlog, document: { ...drifted.backlog.document } }
                : drifted.backlog,
          }),
      ],
      [
        '`cmos note`, a process that writes all stores',
        3,
        () => {
          const [first] = modelOf(drifted).missions;
          const words = ['bin/cmos.js', 'note', first?.id ?? '', '--summary', 'seen', '--root', root];
          const { status, stderr } = spawnSync(process.execPath, words);
          if (status !== 0) throw new Error(String(stderr));
        },
      ],
    ]);
    for (const [name, time] of more) times.set(name, time);

    const limit = times.get('read and compare the same bytes') ?? 1;
    console.log(
      `\n### ${missions.toLocaleString('en')} missions, ${(missions * 4).toLocaleString('en')} events, ${(bytes / 1e6).toFixed(1)} MB\n`,
    );
    console.log('| what | median, ms | times the limit |\n|---|---:|---:|');
    for (const [name, time] of times)
      console.log(`| ${name} | ${time.toFixed(time < 10 ? 2 : 0)} | ${(time / limit).toFixed(1)} |`);
    console.log(`| cold, in this process | ${cold.toFixed(0)} | ${(cold / limit).toFixed(1)} |`);
    console.log(
      `\nLongest hold of the thread while reading cold: ${(delay.max / 1e6).toFixed(0)} ms. Memory: heap +${((after.heapUsed - before.heapUsed) / 1e6).toFixed(0)} MB, resident ${(after.rss / 1e6).toFixed(0)} MB.`,
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  console.log(`Node ${process.version}, ${os.cpus().length} processors`);
  for (const size of SIZES) await measure(size);
}

void main();
