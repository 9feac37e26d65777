/** Programs run as child processes: no shell, arguments as they are, ended with all they started when time is up. */
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { ScriptResult, ScriptRunner } from '../core/ground/scripts';
import { hostCode, reasonOf } from '../core/ground/errors';

/** So much of what a program prints is kept, in UTF-16 units: the end, where the reason mostly stands. */
const KEPT = 64 * 1024;

/** With these the machine says that it cannot start a program just now. */
const BUSY = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ETXTBSY'];

export const runScript: ScriptRunner = ({ program, arguments: words, folder, timeout, environment, heard }, signal) =>
  new Promise<ScriptResult>((resolve) => {
    const begun = performance.now();
    let output = '';
    let failure: string | undefined;
    let kind: ScriptResult['reason'];
    const done = (exit: number | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve({ exit, failure, reason: kind, output, duration: Math.round(performance.now() - begun) });
    };
    // A group of its own, so that what it starts ends with it.
    const child = spawn(program, words, {
      cwd: folder,
      ...(environment === undefined ? {} : { env: { ...process.env, ...environment } }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const end = (reason: string, why: ScriptResult['reason']): void => {
      failure ??= reason;
      kind ??= why;
      try {
        if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended in this very moment.
      }
    };
    const timer = setTimeout(() => {
      end(`it took more than ${Math.round(timeout / 1000)} s`, 'timeout');
    }, timeout);
    const abort = (): void => {
      end('it was ended', 'ended');
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort);
    const take = (text: string): void => {
      output = (output + text).slice(-KEPT);
      heard?.(text);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      failure ??= reasonOf(error);
      kind ??= BUSY.includes(hostCode(error) ?? '') ? 'busy' : 'not-started';
      done(undefined);
    });
    child.on('close', (code, killedBy) => {
      if (code === null) {
        failure ??= `it was ended by ${killedBy ?? 'a signal'}`;
        kind ??= 'killed';
      }
      done(failure === undefined ? (code ?? undefined) : undefined);
    });
  });
