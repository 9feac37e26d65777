/** What recovery makes of a file that it finds in any state: one side of the change, with all that others wrote, or nothing at all. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { HeldLock } from '../../../src/core/changes/writer';
import { Journal } from '../../../src/core/commit/journal';
import type { FileRecord, JournalRecord } from '../../../src/core/commit/record';
import { recover } from '../../../src/core/commit/recover';
import type { TargetState } from '../../../src/core/commit/roll-files';
import { confined } from '../../../src/core/ground/boundary';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts } from '../../support/writers';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const EDIT: FileRecord = {
  kind: 'edit',
  path: 'file',
  hunks: [{ lead: 'zero\n', before: 'one', after: 'ONE', trail: '\ntwo\n' }],
  before: digest('zero\none\ntwo\n'),
  after: digest('zero\nONE\ntwo\n'),
};
const CREATE: FileRecord = { kind: 'create', path: 'new/deep/file', text: 'ours\n', folders: ['new', 'new/deep'] };
const REMOVE: FileRecord = { kind: 'remove', path: 'sub/file', text: 'old\n' };
const APPEND: FileRecord = { kind: 'append', path: 'file', size: 6, before: digest('first\n'), text: 'ours\nmore\n' };
const MADE: FileRecord = { kind: 'append', path: 'file', size: null, before: null, text: 'ours\nmore\n' };

/** What is found, and what it becomes: `null` is no file, 'conflict' leaves it as it is, and so does 'same', without a touch. */
type Case = readonly [record: FileRecord, side: TargetState, found: string | null, becomes: string | null];

const CASES: readonly Case[] = [
  [EDIT, 'before', 'zero\nONE\ntwo\n', 'zero\none\ntwo\n'],
  [EDIT, 'before', 'zero\none\ntwo\n', 'same'],
  [EDIT, 'before', '# theirs\nzero\nONE\ntwo\nthree\n', '# theirs\nzero\none\ntwo\nthree\n'],
  [EDIT, 'before', 'zero\nother\ntwo\n', 'conflict'],
  [EDIT, 'before', null, 'conflict'],
  [EDIT, 'after', 'zero\none\ntwo\n', 'zero\nONE\ntwo\n'],
  [EDIT, 'after', 'zero\nONE\ntwo\n', 'same'],
  [CREATE, 'before', 'ours\n', null],
  [CREATE, 'before', null, 'same'],
  [CREATE, 'before', 'theirs\n', 'conflict'],
  [CREATE, 'after', null, 'ours\n'],
  [CREATE, 'after', 'ours\n', 'same'],
  [CREATE, 'after', 'theirs\n', 'conflict'],
  [REMOVE, 'before', null, 'old\n'],
  [REMOVE, 'before', 'old\n', 'same'],
  [REMOVE, 'before', 'theirs\n', 'conflict'],
  [REMOVE, 'after', 'old\n', null],
  [REMOVE, 'after', null, 'same'],
  [REMOVE, 'after', 'theirs\n', 'conflict'],
  [APPEND, 'before', 'first\nours\nmore\n', 'first\n'],
  [APPEND, 'before', 'first\nours\nmo', 'first\n'],
  [APPEND, 'before', 'first\n', 'same'],
  [APPEND, 'before', 'first\nours\nmore\ntheirs\n', 'first\ntheirs\n'],
  [APPEND, 'before', 'first\ntheirs\nours\nmore\n', 'first\ntheirs\n'],
  [APPEND, 'before', 'first\ntheirs\nou', 'first\ntheirs\n'],
  // What only looks like ours is theirs.
  [APPEND, 'before', 'first\nxours\nmore\n', 'same'],
  [APPEND, 'before', 'first\nours\ntheirs\n', 'same'],
  [APPEND, 'before', 'fir', 'conflict'],
  [APPEND, 'before', null, 'conflict'],
  [APPEND, 'after', 'first\n', 'first\nours\nmore\n'],
  [APPEND, 'after', 'first\nours\nm', 'first\nours\nmore\n'],
  [APPEND, 'after', 'first\nours\nmore\ntheirs\n', 'same'],
  [MADE, 'before', 'ours\nmore\n', null],
  [MADE, 'before', 'ou', null],
  [MADE, 'before', '', null],
  [MADE, 'before', null, 'same'],
  [MADE, 'before', 'ours\nmore\ntheirs\n', 'theirs\n'],
  [MADE, 'before', 'theirs\nours\nmore\n', 'theirs\n'],
  [MADE, 'after', null, 'ours\nmore\n'],
];

/** Of a record that was not written here, only the very file that it was made on is taken: it says what may be found. */
const FOREIGN: readonly (readonly [record: FileRecord, found: string | null, becomes: string | null])[] = [
  [EDIT, 'zero\nONE\ntwo\n', 'zero\none\ntwo\n'],
  [EDIT, 'zero\none\ntwo\n', 'same'],
  [EDIT, 'zero\nONE\ntwo\nthree\n', 'conflict'],
  [EDIT, null, 'conflict'],
  [CREATE, 'ours\n', null],
  [CREATE, 'theirs\n', 'conflict'],
  [REMOVE, null, 'old\n'],
  [APPEND, 'first\nours\nmore\n', 'first\n'],
  [APPEND, 'first\nou', 'first\n'],
  [APPEND, 'FIRST\nours\nmore\n', 'conflict'],
  [APPEND, 'first\nours\nmore\ntheirs\n', 'conflict'],
  [APPEND, 'first\ntheirs\nours\nmore\n', 'conflict'],
  [APPEND, null, 'conflict'],
  [MADE, null, 'same'],
  [MADE, 'theirs\n', 'conflict'],
];

/** A row that the change touched, by which the database says which side it is on. */
const ROW = {
  kind: 'update',
  table: 'missions',
  key: { id: 'A' },
  before: { name: 'b' },
  after: { name: 'a' },
} as const;

describe('the files of an interrupted commit', () => {
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await TestWorkspace.of({ 'db/cmos.sqlite': '', 'sub/.keep': '' }, { database: false });
  });
  afterEach(() => {
    workspace.remove();
  });

  const find = (file: string, text: string | null): void => {
    mkdirSync(path.dirname(workspace.path(file)), { recursive: true });
    if (text === null) rmSync(workspace.path(file), { force: true });
    else writeFileSync(workspace.path(file), text);
  };
  const there = (file: string): string | null => (existsSync(workspace.path(file)) ? workspace.text(file) : null);
  const stampOf = (file: string): unknown =>
    statSync(workspace.path(file), { throwIfNoEntry: false, bigint: true })?.mtimeNs;

  const interrupted = (files: readonly FileRecord[], seals = true): Promise<JournalRecord> => {
    const { provenance, files: raw } = commitPorts(() => Promise.resolve(undefined));
    const own = seals ? provenance : { ...provenance, seal: () => Promise.resolve('theirs') };
    return new Journal(confined(raw, workspace.root), workspace.root, own).open({
      operation: 'x',
      title: 'X',
      at: '2025-03-01T00:00:00Z',
      rows: [ROW],
      files,
    });
  };

  /** Recovers with a database that is on a side; what became of the record. */
  const recovered = async (
    side: TargetState,
    files: CommitFiles = nodeCommitFiles,
    foreign = false,
  ): Promise<readonly (string | undefined)[]> => {
    const lock: HeldLock = { read: () => Promise.resolve([{ id: 'A', ...ROW[side] }]) };
    const writer = { locked: <Result>(_: string, __: number, act: (lock: HeldLock) => Promise<Result>) => act(lock) };
    const ports = commitPorts(() => Promise.resolve(writer as never), { files });
    const recoveries = await recover(ports, { root: workspace.root, database: 'db/cmos.sqlite' }, { foreign });
    return recoveries.flatMap(({ outcome, conflict }) => [outcome, conflict]);
  };

  const leftOvers = (): string[] =>
    readdirSync(workspace.root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.cmos-.*\.(new|old)$/.test(name),
    );

  const expect = async (
    record: FileRecord,
    side: TargetState,
    found: string | null,
    becomes: string | null,
    foreign = false,
  ) => {
    find(record.path, found);
    const { id } = await interrupted([record], !foreign);
    // What an earlier recovery, or the commit itself, was about to put there.
    writeFileSync(workspace.path(`${record.path}.cmos-${id}-roll.new`), 'half');
    const stamp = stampOf(record.path);
    const outcome = await recovered(side, nodeCommitFiles, foreign);
    if (becomes === 'conflict') {
      assert.deepEqual(outcome, ['conflict', record.path]);
      assert.equal(there(record.path), found);
      return;
    }
    assert.deepEqual(outcome, [side === 'after' ? 'finished' : 'taken-back', undefined]);
    assert.equal(there(record.path), becomes === 'same' ? found : becomes);
    if (becomes === 'same') assert.equal(stampOf(record.path), stamp, 'it is not written');
  };

  for (const [record, side, found, becomes] of CASES)
    it(`${record.kind} to ${side}: ${JSON.stringify(found)} → ${JSON.stringify(becomes)}`, () =>
      expect(record, side, found, becomes));

  for (const [record, found, becomes] of FOREIGN)
    it(`${record.kind} by somebody else: ${JSON.stringify(found)} → ${JSON.stringify(becomes)}`, () =>
      expect(record, 'before', found, becomes, true));

  it('lose nothing that others add at the last moment', async () => {
    const adds = (file: string): void => {
      appendFileSync(file, 'theirs\n');
    };
    const replaces = (file: string): void => {
      const text = (there(path.relative(workspace.root, file)) ?? '') + 'theirs\n';
      writeFileSync(`${file}~`, text);
      renameSync(`${file}~`, file);
    };
    for (const [record, side, found, becomes] of CASES) {
      if (becomes === 'same' || becomes === 'conflict') continue;
      for (const save of [adds, replaces])
        for (const name of ['replace', 'truncate', 'remove', 'append', 'read'] as const) {
          find(record.path, found);
          await interrupted([record]);
          const file = workspace.path(record.path);
          const saved = new Set<string>();
          const saveOnce = (isAbout: boolean): void => {
            if (isAbout && saved.size === 0) save(file);
            if (isAbout) saved.add(file);
          };
          const call = async (...args: never[]): Promise<unknown> => {
            const isAbout = args.some((arg: unknown) => arg === file);
            if (name !== 'read') saveOnce(isAbout);
            const result = await (nodeCommitFiles[name] as (...args: never[]) => Promise<unknown>)(...args);
            saveOnce(isAbout);
            return result;
          };
          const outcome = await recovered(side, { ...nodeCommitFiles, [name]: call });
          const what = `${record.kind} to ${side}, ${JSON.stringify(found)}, at ${name}: ${JSON.stringify(there(record.path))}`;
          if (saved.size > 0) assert.match(there(record.path) ?? '', /theirs\n/, what);
          if (outcome[0] === 'taken-back') assert.doesNotMatch(there(record.path) ?? '', /ONE|^more$/m, what);
          assert.equal(outcome.length, 2, what);
          rmSync(workspace.path('.cmos-operations'), { recursive: true });
          assert.deepEqual(leftOvers(), [], what);
          rmSync(file, { force: true });
        }
    }
  });

  it('are made and removed with the folders that were made for them, and only those', async () => {
    find(CREATE.path, 'ours\n');
    writeFileSync(workspace.path('new/theirs'), '');
    await interrupted([CREATE]);
    await recovered('before');
    assert.deepEqual([existsSync(workspace.path('new/deep')), existsSync(workspace.path('new/theirs'))], [false, true]);

    rmSync(workspace.path('sub'), { recursive: true });
    await interrupted([REMOVE]);
    await recovered('before');
    assert.equal(workspace.text('sub/file'), 'old\n');

    rmSync(workspace.path('new'), { recursive: true });
    await interrupted([CREATE]);
    await recovered('before');
    assert.ok(!existsSync(workspace.path('new')), 'where there is nothing, nothing is needed');
  });

  it('stay as they are where one of them cannot be told', async () => {
    const other: FileRecord = { ...EDIT, path: 'other' };
    find('file', 'zero\nONE\ntwo\n');
    find('other', 'zero\ntheirs\ntwo\n');
    await interrupted([EDIT, other]);
    assert.deepEqual(await recovered('before'), ['conflict', 'other']);
    assert.equal(there('file'), 'zero\nONE\ntwo\n');
  });
});
