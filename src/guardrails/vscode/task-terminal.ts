/** A terminal that shows what one program prints, and ends as it does. */
import * as vscode from 'vscode';
import { reasonOf } from '../../core/ground/errors';
import type { Script } from '../../core/ground/scripts';
import { runScript } from '../../node/scripts';

/**
 * So long a terminal stays open behind what was printed last, in milliseconds: the editor stops looking for problems a
 * tenth of a second after a task's end, whether or not it has come to the last lines.
 */
const LINGER = 1_000;

/** What a task ends with that could not begin. */
const NOT_BEGUN = 126;

export class TaskTerminal implements vscode.Pseudoterminal {
  readonly #write = new vscode.EventEmitter<string>();
  readonly #close = new vscode.EventEmitter<number>();
  readonly #abort = new AbortController();
  readonly #script: () => Promise<Script>;
  readonly #shown: string;

  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;

  /** `script` is asked for when the terminal opens, and may refuse by throwing; `shown` is what people call it. */
  constructor(script: () => Promise<Script>, shown: string) {
    this.#script = script;
    this.#shown = shown;
  }

  open(): void {
    void this.#run().then((status) => {
      setTimeout(() => {
        this.#close.fire(status);
      }, LINGER);
    });
  }

  /** The terminal was closed, or the task ended by a person: the program and all it started end too. */
  close(): void {
    this.#abort.abort();
  }

  async #run(): Promise<number> {
    this.#print(`\x1b[2m> ${this.#shown}\x1b[0m\n`);
    try {
      const heard = (text: string): void => {
        this.#print(text);
      };
      const { exit, failure } = await runScript({ ...(await this.#script()), heard }, this.#abort.signal);
      if (failure !== undefined) this.#print(`${vscode.l10n.t('It did not end by itself: {0}', failure)}\n`);
      return exit ?? NOT_BEGUN;
    } catch (error) {
      this.#print(`${reasonOf(error)}\n`);
      return NOT_BEGUN;
    }
  }

  /** A terminal goes to the beginning of a line only where it is told to. */
  #print(text: string): void {
    this.#write.fire(text.replaceAll(/\r?\n/g, '\r\n'));
  }
}
