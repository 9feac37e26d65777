import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cmos, objectOf } from '../../support/cmos';
import { folderWith, removeFolders } from './workspace';

const PLAN = (...missions: readonly string[]): string =>
  `domainFields:\n  sprints:\n  - sprintId: S\n    missions:\n${missions.map((each) => `    - {${each}}\n`).join('')}`;
const [A, B] = ['id: A, status: Queued', 'id: B, status: Queued'];

describe('cmos merge-file', () => {
  after(removeFolders);

  const merge = async (
    [base, ours, theirs]: readonly [string | Uint8Array, string | Uint8Array, string | Uint8Array],
    ...more: readonly string[]
  ): Promise<{ status: number; err: string; out: string; text: string; names: string[] }> => {
    const folder = folderWith({ base, ours, theirs });
    const outcome = await cmos(folder, 'merge-file', 'base', 'ours', 'theirs', ...more);
    return { ...outcome, text: readFileSync(path.join(folder, 'ours'), 'utf8'), names: readdirSync(folder) };
  };

  it('writes the result into ours, without a workspace and without a word', async () => {
    const { status, err, out, text, names } = await merge(
      [PLAN(A, B), PLAN(A.replace('Queued', 'Current'), B), PLAN(A, B.replace('Queued', 'Blocked'))],
      'cmos/missions/backlog.yaml',
    );
    assert.deepEqual([status, err, out], [0, '', '']);
    assert.equal(text, PLAN(A.replace('Queued', 'Current'), B.replace('Queued', 'Blocked')));
    assert.deepEqual(names.sort(), ['base', 'ours', 'theirs']);
  });

  it('ends with 1 where conflicts are left, and names them, for scripts too', async () => {
    const texts = [PLAN(A), PLAN(`${A}, name: one`), PLAN(`${A}, name: two`)] as const;
    const { status, err, text } = await merge(texts, 'backlog.yaml');
    assert.equal(status, 1);
    assert.equal(err, 'backlog.yaml: A: both sides changed name. Ours: “one”, theirs: “two”.\n');
    assert.match(text, /<<<<<<< ours\n.*name: one.*\n=======\n.*name: two.*\n>>>>>>> theirs\n/);
    assert.deepEqual(objectOf(await merge(texts, 'backlog.yaml', '--format', 'json')), {
      version: 1,
      kind: 'backlog',
      conflicts: [{ kind: 'mission', id: 'A', field: 'name', ours: 'one', theirs: 'two' }],
    });
  });

  it('knows a file by its name, else by what is in it', async () => {
    const kindOf = async (text: string, ...name: readonly string[]): Promise<unknown> =>
      objectOf(await merge(['', text, text], ...name, '--format', 'json'))['kind'];
    assert.equal(await kindOf(PLAN(A)), 'backlog');
    assert.equal(await kindOf('\n{"ts": "x"}\n'), 'sessions');
    assert.equal(await kindOf('# Notes\n'), 'lines');
    assert.equal(await kindOf('', 'telemetry/events/A.jsonl'), 'sessions');
    assert.equal(await kindOf('', 'missions\\backlog.yml'), 'backlog');
    assert.equal(await kindOf('{"a": 1}', 'context/MASTER_CONTEXT.json'), 'lines');
  });

  it('merges any other file by its lines, as git does', async () => {
    const { status, text } = await merge(['a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n'], 'readme.md');
    assert.deepEqual([status, text], [0, 'A\nb\nC\n']);
    const clash = await merge(['a\n', 'b\n', 'c\n'], 'readme.md');
    assert.deepEqual([clash.status, clash.text], [1, '<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n']);
  });

  it('follows no link: what git hands over is a file', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = folderWith({ base: 'a\n', theirs: 'b\n', target: 'a\n' });
    symlinkSync(path.join(folder, 'target'), path.join(folder, 'ours'));
    const { status, err } = await cmos(folder, 'merge-file', 'base', 'ours', 'theirs');
    assert.deepEqual([status, readFileSync(path.join(folder, 'target'), 'utf8')], [3, 'a\n']);
    assert.match(err, /ours is a link to .*target\. Nothing was changed\./);
  });

  it('touches nothing where a file is missing or is no UTF-8', async () => {
    const bytes = Uint8Array.of(0x61, 0xff, 0x0a);
    const bad = await merge(['', 'x\n', bytes], 'SESSIONS.jsonl');
    assert.deepEqual([bad.status, bad.text], [3, 'x\n']);
    assert.match(bad.err, /theirs holds bytes that are no UTF-8/);
    const folder = folderWith({ ours: 'x\n' });
    writeFileSync(path.join(folder, 'base'), '');
    const missing = await cmos(folder, 'merge-file', 'base', 'ours', 'nowhere');
    assert.equal(missing.status, 2);
    assert.match(missing.err, /no file nowhere/);
    assert.equal((await cmos(folder, 'merge-file', 'base', 'ours')).status, 2);
  });
});
