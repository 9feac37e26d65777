import assert from 'node:assert/strict';
import { Coalescer, type Timers } from '../../src/vscode/coalesce';

/** A clock that moves when told. */
class FakeTimers implements Timers {
  now = 0;
  #waiting = new Map<number, { due: number; callback: () => void }>();
  #next = 0;

  set(callback: () => void, milliseconds: number): unknown {
    this.#waiting.set(++this.#next, { due: this.now + milliseconds, callback });
    return this.#next;
  }

  clear(timer: unknown): void {
    this.#waiting.delete(timer as number);
  }

  /** Moves on by milliseconds, and lets what was started come to its end. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const due = [...this.#waiting].filter(([, timer]) => timer.due <= end).sort((a, b) => a[1].due - b[1].due)[0];
      if (due === undefined) break;
      this.#waiting.delete(due[0]);
      this.now = due[1].due;
      due[1].callback();
      await settled();
    }
    this.now = end;
  }
}

const settled = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
};

describe('requests close together', () => {
  let timers: FakeTimers;
  let runs: number[];
  let finish: (() => void) | undefined;
  let held = false;
  let coalescer: Coalescer;

  beforeEach(() => {
    timers = new FakeTimers();
    runs = [];
    held = false;
    coalescer = new Coalescer(
      async () => {
        runs.push(timers.now);
        if (held) await new Promise<void>((resolve) => (finish = resolve));
      },
      100,
      250,
      timers,
      () => timers.now,
    );
  });

  it('make one run, after the last of them', async () => {
    coalescer.request();
    await timers.advance(60);
    coalescer.request();
    await timers.advance(500);
    assert.deepEqual(runs, [160]);
  });

  it('do not put a run off for ever', async () => {
    for (let i = 0; i < 10; i++) {
      coalescer.request();
      await timers.advance(50);
    }
    assert.equal(runs[0], 250);
  });

  it('during a run make one further run', async () => {
    held = true;
    coalescer.request();
    await timers.advance(100);
    coalescer.request();
    coalescer.request();
    held = false;
    await timers.advance(1000);
    assert.deepEqual(runs, [100], 'not beside the one that runs');
    finish?.();
    await settled();
    await timers.advance(1000);
    assert.deepEqual(runs, [100, 1200]);
  });

  it('are forgotten when it is disposed of', async () => {
    coalescer.request();
    coalescer.dispose();
    coalescer.request();
    await timers.advance(1000);
    assert.deepEqual(runs, []);
  });
});
