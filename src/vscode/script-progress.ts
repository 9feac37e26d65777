/** Scripts that an operation runs, as a notification shows them: only once one runs, since most operations are done before it could be read. */
import * as vscode from 'vscode';
import type { Script, ScriptRunner } from '../core/ground/scripts';
import { runScript } from '../node/scripts';

export class ScriptProgress {
  readonly #title: string;
  #abort = new AbortController();
  #work: Promise<unknown> = Promise.resolve();
  #report: ((message: string) => void) | undefined;

  constructor(title: string) {
    this.#title = title;
  }

  /** Runs scripts until a person cancels. */
  readonly run: ScriptRunner = (script) => runScript(script, this.#abort.signal);

  readonly starting = ({ program, arguments: words }: Script): void => {
    const message = [program, ...words].join(' ');
    if (this.#report === undefined) this.#show(message);
    else this.#report(message);
  };

  /** Shows the scripts of some work until it ends. */
  during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#abort = new AbortController();
    this.#report = undefined;
    const promise = work();
    this.#work = promise.catch(() => undefined);
    return promise;
  }

  #show(message: string): void {
    const location = vscode.ProgressLocation.Notification;
    void vscode.window.withProgress({ location, title: this.#title, cancellable: true }, (progress, token) => {
      token.onCancellationRequested(() => {
        this.#abort.abort();
      });
      this.#report = (next) => {
        progress.report({ message: next });
      };
      this.#report(message);
      return this.#work;
    });
  }
}
