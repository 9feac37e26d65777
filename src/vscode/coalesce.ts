/** Many requests close together become one run. */

/** Timers, handed in so that tests can turn the clock. */
export interface Timers {
  set(callback: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

const realTimers: Timers = {
  set: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clear: (timer) => {
    clearTimeout(timer as NodeJS.Timeout);
  },
};

/**
 * Runs a task `wait` milliseconds after a request; requests until then and while it runs make one further run at most.
 * Requests that keep coming do not put a run off for longer than `longest` milliseconds.
 */
export class Coalescer {
  readonly #task: () => Promise<unknown>;
  readonly #wait: number;
  readonly #longest: number;
  readonly #timers: Timers;
  readonly #now: () => number;
  #timer: unknown;
  #firstRequest: number | undefined;
  #running = false;
  #again = false;
  #disposed = false;

  constructor(
    task: () => Promise<unknown>,
    wait: number,
    longest: number,
    timers: Timers = realTimers,
    now: () => number = Date.now,
  ) {
    this.#task = task;
    this.#wait = wait;
    this.#longest = longest;
    this.#timers = timers;
    this.#now = now;
  }

  request(): void {
    if (this.#disposed) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    const now = this.#now();
    this.#firstRequest ??= now;
    const due = Math.min(this.#wait, Math.max(0, this.#firstRequest + this.#longest - now));
    if (this.#timer !== undefined) this.#timers.clear(this.#timer);
    this.#timer = this.#timers.set(() => void this.#run(), due);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#firstRequest = undefined;
    this.#running = true;
    try {
      await this.#task();
    } finally {
      this.#running = false;
      if (this.#again) {
        this.#again = false;
        this.request();
      }
    }
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== undefined) this.#timers.clear(this.#timer);
  }
}
