/** Somebody without locks, an editor or a script, saves a mirror at any moment of a change: what they saved is never lost. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { commit } from '../../../src/core/commit/commit';
import { planRedo, planUndo } from '../../../src/core/commit/history';
import type { CommitPorts } from '../../../src/core/commit/ports';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { CmosError } from '../../../src/core/ground/errors';
import type { ChangeSet } from '../../../src/core/changes/change-set';
import { type DatabaseWriter, WriterError } from '../../../src/core/changes/writer';
import { recoverWorkspace, transact } from '../../../src/core/operations/transact';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { full, seed } from '../../support/effort';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters, WRITERS_TO_TRY } from '../../support/writers';

const BACKLOG = 'missions/backlog.yaml';
const LOG = 'SESSIONS.jsonl';
type Mirror = typeof BACKLOG | typeof LOG;
const LINE = '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}\n';
const THEIRS = { [BACKLOG]: '# theirs\n', [LOG]: '{"mission": "B", "summary": "theirs"}\n' };
/** What our change puts into each. */
const OURS = { [BACKLOG]: /Current/, [LOG]: /ours/ };

interface Save {
  /** `opened` is what was there when our change began. */
  (file: string, opened: string, theirs: string): void;
  /** Whether it is made on what is there now. */
  readonly keeps: boolean;
}

const saving = (keeps: boolean, save: (file: string, opened: string, theirs: string) => void): Save =>
  Object.assign(save, { keeps });

/** How others save a file. */
const SAVES: Readonly<Record<string, Save>> = {
  'adds to it in place': saving(true, (file, _, theirs) => {
    appendFileSync(file, theirs);
  }),
  'writes it anew in place': saving(false, (file, opened, theirs) => {
    writeFileSync(file, opened + theirs);
  }),
  'replaces it': saving(true, (file, _, theirs) => {
    writeFileSync(`${file}.tmp`, (existsSync(file) ? readFileSync(file, 'utf8') : '') + theirs);
    renameSync(`${file}.tmp`, file);
  }),
  'replaces it by what an editor had open': saving(false, (file, opened, theirs) => {
    writeFileSync(`${file}.tmp`, opened + theirs);
    renameSync(`${file}.tmp`, file);
  }),
  'writes over the very place': saving(false, (file, opened, theirs) => {
    writeFileSync(file, file.endsWith(LOG) ? theirs : opened.replace(/status: "\w+"/, 'status: "Elsewhere"') + theirs);
  }),
};

/** Runs `act` before the call of this number of those that look at a file, or change it or what lies beside it for it; counts them. */
function interposed(file: string, at: number, act: () => void): { files: CommitFiles; calls: () => number } {
  let calls = 0;
  const files = Object.fromEntries(
    Object.entries(nodeCommitFiles).map(([name, call]: [string, (...args: never[]) => unknown]) => [
      name,
      (...args: never[]) => {
        // Where a name leads and who may write there does not depend on what is saved.
        const isAbout = !['resolve', 'writable'].includes(name) && args.some((arg) => String(arg).startsWith(file));
        if (isAbout && calls++ === at) act();
        return call(...args);
      },
    ]),
  ) as unknown as CommitFiles;
  return { files, calls: () => calls };
}

const START = async (workspace: TestWorkspace, ports: CommitPorts): Promise<void> => {
  const { snapshot } = await workspace.read();
  await commit(ports, snapshot, step(snapshot, 'A', 'Current', 'ours'));
};

const historyStep =
  (plan: typeof planUndo) =>
  async (workspace: TestWorkspace, ports: CommitPorts): Promise<void> => {
    await transact<ChangeSet>(
      { ports, refresh: () => workspace.workspace.refresh(), skipAgreed: true },
      { plan: ({ layout }) => plan(ports, layout), changeSetOf: (changeSet) => changeSet },
    );
  };

const RECOVER = async (workspace: TestWorkspace, ports: CommitPorts): Promise<void> => {
  const { recoveries } = await recoverWorkspace({ ports, refresh: () => workspace.workspace.refresh() });
  if (recoveries.some(({ outcome }) => outcome === 'conflict')) throw new CmosError('commit/unrecovered', 'conflict');
};

/** A writer of which the process is gone when COMMIT comes, or has come; `answers`: it can be asked again. */
const ending = (ports: CommitPorts, when: 'before' | 'after', answers: boolean): CommitPorts => ({
  ...ports,
  async writer() {
    const real = await ports.writer();
    assert.ok(real);
    const gone = (): never => {
      throw new WriterError('failed', 'gone');
    };
    const transaction: DatabaseWriter['transaction'] = (database, changes, timeout, work) =>
      real
        .transaction(database, changes, timeout, async (prepared) => {
          const result = await work(prepared);
          return when === 'before' ? gone() : result;
        })
        .then(gone);
    return {
      engine: real.engine,
      transaction,
      read: (...args) => real.read(...args),
      locked: answers ? (...args) => real.locked(...args) : () => Promise.reject(new WriterError('failed', 'gone')),
      backup: (...args) => real.backup(...args),
      close: () => Promise.resolve(),
    };
  },
});

const crashed =
  (when: 'before' | 'after') =>
  async (workspace: TestWorkspace, ports: CommitPorts): Promise<void> => {
    const before = [BACKLOG, LOG].map((file) => [file, textOf(workspace, file)] as const);
    await assert.rejects(START(workspace, ending(ports, when, false)), (error) =>
      CmosError.is(error, 'commit/unrecovered'),
    );
    if (when === 'before') return;
    // The disk lost what the mirrors held.
    for (const [file, text] of before)
      if (text === undefined) rmSync(workspace.path(file));
      else workspace.write(file, text);
  };

interface Change {
  /** What is done first, with nobody beside. */
  readonly first: readonly ((workspace: TestWorkspace, ports: CommitPorts) => Promise<void>)[];
  /** What is done while somebody saves. */
  readonly act: (workspace: TestWorkspace, ports: CommitPorts) => Promise<void>;
  /** The mission's status when all is done, and when it is refused. */
  readonly done: string;
  readonly refused: string;
}

const CHANGES: Readonly<Record<string, Change>> = {
  'a commit': { first: [], act: START, done: 'Current', refused: 'Queued' },
  'a commit that is rolled back since the log cannot be written': {
    first: [],
    act: (workspace, ports) => {
      const append: CommitFiles['append'] = async (file, bytes) => {
        await ports.files.append(file, bytes.subarray(0, 20));
        throw Object.assign(new Error('EIO'), { code: 'EIO' });
      };
      return START(workspace, { ...ports, files: { ...ports.files, append } });
    },
    done: 'never',
    refused: 'Queued',
  },
  'a commit that the database refuses at its end': {
    first: [],
    act: (workspace, ports) => START(workspace, ending(ports, 'before', true)),
    done: 'never',
    refused: 'Queued',
  },
  'an undo': { first: [START], act: historyStep(planUndo), done: 'Queued', refused: 'Current' },
  'a redo': { first: [START, historyStep(planUndo)], act: historyStep(planRedo), done: 'Current', refused: 'Queued' },
  'a recovery that rolls back': { first: [crashed('before')], act: RECOVER, done: 'Queued', refused: 'Queued' },
  'a recovery that finishes': { first: [crashed('after')], act: RECOVER, done: 'Current', refused: 'Current' },
};

function textOf(workspace: TestWorkspace, file: string): string | undefined {
  return existsSync(workspace.path(file)) ? workspace.text(file) : undefined;
}

const leftOvers = (workspace: TestWorkspace): string[] =>
  readdirSync(workspace.root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.cmos-.*\.(new|old)$|\.open\.json$/.test(name),
  );

for (const writer of WRITERS_TO_TRY)
  describe(
    writer === undefined
      ? 'beside somebody who saves without locks'
      : `beside somebody who saves without locks (${writer})`,
    function () {
      this.timeout(300_000);
      const writers = new TestWriters(writer);
      after(() => writers.close());
      const ports = commitPorts(() => writers.get());

      const statusOf = async (workspace: TestWorkspace): Promise<string | undefined> =>
        documentOf((await workspace.read()).snapshot.database)?.missions.find(({ id }) => id === 'A')?.status;

      const make = (log: boolean): Promise<TestWorkspace> =>
        TestWorkspace.of({
          [BACKLOG]: planOf({ A: 'Queued', B: 'Queued' }),
          'db/.keep': '',
          ...(log ? { [LOG]: LINE } : {}),
        });

      /** One change with one save; how it came out, and whether the save came before it was over. */
      const attempt = async (change: Change, mirror: Mirror, log: boolean, save: Save, at: number) => {
        const workspace = await make(log);
        for (const act of change.first) await act(workspace, ports);
        const opened = textOf(workspace, mirror) ?? '';
        const { files, calls } = interposed(workspace.path(mirror), at, () => {
          save(workspace.path(mirror), opened, THEIRS[mirror]);
        });
        const error: unknown = await change.act(workspace, { ...ports, files }).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        const where = `${log ? 'with' : 'without'} a log, call ${at + 1}`;
        const saved = calls() > at;
        const check = async (outcome: 'done' | 'refused' | 'left'): Promise<void> => {
          const text = textOf(workspace, mirror);
          if (saved) assert.ok(text?.includes(THEIRS[mirror].trim()), `${where}: theirs is lost\n${text}`);
          const status = await statusOf(workspace);
          assert.equal(status, outcome === 'done' ? change.done : change.refused, where);
          if (outcome === 'left') return;
          // What nobody saved over speaks as the database does.
          for (const each of [BACKLOG, LOG] as const)
            if (each !== mirror || save.keeps)
              assert.equal(OURS[each].test(textOf(workspace, each) ?? ''), status === 'Current', `${where}: ${each}`);
          assert.deepEqual(leftOvers(workspace), [], where);
        };
        let outcome: 'done' | 'refused' | 'left' = error === undefined ? 'done' : 'refused';
        if (CmosError.is(error, 'commit/unrecovered')) {
          outcome = 'left';
          await check(outcome);
          const place = { ports, refresh: () => workspace.workspace.refresh() };
          const found = [textOf(workspace, BACKLOG), textOf(workspace, LOG)];
          const [recovery] = (await recoverWorkspace(place)).recoveries;
          assert.deepEqual([recovery?.outcome, recovery?.conflict], ['conflict', mirror], where);
          assert.equal((await recoverWorkspace(place, { asIs: true })).recoveries[0]?.outcome, 'left-as-is');
          assert.deepEqual([textOf(workspace, BACKLOG), textOf(workspace, LOG)], found, where);
        } else {
          assert.ok(
            error === undefined || CmosError.is(error, 'commit/changed', 'commit/failed'),
            `${where}: ${String(error)}`,
          );
          await check(outcome);
          const { recoveries } = await recoverWorkspace({ ports, refresh: () => workspace.workspace.refresh() });
          assert.deepEqual(recoveries, [], where);
        }
        workspace.remove();
        return { outcome, saved };
      };

      for (const [what, change] of Object.entries(CHANGES))
        it(`${what} loses nothing`, async () => {
          const seen: Record<string, number> = {};
          for (const mirror of [BACKLOG, LOG] as const)
            for (const log of [true, false])
              for (let at = 0, more = true; more; at++)
                for (const save of Object.values(SAVES).filter(
                  (_, index, { length }) => full || (index + at + seed) % length === 0,
                )) {
                  const { outcome, saved } = await attempt(change, mirror, log, save, at);
                  seen[outcome] = (seen[outcome] ?? 0) + 1;
                  more = saved;
                }
          console.log(
            `      ${Object.entries(seen)
              .map(([outcome, count]) => `${count} ${outcome}`)
              .join(', ')}`,
          );
        });
    },
  );
