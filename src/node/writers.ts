/** One process that writes the database, for all who ask for it. */
import type { DatabaseWriter } from '../core/changes/writer';
import { part } from '../core/ground/parts';
import type { WriterOptions } from './start-writer';
import type { WriterProcess } from './writer-process';

/** Keeps one writer and starts it again when it has ended. */
export class Writers {
  readonly #options: WriterOptions;
  #writer: Promise<WriterProcess | undefined> | undefined;
  /** Ends the writer, as long as nobody has asked for it. */
  #unwanted = new AbortController();
  #asked = false;
  /** How many expect to ask for it. */
  #expecting = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** A writer that lives, or undefined where the machine has none. Rejected with `commit/no-writer` where our own files are gone. */
  async get(): Promise<DatabaseWriter | undefined> {
    this.#asked = true;
    return this.#running();
  }

  /** Starts a writer for somebody who may ask for it; the answer is to be called when that is over. See `CommitPorts`. */
  expect(): () => Promise<void> {
    this.#expecting++;
    // What goes wrong is told to whoever asks.
    this.#running().catch(() => undefined);
    return async () => {
      if (--this.#expecting > 0 || this.#asked) return;
      this.#unwanted.abort();
      await this.close();
    };
  }

  async #running(): Promise<WriterProcess | undefined> {
    const begun = this.#writer;
    const known = await begun?.catch(() => undefined);
    if (known?.alive === true) return known;
    // Somebody else may have begun another meanwhile.
    if (this.#writer !== begun && this.#writer !== undefined) return this.#writer;
    this.#unwanted = new AbortController();
    const { signal } = this.#unwanted;
    this.#writer = part(import('./start-writer')).then(({ startWriter }) => startWriter(this.#options, signal));
    return this.#writer;
  }

  async close(): Promise<void> {
    const begun = this.#writer;
    // Whoever asks from here on gets another one.
    this.#writer = undefined;
    await (await begun?.catch(() => undefined))?.close();
  }
}
