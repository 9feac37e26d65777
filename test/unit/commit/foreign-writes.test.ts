/** Somebody without locks, an editor or a script, saves a mirror at any moment of a commit: what they saved is never lost. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { commit } from '../../../src/core/commit/commit';
import { recover } from '../../../src/core/commit/recover';
import type { CommitFiles } from '../../../src/core/ground/commit-files';
import { CmosError } from '../../../src/core/ground/errors';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { full } from '../../support/effort';
import { planOf } from '../../support/plan';
import { step } from '../../support/step';
import { TestWorkspace } from '../../support/workspaces';
import { commitPorts, TestWriters, WRITERS_TO_TRY } from '../../support/writers';

const BACKLOG = planOf({ A: 'Queued', B: 'Queued' });
const LINE = '{"ts": "2025-03-01T00:00:00Z", "agent": "x", "mission": "A", "action": "note"}\n';
const FILES = { 'missions/backlog.yaml': BACKLOG, 'SESSIONS.jsonl': LINE };
const THEIRS = { 'missions/backlog.yaml': '# theirs\n', 'SESSIONS.jsonl': '{"mission": "B", "summary": "theirs"}\n' };
type Mirror = keyof typeof FILES;

/** How others save a file. */
const SAVES: Readonly<Record<string, (file: string, text: string, theirs: string) => void>> = {
  'adds to it in place': (file, _, theirs) => {
    appendFileSync(file, theirs);
  },
  'writes it anew in place': (file, text, theirs) => {
    writeFileSync(file, text + theirs);
  },
  'replaces it': (file, _, theirs) => {
    writeFileSync(`${file}.tmp`, (existsSync(file) ? readFileSync(file, 'utf8') : '') + theirs);
    renameSync(`${file}.tmp`, file);
  },
  'replaces it by what an editor had open': (file, text, theirs) => {
    writeFileSync(`${file}.tmp`, text + theirs);
    renameSync(`${file}.tmp`, file);
  },
};

/** Runs `act` before the call of this number; counts the calls. */
function interposed(at: number, act: () => void): { files: CommitFiles; calls: () => number } {
  let calls = 0;
  const files = Object.fromEntries(
    Object.entries(nodeCommitFiles).map(([name, call]: [string, (...args: never[]) => unknown]) => [
      name,
      (...args: never[]) => {
        if (calls++ === at) act();
        return call(...args);
      },
    ]),
  ) as unknown as CommitFiles;
  return { files, calls: () => calls };
}

for (const writer of WRITERS_TO_TRY)
  describe(
    writer === undefined
      ? 'a commit beside somebody who saves without locks'
      : `a commit beside somebody who saves without locks (${writer})`,
    function () {
      this.timeout(300_000);
      const writers = new TestWriters(writer);
      after(() => writers.close());

      for (const mirror of Object.keys(FILES) as Mirror[])
        for (const [how, save] of Object.entries(SAVES))
          it(`loses nothing of ${mirror} when somebody ${how}`, async () => {
            const seen = { done: 0, refused: 0 };
            for (let at = 0, more = true; more; at += full ? 1 : 2) {
              const workspace = await TestWorkspace.of({ ...FILES, 'db/.keep': '' });
              const { snapshot } = await workspace.read();
              const { files, calls } = interposed(at, () => {
                save(workspace.path(mirror), FILES[mirror], THEIRS[mirror]);
              });
              const error: unknown = await commit(
                commitPorts(() => writers.get(), { files }),
                snapshot,
                step(snapshot, 'A', 'Current', 'ours'),
              ).then(
                () => undefined,
                (reason: unknown) => reason,
              );
              more = calls() > at;
              const where = `call ${at + 1}`;
              const text = workspace.text(mirror);
              if (more) assert.ok(text.includes(THEIRS[mirror].trim()), `${where}: theirs is lost\n${text}`);
              const { missions } = documentOf((await workspace.read()).snapshot.database) ?? assert.fail();
              const status = missions.find(({ id }) => id === 'A')?.status;
              if (error === undefined) {
                assert.equal(status, 'Current', where);
                seen.done++;
              } else {
                assert.ok(CmosError.is(error, 'commit/changed'), `${where}: ${(error as Error).message}`);
                assert.equal(status, 'Queued', where);
                for (const each of Object.keys(FILES) as Mirror[])
                  assert.doesNotMatch(workspace.text(each), /Current|ours/, `${where}: ours is still in ${each}`);
                seen.refused++;
              }
              const left = await recover(
                commitPorts(() => writers.get()),
                { root: workspace.root, database: 'db/cmos.sqlite' },
              );
              assert.deepEqual(left, [], where);
              workspace.remove();
            }
            assert.ok(seen.done > 0 && (seen.refused > 0 || mirror === 'SESSIONS.jsonl'), JSON.stringify(seen));
          });
    },
  );
