/** How long things take in a process that has begun, beside the physical limit: reading the same bytes and comparing them. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import { interleaved, median, shown } from './timing';

/** Prints one table, with what was held and used. */
export async function measureInProcess(missions: number): Promise<void> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cmos-bench-'));
  try {
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
    ]);

    const limit = times.get('read and compare the same bytes') ?? 1;
    console.log('| in a process that has begun | median, ms | times the limit |\n|---|---:|---:|');
    for (const [name, time] of [...times, ['one mission changed outside', median(changes)] as const, ...more])
      console.log(`| ${name} | ${shown(time)} | ${(time / limit).toFixed(1)} |`);
    console.log(`| cold, in this process | ${cold.toFixed(0)} | ${(cold / limit).toFixed(1)} |`);
    console.log(
      `\n${(bytes / 1e6).toFixed(1)} MB. Longest hold of the thread while reading cold: ${(delay.max / 1e6).toFixed(0)} ms. Memory: heap +${((after.heapUsed - before.heapUsed) / 1e6).toFixed(0)} MB, resident ${(after.rss / 1e6).toFixed(0)} MB.`,
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
