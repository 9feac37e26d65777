/** Every command that reads, and `note`, in a workspace whose links, journal, ids and texts mean harm. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CommandLine, NOW } from '../../support/command-line';
import { HostileRepository } from '../../support/hostile-repository';
import { LOOKS } from './looks';

const hasGit = spawnSync('git', ['--version']).status === 0;

/** Ids that a shell, a path or an object would take for something else. */
const IDS = [
  '$(touch pwned)',
  '`touch pwned`',
  '../../x',
  '../outside/.profile',
  '__proto__',
  '-rf',
  'A;touch pwned',
  'B.1',
];

const DEEP = 20_000;

const FILES = {
  'missions/backlog.yaml': `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
${['A', ...IDS].map((id) => `        - { id: ${JSON.stringify(id)}, name: "Alpha", status: "Queued" }`).join('\n')}
`,
  'README.md': `${'['.repeat(DEEP)}\n${'> '.repeat(DEEP)}\n${'*'.repeat(DEEP)}\n`,
  'workers/manifest.yaml': `workers: ${'- '.repeat(DEEP)}\n`,
  'tests/integration/test_manifest.json': `{"suites": ${'['.repeat(DEEP)}`,
  'tests/performance/benchmarks.json': '{"a":'.repeat(DEEP),
  'telemetry/events/A.jsonl': `${'['.repeat(DEEP)}\n{"ts": "${NOW}"}\n${'}'.repeat(DEEP)}\n`,
};

const COPIED = ['.profile', 'A.jsonl', 'cmos.sqlite'];

(hasGit ? describe : describe.skip)('the command line in a workspace that means harm', function () {
  this.timeout(300_000);
  let line: CommandLine;
  let hostile: HostileRepository;
  let outside: string;

  before(async () => {
    line = await CommandLine.of(FILES);
    outside = mkdtempSync(path.join(os.tmpdir(), 'cmos-victim-'));
    for (const name of COPIED) writeFileSync(path.join(outside, name), 'export A=1\n');
    for (const [place, target] of [
      ['telemetry/events/B.1.jsonl', '.profile'],
      ['telemetry/events/x.jsonl', 'A.jsonl'],
      ['db/snapshots', '.'],
      ['runtime', '.'],
      ['docs', '.'],
      ['db/cmos.sqlite-shm', 'nothing'],
    ] as const)
      symlinkSync(path.join(outside, target), line.workspace.path(place));
    hostile = new HostileRepository(line.workspace.folder);
  });
  after(() => {
    line.remove();
    hostile.remove();
    rmSync(outside, { recursive: true, force: true });
  });

  const untouched = (what: string): void => {
    const found = readdirSync(outside).toSorted();
    assert.deepEqual(found, [...COPIED].toSorted(), what);
    for (const name of found) {
      assert.ok(lstatSync(path.join(outside, name)).isFile(), what);
      assert.equal(readFileSync(path.join(outside, name), 'utf8'), 'export A=1\n', what);
    }
    assert.deepEqual(
      readdirSync(line.workspace.root).filter((name) => name.includes('pwned')),
      [],
      what,
    );
  };

  /** A record that would write, remove and append outside, as a clone could bring it. */
  const plant = (): void => {
    const target = path.relative(line.workspace.root, path.join(outside, '.profile'));
    mkdirSync(line.workspace.path('.cmos-operations'), { recursive: true });
    writeFileSync(
      line.workspace.path('.cmos-operations/00000001-abcdef.open.json'),
      JSON.stringify({
        format: 2,
        id: '00000001-abcdef',
        operation: 'note',
        title: 'Note',
        at: NOW,
        rows: [],
        files: [{ kind: 'create', path: target, text: 'x' }],
      }),
    );
  };

  for (const planted of [true, false]) {
    describe(planted ? 'with a journal that names a file outside' : 'without a journal', () => {
      before(() => {
        if (planted) plant();
        else rmSync(line.workspace.path('.cmos-operations'), { recursive: true, force: true });
      });

      for (const words of LOOKS)
        it(`stays inside, and starts nothing but git: ${words.join(' ')}`, async () => {
          const { ours, named, byGit } = await hostile.observe(async () => {
            const { status, out, err } = await line.cmos(...words);
            assert.ok(out + err !== '', `${status}: says something`);
            assert.doesNotMatch(out + err, /\n\s+at .*:\d+|call stack|Something went wrong/, 'no stack');
          });
          assert.deepEqual([named, byGit, ours.filter((program) => program !== 'git')], [[], [], []]);
          untouched(words.join(' '));
        });

      for (const id of ['A', ...IDS])
        it(`stays inside: note ${id}`, async () => {
          const { named, byGit } = await hostile.observe(async () => {
            const { status, err } = await line.cmos('note', `--mission=${id}`, '--summary', 'x', '--ts', NOW);
            assert.doesNotMatch(err, /\n\s+at .*:\d+|Something went wrong/, 'no stack');
            if (planted) assert.equal(status, 3, err);
          });
          assert.deepEqual([named, byGit], [[], []]);
          untouched(id);
        });
    });
  }
});
