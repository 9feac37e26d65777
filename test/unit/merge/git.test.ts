import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeDatabase } from '../../../scripts/lib/workspace-database.mjs';
import { parseLog } from '../../../src/core/files/log/parse';
import { hasPython } from '../../support/python';
import { cmos } from '../../support/cmos';
import { folderWith, removeFolders } from '../cli/workspace';
import { said } from './plans';

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "Current" } # kept
        - { id: "B", name: "Beta", status: "Queued" }
        - { id: "C", name: "Gamma", status: "Queued" }
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
`;

const statusOf = (fields: ReadonlyMap<string, string>): string =>
  (JSON.parse(fields.get('status') ?? '{}') as { value: string }).value;

const hasGit = spawnSync('git', ['--version']).status === 0;

describe('git with the merge driver', function () {
  this.timeout(60_000);
  let root: string;

  before(function () {
    if (!hasGit) this.skip();
  });
  after(removeFolders);

  const git = (...args: readonly string[]): { readonly status: number | null; readonly out: string } => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, env, encoding: 'utf8' });
    return { status, out: stdout + stderr };
  };
  const done = (...args: readonly string[]): void => {
    const { status, out } = git(...args);
    assert.equal(status, 0, out);
  };
  let minute = 0;
  const work = async (...argv: readonly string[]): Promise<void> => {
    const ts = `2025-03-14T09:${String(minute++).padStart(2, '0')}:00Z`;
    const { status, err } = await cmos(root, ...argv, '--ts', ts);
    assert.deepEqual([argv[0], status, err], [argv[0], 0, '']);
  };
  const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');

  beforeEach(() => {
    minute = 10;
    root = folderWith({
      'missions/backlog.yaml': BACKLOG,
      'SESSIONS.jsonl': '{"ts": "2025-03-14T09:00:00Z", "agent": "a", "mission": "A", "action": "note"}\n',
      'PROJECT_CONTEXT.json': '{}',
      'context/MASTER_CONTEXT.json': '{}',
      '.gitignore': '.cmos-operations/\n',
      '.gitattributes': 'missions/backlog.yaml merge=cmos\nSESSIONS.jsonl merge=cmos\n',
    });
    const [node, tsx, cli] = [process.execPath, 'node_modules/tsx/dist/cli.mjs', 'src/cli.ts'];
    const driver = [node, path.resolve(tsx), path.resolve(cli)].map((each) => `"${each}"`).join(' ');
    done('init', '-q', '-b', 'main');
    done('config', 'user.name', 'Tester');
    done('config', 'user.email', 'tester@example.com');
    done('config', 'merge.cmos.name', 'CMOS files');
    done('config', 'merge.cmos.driver', `${driver} merge-file %O %A %B %P`);
    done('add', '.');
    done('commit', '-qm', 'base');
    done('branch', 'other');
  });
  const commit = (message: string): void => {
    done('commit', '-qam', message);
  };

  it('merges two branches that both ran missions, without a marker', async () => {
    await work('start', 'A', '--summary', 'Begin');
    await work('complete', 'A', '--summary', 'Done', '--notes', '12 of 12');
    commit('complete A, which makes C or B the current one');
    done('switch', '-q', 'other');
    minute = 11;
    await work('note', 'A', '--summary', 'seen');
    await work('block', 'C', '--summary', 'Stuck', '--reason', 'no key', '--need', 'a key');
    await work('add', '--id', 'D', '--name', 'Delta');
    commit('block C');
    done('switch', '-q', 'main');

    // Git alone could not.
    assert.notEqual(git('-c', 'merge.cmos.driver=false', 'merge', '-q', 'other').status, 0);
    done('merge', '--abort');
    done('merge', '-q', '-m', 'both', 'other');
    assert.deepEqual(
      [...said(text('missions/backlog.yaml'))].map(([id, fields]) => [id, statusOf(fields)]),
      [
        ['A', 'Completed'],
        ['B', 'Current'],
        ['C', 'Blocked'],
        ['D', 'Queued'],
      ],
    );
    assert.match(text('missions/backlog.yaml'), /notes: "12 of 12\\?.*" \} # kept/);
    assert.deepEqual(
      parseLog(text('SESSIONS.jsonl')).lines.map(
        ({ event }) => `${event?.ts?.slice(14, 16) ?? ''} ${event?.action ?? ''}`,
      ),
      ['00 note', '10 start', '11 complete', '11 note', '12 blocked', '13 add'],
    );
    assert.equal((await cmos(root, 'lint')).status, 0);
  });

  it('leaves a database that is one repair away from what both did', async function () {
    if (!hasPython) this.skip();
    // Each clone has a database of its own, which git does not see.
    writeFileSync(path.join(root, '.gitignore'), '.cmos-operations/\ndb/\ntelemetry/\nruntime/\n');
    commit('no database in git');
    const mine = root;
    const theirs = path.join(folderWith({}), 'clone');
    done('clone', '-q', mine, theirs);
    await makeDatabase(mine);
    await makeDatabase(theirs);
    await work('start', 'A', '--summary', 'Begin');
    await work('complete', 'A', '--summary', 'Done', '--notes', '12 of 12');
    commit('complete A');
    root = theirs;
    done('config', 'user.name', 'Other');
    done('config', 'user.email', 'other@example.com');
    minute = 11;
    await work('block', 'C', '--summary', 'Stuck', '--reason', 'no key', '--need', 'a key');
    await work('add', '--id', 'D', '--name', 'Delta');
    commit('block C');
    root = mine;
    done('pull', '-q', '--no-rebase', '--no-edit', theirs, 'main');
    assert.equal((await cmos(root, 'parity', '--check')).status, 1);
    await work('repair', '--take', 'files');
    assert.equal((await cmos(root, 'parity', '--check')).status, 0);
    assert.equal((await cmos(root, 'parity', '--reference')).status, 0);
    const shown = JSON.parse((await cmos(root, 'show', 'C', '--format', 'json')).out) as { status: string };
    assert.equal(shown.status, 'Blocked');
  });

  it('leaves what is unclear between markers, around its mission alone, and resolve names it', async () => {
    await work('edit', 'B', '--name', 'Better');
    await work('start', 'A', '--summary', 'Begin');
    commit('ours');
    done('switch', '-q', 'other');
    await work('edit', 'B', '--name', 'Best');
    commit('theirs');
    done('switch', '-q', 'main');

    const { status, out } = git('merge', '-q', 'other');
    assert.equal(status, 1);
    assert.match(out, /missions\/backlog\.yaml: B: both sides changed name\. Ours: “Better”, theirs: “Best”\./);
    assert.equal(
      text('missions/backlog.yaml'),
      BACKLOG.replace('"Current"', '"In Progress", started_at: "2025-03-14T09:11:00Z"').replace(
        '        - { id: "B", name: "Beta", status: "Queued" }\n',
        '<<<<<<< ours\n        - { id: "B", name: "Better", status: "Queued" }\n=======\n' +
          '        - { id: "B", name: "Best", status: "Queued" }\n>>>>>>> theirs\n',
      ),
    );
    const refused = await cmos(root, 'resolve');
    assert.equal(refused.status, 1);
    assert.match(refused.err, /B: both sides changed name/);
  });

  it('resolves what git left without the driver', async () => {
    done('config', '--remove-section', 'merge.cmos');
    await work('start', 'A', '--summary', 'Begin');
    await work('complete', 'A', '--summary', 'Done', '--notes', '12 of 12');
    commit('ours');
    done('switch', '-q', 'other');
    await work('block', 'C', '--summary', 'Stuck', '--reason', 'no key');
    commit('theirs');
    done('switch', '-q', 'main');
    assert.equal(git('-c', 'merge.conflictStyle=diff3', 'merge', '-q', 'other').status, 1);
    assert.match(text('missions/backlog.yaml') + text('SESSIONS.jsonl'), /^\|{7}/m);
    await work('resolve');
    assert.doesNotMatch(text('missions/backlog.yaml') + text('SESSIONS.jsonl'), /^[<=>|]{7}/m);
    assert.deepEqual([...said(text('missions/backlog.yaml')).values()].map(statusOf), [
      'Completed',
      'Current',
      'Blocked',
    ]);
  });
});
