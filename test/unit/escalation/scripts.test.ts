/** Why a script did not do what it should, as the tiers are told of it. */
import assert from 'node:assert/strict';
import os from 'node:os';
import { builtInCheck, couldNotRun } from '../../../src/core/escalation/built-in-check';
import { Escalation } from '../../../src/core/escalation/escalation';
import { scriptFailure } from '../../../src/core/escalation/failures';
import type { ScriptResult } from '../../../src/core/ground/scripts';
import { runScript } from '../../../src/node/scripts';

const run = (code: string, timeout = 60_000, signal?: AbortSignal): Promise<ScriptResult> =>
  runScript({ program: process.execPath, arguments: ['-e', code], folder: os.tmpdir(), timeout }, signal);
const FOREVER = 'setInterval(() => {}, 1000)';

describe('a script that fails', function () {
  this.timeout(60_000);

  it('says how: too long, ended, killed, not there, by itself', async () => {
    assert.equal(scriptFailure(await run('')), undefined);
    assert.deepEqual(pick(await run(FOREVER, 200)), ['script/timeout', true]);
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort();
    }, 100);
    assert.deepEqual(pick(await run(FOREVER, 60_000, abort.signal)), ['script/ended', false]);
    if (process.platform !== 'win32')
      assert.deepEqual(pick(await run('process.kill(process.pid, "SIGKILL")')), ['script/killed', true]);
    const missing = await runScript({ program: 'there-is-none', arguments: [], folder: os.tmpdir(), timeout: 1000 });
    assert.deepEqual(pick(missing), ['script/not-started', false]);
    assert.deepEqual(pick(await run('process.exit(75)')), ['script/temporary', true]);
    assert.deepEqual(pick(await run('process.exit(1)')), ['script/failed', false]);
  });

  it('is a failure too where the host does not take its name', async () => {
    const escalation = new Escalation(2, { now: () => 0, sleep: () => Promise.resolve() });
    const script = { program: 'a\0b', arguments: [], folder: os.tmpdir(), timeout: 1000 };
    const { exit, failure } = await escalation.script('a', 'script', () => runScript(script));
    assert.equal(exit, undefined);
    assert.match(failure ?? '', /null bytes/);
  });
});

describe('what is built in', () => {
  it('stands in for the workspace’s parity check, and for nothing that asks another question', () => {
    const of = (line: string): string | undefined => {
      const [program = '', ...words] = line.split(' ');
      return builtInCheck({ program, arguments: words })?.name;
    };
    for (const line of [
      'python scripts/validate_parity.py --check',
      'python3.12 cmos/scripts/validate_parity.py',
      '/usr/bin/env python3 ./scripts/validate_parity.py',
      'uv run scripts/validate_parity.py',
      String.raw`C:\Python\python.exe scripts\validate_parity.py`,
    ])
      assert.equal(of(line), 'cmos parity --reference', line);
    for (const line of [
      'python scripts/seed_sqlite.py',
      'python scripts/validate_parity.py --root ../other',
      'node scripts/validate_parity.py',
      'python -c scripts/validate_parity.py; rm',
      'python my_validate_parity.py',
    ])
      assert.equal(of(line), undefined, line);
  });

  it('does so where the script could not speak for itself', () => {
    const result = (more: Partial<ScriptResult>): ScriptResult => ({
      exit: 1,
      failure: undefined,
      output: '',
      duration: 0,
      ...more,
    });
    assert.equal(couldNotRun(result({ output: '[FAIL] A: status' })), false);
    assert.equal(couldNotRun(result({ exit: 127 })), true);
    assert.equal(couldNotRun(result({ exit: undefined, reason: 'timeout' })), true);
    assert.equal(couldNotRun(result({ exit: undefined, reason: 'ended' })), false);
    assert.equal(couldNotRun(result({ output: 'Traceback\nModuleNotFoundError: No module named yaml' })), true);
  });
});

function pick(result: ScriptResult): readonly [code: string | undefined, passing: boolean | undefined] {
  const failure = scriptFailure(result);
  return [failure?.code, failure?.transient];
}
