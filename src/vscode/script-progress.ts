/**
 * How far an operation is: scripts that it runs in a notification that can cancel them, other long work in the status bar. Only once a
 * script runs or the work takes long, since most operations are done before it could be read.
 */
import * as vscode from 'vscode';
import type { Script, ScriptRunner } from '../core/ground/scripts';
import { runScript } from '../node/scripts';

/** In milliseconds. */
const LONG = 1000;

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

  /** Shows some work, and its scripts, until it ends. */
  during<Result>(begin: () => Promise<Result>): Promise<Result> {
    this.#abort = new AbortController();
    this.#report = undefined;
    const promise = begin();
    const ended = promise.catch(() => undefined);
    this.#work = ended;
    const timer = setTimeout(() => {
      if (this.#report !== undefined) return;
      const title = vscode.l10n.t('CMOS: {0}', this.#title);
      void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => ended);
    }, LONG);
    void ended.then(() => {
      clearTimeout(timer);
    });
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
