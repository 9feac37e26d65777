/** What a workspace contains must not lead writing outside of it: links, journals, ids. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { confined, isNamedInside } from '../../../src/core/ground/boundary';
import { CmosError } from '../../../src/core/ground/errors';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { CommandLine, NOW } from '../../support/command-line';
import { planOf } from '../../support/plan';

const LINE =
  '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "start", "status": "in_progress"}\n';

const FILES = {
  'missions/backlog.yaml': planOf({ A: 'Queued' }),
  'SESSIONS.jsonl': LINE,
};

const JOURNAL = '.cmos-operations';

describe('the boundary of a workspace', function () {
  this.timeout(60_000);
  let line: CommandLine;
  /** A folder that is nobody's but ours, with a file that must stay as it is. */
  let outside: string;

  beforeEach(async () => {
    line = await CommandLine.of(FILES);
    outside = mkdtempSync(path.join(os.tmpdir(), 'cmos-outside-'));
    writeFileSync(path.join(outside, '.profile'), 'export A=1\n');
  });
  afterEach(() => {
    line.remove();
    rmSync(outside, { recursive: true, force: true });
  });

  const untouched = (): void => {
    assert.deepEqual(readdirSync(outside), ['.profile']);
    assert.equal(readFileSync(path.join(outside, '.profile'), 'utf8'), 'export A=1\n');
  };

  /** A record as somebody could put it into a repository. */
  const plant = (record: object, name = '00000001-abcdef.open.json'): void => {
    mkdirSync(line.workspace.path(JOURNAL), { recursive: true });
    const whole = {
      format: 2,
      id: '00000001-abcdef',
      operation: 'note',
      title: 'Note on A',
      at: '2025-03-01T00:00:00Z',
      rows: [],
      files: [],
      ...record,
    };
    writeFileSync(line.workspace.path(path.join(JOURNAL, name)), JSON.stringify(whole));
  };

  const there = (): string => path.relative(line.workspace.root, path.join(outside, '.profile'));

  it('is crossed by no record of the journal, interrupted or finished', async () => {
    const files = (target: string): object[] => [
      { kind: 'create', path: target, text: 'x' },
      { kind: 'remove', path: target, text: 'export A=1\n' },
      { kind: 'append', path: target, size: 11, before: '', text: 'x\n' },
      {
        kind: 'edit',
        path: target,
        hunks: [{ lead: '', before: 'export A=1\n', after: 'x', trail: '' }],
        before: '',
        after: '',
      },
      { kind: 'create', path: 'a/b', text: 'x', folders: [path.dirname(target)] },
    ];
    for (const target of [there(), path.join(outside, '.profile'), `missions/../${there()}`, '../.gitconfig', './a'])
      for (const file of files(target))
        for (const argv of [
          ['note', 'A', '--summary', 'x'],
          ['recover'],
          ['recover', '--foreign'],
          ['undo'],
          ['undo', '--foreign'],
        ]) {
          plant({ files: [file] }, argv[0] === 'undo' ? '00000001-abcdef.json' : undefined);
          const { status, err } = await line.cmos(...argv);
          assert.equal(status, 3, `${argv.join(' ')}: ${JSON.stringify(file)}: ${err}`);
          assert.match(err, /which is outside of the workspace; it was not applied\. Nothing was changed\./);
          untouched();
          rmSync(line.workspace.path(JOURNAL), { recursive: true });
        }
    assert.ok(!existsSync(line.workspace.path('a')));
  });

  for (const [what, place, isFolder] of [
    ['a telemetry file', 'telemetry/events/A.jsonl', false],
    ['the telemetry folder', 'telemetry', true],
    ['the folder of events', 'telemetry/events', true],
    ['the session log', 'SESSIONS.jsonl', false],
    ['the backlog', 'missions/backlog.yaml', false],
    ['the folder of missions', 'missions', true],
    ['the journal', JOURNAL, true],
    ['the database', 'db/cmos.sqlite', false],
    ['the folder of the database', 'db', true],
  ] as const) {
    it(`is not crossed where ${what} is a link`, async () => {
      const from = line.workspace.path(place);
      const target = path.join(outside, 'target');
      mkdirSync(path.dirname(from), { recursive: true });
      if (existsSync(from)) renameSync(from, target);
      else if (isFolder) mkdirSync(target);
      else writeFileSync(target, '');
      symlinkSync(target, from);
      const before = isFolder
        ? readdirSync(target).map((name) => [name, bytes(path.join(target, name))])
        : bytes(target);
      const { status, err } = await line.cmos('note', 'A', '--summary', 'x', '--ts', NOW);
      assert.equal(status, 3, err);
      assert.match(err, /leads outside of the workspace, to .*target/);
      assert.deepEqual(
        isFolder ? readdirSync(target).map((name) => [name, bytes(path.join(target, name))]) : bytes(target),
        before,
      );
      assert.deepEqual(readdirSync(outside).toSorted(), ['.profile', 'target'], 'nothing was put beside it');
    });
  }

  it('is not crossed by a link to nothing, which opening would make', async () => {
    for (const place of ['telemetry/events/A.jsonl', 'db/cmos.sqlite-journal', 'db/cmos.sqlite-wal']) {
      const from = line.workspace.path(place);
      mkdirSync(path.dirname(from), { recursive: true });
      symlinkSync(path.join(outside, 'nothing'), from);
      const { status, err } = await line.cmos('note', 'A', '--summary', 'x');
      assert.equal(status, 3, `${place}: ${err}`);
      untouched();
      rmSync(from);
    }
  });

  it('is kept by what the product keeps for itself', async () => {
    mkdirSync(path.join(outside, 'own'));
    mkdirSync(line.workspace.path('runtime'));
    symlinkSync(path.join(outside, 'own'), line.workspace.path('runtime/cmos-operations'));
    assert.equal((await line.cmos('note', 'A', '--summary', 'x')).status, 0);
    assert.deepEqual(readdirSync(path.join(outside, 'own')), []);
  });

  it('is crossed by no journal of SQLite that names another file', async () => {
    const name = Buffer.from(path.join(outside, '.profile'));
    const header = Buffer.alloc(512);
    Buffer.from('d9d505f920a163d7', 'hex').copy(header);
    header.writeUInt32BE(0, 8);
    const database = readFileSync(line.workspace.path('db/cmos.sqlite'));
    header.writeUInt32BE(database.length / database.readUInt16BE(16), 16);
    header.writeUInt32BE(512, 20);
    header.writeUInt32BE(database.readUInt16BE(16), 24);
    const tail = Buffer.alloc(8);
    tail.writeUInt32BE(name.length, 0);
    tail.writeUInt32BE(
      name.reduce((sum, byte) => sum + byte, 0),
      4,
    );
    const page = Buffer.alloc(4);
    const journal = Buffer.concat([header, page, name, tail, Buffer.from('d9d505f920a163d7', 'hex')]);
    writeFileSync(line.workspace.path('db/cmos.sqlite-journal'), journal);
    const { status, err } = await line.cmos('note', 'A', '--summary', 'x');
    assert.equal(status, 3, err);
    assert.match(err, /db\/cmos\.sqlite-journal leads outside of the workspace, to .*\.profile/);
    untouched();
  });

  it('holds a store that lies beside the root, if it is a file of the project', async () => {
    const cmos = await CommandLine.of({
      ...Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`cmos/${name}`, text])),
      'cmos/db/.keep': '',
    });
    const beside = path.join(cmos.workspace.folder, 'SESSIONS.jsonl');
    rmSync(cmos.workspace.path('SESSIONS.jsonl'), { force: true });
    writeFileSync(beside, LINE);
    assert.deepEqual(await cmos.cmos('note', 'A', '--summary', 'x'), { status: 0, out: 'Note on A\n', err: '' });
    assert.match(readFileSync(beside, 'utf8'), /"summary": "x"/);
    assert.deepEqual(await cmos.cmos('undo'), { status: 0, out: 'Undone: Note on A\n', err: '' });
    assert.equal(readFileSync(beside, 'utf8'), LINE);
    renameSync(beside, path.join(outside, 'log'));
    symlinkSync(path.join(outside, 'log'), beside);
    const { status, err } = await cmos.cmos('note', 'A', '--summary', 'x');
    assert.equal(status, 3, err);
    assert.equal(readFileSync(path.join(outside, 'log'), 'utf8'), LINE);
    // Neither what a commit puts beside such a link, nor a folder that begins alike.
    const files = confined(nodeCommitFiles, cmos.workspace.root);
    const isOutside = (error: unknown): boolean => CmosError.is(error, 'commit/outside');
    const write = (place: string): Promise<void> => files.writeNew(place, new Uint8Array());
    await assert.rejects(write(`${beside}.cmos-00000001-a.new`), isOutside);
    await assert.rejects(write(path.join(`${cmos.workspace.root}-other`, 'x')), isOutside);
    // Nor, where no store is beside the root, a file of its name elsewhere.
    rmSync(beside);
    await assert.rejects(write(path.join(outside, 'SESSIONS.jsonl')), isOutside);
    cmos.remove();
  });

  it('is one function’s to decide, for each call that writes', async () => {
    const { root } = line.workspace;
    const files = confined(nodeCommitFiles, root);
    const target = path.join(outside, '.profile');
    const inside = path.join(root, 'missions/backlog.yaml');
    symlinkSync(outside, path.join(root, 'link'));
    const text = new TextEncoder().encode('x');
    for (const place of [target, path.join(root, 'link/.profile'), path.join(root, '../x')])
      for (const call of [
        () => files.writeNew(place, text),
        () => files.rename(inside, place),
        () => files.rename(place, inside),
        () => files.link(inside, place),
        () => files.append(place, text),
        async () => files.truncate(place, 0, await files.stamp(place)),
        async () => files.replace(inside, place, await files.stamp(place)),
        () => files.remove(place),
        () => files.makeFolder(place),
        () => files.removeFolder(place),
      ])
        await assert.rejects(call, (error) => CmosError.is(error, 'commit/outside'), `${String(call)} ${place}`);
    // What follows a link ends where that leads.
    const linked = path.join(root, 'missions/linked');
    symlinkSync(target, linked);
    for (const call of [
      () => files.append(linked, text),
      async () => files.truncate(linked, 0, await files.stamp(linked)),
      () => files.makeFolder(path.join(root, 'link/made')),
    ])
      await assert.rejects(call, (error) => CmosError.is(error, 'commit/outside'), String(call));
    untouched();
    assert.deepEqual(
      ['a/b', 'a', '', '..', '../a', 'a/../b', 'a//b', '/a', 'C:/a', 'a\\b', 'a\0', '../SESSIONS.jsonl'].map((each) =>
        isNamedInside('/p/work', each),
      ),
      [true, true, false, false, false, false, false, false, false, false, false, false],
    );
    assert.ok(isNamedInside('/p/cmos', '../SESSIONS.jsonl'));
  });

  describe('and records that were not written here', () => {
    const before = '{"ts": "2025-03-01T00:00:00Z"}\n';
    const record = {
      files: [{ kind: 'append', path: 'SESSIONS.jsonl', size: LINE.length, before: digest(LINE), text: before }],
    };

    it('stop work, are shown, and are applied on a person’s word to the very bytes they were made on', async () => {
      plant(record);
      writeFileSync(line.workspace.path('SESSIONS.jsonl'), LINE + before.slice(0, 10));
      const half = line.everything();
      for (const argv of [['note', 'A', '--summary', 'x'], ['undo'], ['recover']]) {
        const { status, err, out } = await line.cmos(...argv);
        assert.equal(status, 1);
        assert.match(out + err, /The record of “Note on A” was not written by you on this machine/);
        assert.deepEqual(line.everything(), half);
      }
      const { out } = await line.cmos('recover', '--dry-run');
      assert.match(out, /\+\{"ts": "2025-03-01T00:00:00Z"\}/);
      const { status } = await line.cmos('recover', '--foreign');
      assert.equal(status, 0);
      assert.equal(line.read('SESSIONS.jsonl'), LINE);
    });

    it('are not applied to other bytes, and can be set aside', async () => {
      plant(record);
      writeFileSync(line.workspace.path('SESSIONS.jsonl'), `${LINE}${LINE}${before}`);
      const state = line.everything();
      const { status, out } = await line.cmos('recover', '--foreign');
      assert.equal(status, 1);
      assert.match(out, /SESSIONS\.jsonl was changed since/);
      assert.deepEqual(line.everything(), state);
      assert.equal((await line.cmos('recover', '--as-is')).status, 0);
      assert.deepEqual(line.everything(), state);
      assert.equal((await line.cmos('recover')).out, 'Nothing was interrupted.\n');
      assert.match((await line.cmos('history')).out, /^Nothing was changed here yet/, 'it does not become ours');
    });

    it('are undone on a person’s word alone', async () => {
      writeFileSync(line.workspace.path('SESSIONS.jsonl'), LINE + before);
      plant(record, '00000001-abcdef.json');
      const { status, err } = await line.cmos('undo');
      assert.equal(status, 1);
      assert.match(err, /was not written by you on this machine.*Nothing was changed\./);
      assert.equal((await line.cmos('undo', '--foreign')).status, 0);
      assert.equal(line.read('SESSIONS.jsonl'), LINE);
    });

    it('are not taken for our own when they were changed', async () => {
      assert.equal((await line.cmos('note', 'A', '--summary', 'x')).status, 0);
      const [name = ''] = readdirSync(line.workspace.path(JOURNAL)).filter((each) => each.endsWith('.json'));
      const file = line.workspace.path(path.join(JOURNAL, name));
      writeFileSync(file, readFileSync(file, 'utf8').replace('"Note on A"', '"Note on B"'));
      assert.match((await line.cmos('undo')).err, /“Note on B” was not written by you on this machine/);
    });

    it('are not taken for our own when git tracks them', async () => {
      assert.equal((await line.cmos('note', 'A', '--summary', 'x')).status, 0);
      const git = (...words: string[]): unknown =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
          cwd: line.workspace.root,
          stdio: 'ignore',
        });
      git('init');
      assert.equal((await line.cmos('undo')).status, 0);
      assert.equal((await line.cmos('redo')).status, 0);
      git('add', '-f', JOURNAL);
      git('commit', '-m', 'x');
      assert.match((await line.cmos('undo')).err, /Git tracks the record of “Note on A”/);
    });
  });

  it('shows the journal to this user alone, and keeps git out', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(line.workspace.path(JOURNAL), { mode: 0o755 });
    assert.equal((await line.cmos('note', 'A', '--summary', 'x')).status, 0);
    const modes = readdirSync(line.workspace.path(JOURNAL))
      .filter((name) => name.endsWith('.json'))
      .map((name) => statSync(line.workspace.path(path.join(JOURNAL, name))).mode & 0o777);
    assert.deepEqual(modes, [0o600]);
    assert.equal(statSync(line.workspace.path(JOURNAL)).mode & 0o777, 0o700);
    assert.equal(line.read(`${JOURNAL}/.gitignore`), '*\n');
  });

  it('tells what is kept, and removes it when asked', async () => {
    for (const summary of ['one', 'two', 'three']) await line.fine('note', 'A', '--summary', summary);
    await line.cmos('undo');
    const { out } = await line.cmos('history');
    assert.deepEqual(
      out
        .trimEnd()
        .split('\n')
        .map((each) =>
          each
            .replace(/^(\d) +\S+ +|database, .*A\.jsonl(?: {2})?/g, '$1 ')
            .replace(/ {3,}/g, '  ')
            .trimEnd(),
        ),
      [
        '1 codex  note  A  Note on A  undone by codex',
        '2 codex  note  A  Note on A',
        '3 codex  note  A  Note on A  2 rests on it',
      ],
    );
    assert.match((await line.cmos('doctor')).out, /kept for undo +4 records, \d+ kB in \.cmos-operations/);
    const purged = await line.cmos('history', '--purge');
    assert.match(purged.out, /^Removed 4 records \(\d+ kB\) from \.cmos-operations\.\n$/);
    assert.equal((await line.cmos('history')).out, 'Nothing was changed here yet.\n');
    assert.match((await line.cmos('undo')).err, /nothing to undo/);
  });

  it('refuses a record of a newer version, and leaves it where it is', async () => {
    for (const name of ['00000001-abcdef.open.json', '00000001-abcdef.json']) {
      plant({ format: 3, novelty: true }, name);
      const before = line.read(`${JOURNAL}/${name}`);
      const argv = name.includes('open') ? ['note', 'A', '--summary', 'x'] : ['undo'];
      const { status, err } = await line.cmos(...argv);
      assert.equal(status, 3);
      assert.match(
        err,
        /A newer version of CMOS Operations wrote .*json, the record of a change\. Nothing was changed\.\nUpdate this one/,
      );
      assert.equal(line.read(`${JOURNAL}/${name}`), before);
      rmSync(line.workspace.path(JOURNAL), { recursive: true });
    }
  });

  it('goes by no record whose name is not its id, as that of a copy', async () => {
    await line.fine('note', 'A', '--summary', 'one');
    const [name = ''] = readdirSync(line.workspace.path(JOURNAL)).filter((each) => each.endsWith('.json'));
    for (const copy of ['00000007-zzzzzz.open.json', '00000007-zzzzzz.json']) {
      writeFileSync(line.workspace.path(path.join(JOURNAL, copy)), line.read(`${JOURNAL}/${name}`));
      for (const argv of [['recover'], ['recover', '--as-is'], ['undo']]) {
        if (argv[0] === 'recover' && !copy.includes('open')) continue;
        const { status, err } = await line.cmos(...argv);
        assert.equal(status, 1, argv.join(' '));
        assert.match(err, /00000007-zzzzzz.*cannot be read: its name is not its id\./);
      }
      rmSync(line.workspace.path(path.join(JOURNAL, copy)));
    }
    assert.equal((await line.cmos('undo')).status, 0);
  });

  it('counts on past any number that a name claims', async () => {
    mkdirSync(line.workspace.path(JOURNAL));
    for (const name of ['99999999-aaaaaa.set-aside.json', '99999999-aaaaaa.json', '999999999999999-aaaaaa.json']) {
      writeFileSync(line.workspace.path(path.join(JOURNAL, name)), '{}');
      await line.cmos('note', 'A', '--summary', name);
      rmSync(line.workspace.path(path.join(JOURNAL, name)));
    }
    const { out } = await line.cmos('history', '--format', 'json');
    assert.equal((JSON.parse(out) as { total: number }).total, 3);
    assert.equal((await line.cmos('undo')).status, 0);
  });

  it('names a folder in the place of a record', async () => {
    mkdirSync(line.workspace.path(path.join(JOURNAL, '00000001-abcdef.open.json')), { recursive: true });
    for (const argv of [['note', 'A', '--summary', 'x'], ['history'], ['undo'], ['recover']]) {
      const { status, err } = await line.cmos(...argv);
      assert.equal(status, 1, err);
      assert.match(err, /00000001-abcdef\.open\.json, the record of an earlier change, cannot be read/);
    }
  });

  it('names a damaged record, and goes on with none', async () => {
    plant({ rows: 'many' });
    const { status, err } = await line.cmos('note', 'A', '--summary', 'x');
    assert.equal(status, 1);
    assert.match(
      err,
      /00000001-abcdef\.open\.json, the record of an earlier change, cannot be read: \/rows must be array/,
    );
  });
});

function bytes(file: string): string | undefined {
  return statSync(file).isFile() ? readFileSync(file, 'latin1') : undefined;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
