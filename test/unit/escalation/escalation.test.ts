/** The first two tiers: what is tried again by itself, how often, and when it is enough. No time passes. */
import assert from 'node:assert/strict';
import { CmosError } from '../../../src/core/ground/errors';
import { Escalation } from '../../../src/core/escalation/escalation';
import { failureOf } from '../../../src/core/escalation/failures';
import { DEFAULT_RETRIES, retriesFrom } from '../../../src/core/escalation/policy';
import { LONGEST_DELAY } from '../../../src/core/escalation/wait';
import type { ScriptResult } from '../../../src/core/ground/scripts';

const locked = (): CmosError => new CmosError('commit/locked', 'The database is locked.');
const result = (more: Partial<ScriptResult>): ScriptResult => ({
  exit: undefined,
  failure: undefined,
  output: '',
  duration: 0,
  ...more,
});
const FINE = result({ exit: 0 });
const TIMEOUT = result({ failure: 'it took more than 1 s', reason: 'timeout' });

/** A clock that only waiting turns. */
class Clock {
  time = Date.UTC(2025, 0, 1);
  readonly waits: number[] = [];
  readonly now = (): number => this.time;
  readonly sleep = (milliseconds: number): Promise<void> => {
    this.waits.push(milliseconds);
    this.time += milliseconds;
    return Promise.resolve();
  };
}

/** Answers one after another; an error is thrown. */
function answering<Answer>(...answers: readonly (Answer | Error)[]): { task: () => Promise<Answer>; calls: number } {
  const self = {
    calls: 0,
    task: (): Promise<Answer> => {
      const answer = answers[Math.min(self.calls++, answers.length - 1)] as Answer | Error;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return self;
}

describe('escalation', () => {
  const open = (retries = DEFAULT_RETRIES): { clock: Clock; escalation: Escalation } => {
    const clock = new Clock();
    return { clock, escalation: new Escalation(retries, clock) };
  };

  it('reaches no tier where nothing goes wrong', async () => {
    const { clock, escalation } = open();
    assert.equal(await escalation.operation('start', () => Promise.resolve(7)), 7);
    assert.deepEqual([escalation.state().tier, escalation.attempts, clock.waits], [0, [], []]);
  });

  it('tries again what may pass, after a wait, and says when it was tried', async () => {
    const { clock, escalation } = open();
    const { task } = answering<string>(locked(), 'done');
    assert.equal(await escalation.operation('start', task), 'done');
    assert.equal(escalation.state().tier, 1);
    assert.deepEqual(
      escalation.attempts.map(({ at, step, code }) => [at, step, code]),
      [['2025-01-01T00:00:00.000Z', 'start', 'commit/locked']],
    );
    assert.equal(clock.waits.length, 1);
    assert.equal(escalation.hasFailedStep, false);
  });

  it('gives up after the retries that are set, with the last error', async () => {
    for (const retries of [0, 1, 4]) {
      const { clock, escalation } = open(retries);
      const tries = answering<string>(locked());
      await assert.rejects(escalation.operation('start', tries.task), /is locked/);
      assert.deepEqual([tries.calls, clock.waits.length], [retries + 1, retries]);
      assert.equal(escalation.hasFailedStep, true);
    }
  });

  it('never waits longer than it may, and not in step with others', async () => {
    const { clock, escalation } = open(10);
    await assert.rejects(escalation.operation('start', answering<string>(locked()).task));
    assert.ok(
      clock.waits.every((each) => each >= 0 && each <= LONGEST_DELAY),
      String(clock.waits),
    );
    const other = open(10);
    await assert.rejects(other.escalation.operation('start', answering<string>(locked()).task));
    assert.notDeepEqual(clock.waits, other.clock.waits);
  });

  it('tries nothing again that will not pass, and answers are no failures', async () => {
    for (const code of ['commit/disk-full', 'commit/read-only', 'database/damaged', 'operation/gated'] as const) {
      const { escalation } = open();
      const tries = answering<string>(new CmosError(code, 'no'));
      await assert.rejects(escalation.operation('start', tries.task));
      assert.equal(tries.calls, 1, code);
      assert.equal(escalation.hasFailedStep, code !== 'operation/gated');
    }
    const busy = Object.assign(new Error('busy'), { code: 'EBUSY' });
    assert.equal(failureOf(new CmosError('commit/failed', 'no', { cause: busy }))?.transient, true);
    assert.equal(failureOf(Object.assign(new Error('full'), { code: 'ENOSPC' }))?.transient, false);
    assert.equal(failureOf(new CmosError('operation/refused', 'no')), undefined);
  });

  it('tries a script again that took too long, and not one that says no', async () => {
    const { escalation } = open();
    assert.equal(await escalation.script('npm test', 'script', answering(TIMEOUT, FINE).task), FINE);
    assert.equal(escalation.hasFailedStep, false);
    const failing = answering(result({ exit: 2, output: 'two\n3 of 4 failed\n' }));
    assert.equal((await escalation.script('npm test', 'script', failing.task)).exit, 2);
    assert.equal(failing.calls, 1);
    assert.deepEqual(
      escalation.attempts.map(({ code, message }) => [code, message]),
      [
        ['script/timeout', 'it took more than 1 s'],
        ['script/failed', 'exit 2: 3 of 4 failed'],
      ],
    );
    const later = answering(result({ exit: 75 }), FINE);
    await escalation.script('x', 'other', later.task);
    assert.equal(later.calls, 2, 'it said itself that it may succeed later');
    const ended = answering(result({ failure: 'it was ended', reason: 'ended' }));
    await escalation.script('x', 'another', ended.task);
    assert.equal(ended.calls, 1, 'who ends a script wants it ended');
  });

  it('stops at the limit of a pattern, whichever of its scripts failed', async () => {
    const { escalation } = open(5);
    const first = answering(TIMEOUT, FINE);
    await escalation.script('one', 'delegation', first.task);
    const second = answering(TIMEOUT, FINE);
    const last = await escalation.script('two', 'delegation', second.task);
    assert.deepEqual([last, second.calls], [TIMEOUT, 1], 'the second failure halts a delegation');
    assert.equal(escalation.state().tier, 2);
    const elsewhere = answering(TIMEOUT, FINE);
    await escalation.script('three', 'script', elsewhere.task);
    assert.equal(elsewhere.calls, 2, 'another pattern has its own limit');
  });

  it('makes nothing of a setting that is none', () => {
    const of = (value: unknown): number => retriesFrom((name) => (name === 'escalation.retries' ? value : undefined));
    assert.deepEqual([9, 1000, -1, 1.5, '3', undefined].map(of), [9, 10, 2, 2, 2, 2]);
  });
});
