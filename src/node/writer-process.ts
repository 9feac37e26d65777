/** A writer that is another process: the protocol's near side. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { t } from '@vscode/l10n';
import type { Row, RowChange } from '../core/changes/change-set';
import {
  type DatabaseWriter,
  type HeldLock,
  type PreparedWrite,
  type RowKey,
  WriterError,
  type WriterFailure,
} from '../core/changes/writer';

/** How to start a writer. */
export interface WriterCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly ok: boolean;
  readonly rows?: readonly (Row | null)[];
  readonly failure?: WriterFailure;
  readonly message?: string;
  readonly change?: number;
  readonly found?: Row | null;
}

/** A process that says nothing for this long at its start, in milliseconds, is not a writer. */
const START_LIMIT = 15_000;
/** How long reading a few rows may wait for a lock, in milliseconds. */
const READ_TIMEOUT = 5_000;
/** How long an answer may take beyond the wait for a lock, in milliseconds: one that takes longer will not come. */
const ANSWER_LIMIT = 15_000;
/** As long as a row change may take, and as a copy of a large database may, in milliseconds. */
const CHANGE_LIMIT = 10;
const COPY_LIMIT = 120_000;

/** What a writer says of itself when it is ready. */
interface Greeting {
  readonly engine: string;
  /** The program that runs it, where that may be another one than was started. */
  readonly interpreter?: string;
}

export class WriterProcess implements DatabaseWriter {
  readonly engine: string;
  readonly interpreter: string | undefined;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  /** Requests one after another: from the beginning of a transaction to its end the process is its own. */
  #turn: Promise<unknown> = Promise.resolve();
  /** How many requests are under way: whole transactions, and those outside of one. */
  #underWay = 0;
  #ended = false;
  #ending = t('The process that writes the database has ended.');
  readonly #answerLimit: number;

  private constructor(
    child: ChildProcessWithoutNullStreams,
    lines: readline.Interface,
    { engine, interpreter }: Greeting,
    answerLimit: number,
  ) {
    this.#child = child;
    this.engine = engine;
    this.interpreter = interpreter;
    this.#answerLimit = answerLimit;
    lines.on('line', (line) => this.#waiting.shift()?.(line));
    const end = (): void => {
      this.#ended = true;
      for (const each of this.#waiting.splice(0)) each(undefined);
    };
    child.once('exit', end);
    lines.once('close', end);
    if (child.exitCode !== null || child.signalCode !== null) end();
  }

  /**
   * Starts one. Rejected where the program is not there or cannot be a writer. One that does not answer within `answerLimit`
   * milliseconds (beyond the wait for a lock) is ended, so that it holds neither us nor the lock. `unwanted` ends one that
   * has been asked for nothing, however far its start has come.
   */
  static async start(
    { command, args, env = {} }: WriterCommand,
    answerLimit = ANSWER_LIMIT,
    unwanted?: AbortSignal,
  ): Promise<WriterProcess> {
    const program = /[\\/]/.test(command) ? path.resolve(command) : command;
    const child = spawn(program, args, {
      // Not the workspace: some systems look for programs in the working directory first.
      cwd: path.parse(process.execPath).root,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      windowsHide: true,
      ...(unwanted === undefined ? {} : { signal: unwanted, killSignal: 'SIGKILL' }),
    });
    // A process that is gone is noticed by its exit; writing to it must not throw elsewhere.
    child.stdin.on('error', () => undefined);
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
    const lines = readline.createInterface({ input: child.stdout });
    let timer: NodeJS.Timeout | undefined;
    try {
      const greeting = await new Promise<Greeting>((resolve, reject) => {
        timer = setTimeout(() => {
          reject(new Error(`${command} did not answer.`));
        }, START_LIMIT);
        child.once('error', reject);
        child.once('exit', (code) => {
          reject(
            new Error(`${command} ended with ${code ?? 'a signal'}. ${complaint.trim().split('\n').at(-1) ?? ''}`),
          );
        });
        lines.once('line', (line) => {
          resolve(JSON.parse(line) as Greeting);
        });
      });
      child.removeAllListeners('exit');
      return new WriterProcess(child, lines, greeting, answerLimit);
    } catch (error) {
      await killed(child);
      throw error;
    } finally {
      // Else a process that tried a program that is no writer would stay until then.
      clearTimeout(timer);
    }
  }

  /** Whether it can still be asked. */
  get alive(): boolean {
    return !this.#ended;
  }

  /** The process's number, for tests that end it. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  transaction<Result>(
    database: string,
    changes: readonly RowChange[],
    timeout: number,
    whilePrepared: (prepared: PreparedWrite) => Promise<Result>,
  ): Promise<Result> {
    return this.#prepared({ database, changes, timeout }, whilePrepared, () => this.#ask({ do: 'commit' }));
  }

  locked<Result>(database: string, timeout: number, whileLocked: (lock: HeldLock) => Promise<Result>): Promise<Result> {
    return this.#prepared({ database, changes: [], timeout }, whileLocked, () => this.#rollBack());
  }

  async #prepared<Result>(
    request: { readonly database: string; readonly changes: readonly RowChange[]; readonly timeout: number },
    work: (prepared: PreparedWrite) => Promise<Result>,
    end: () => Promise<unknown>,
  ): Promise<Result> {
    const turn = this.#turn;
    let release: () => void = () => undefined;
    this.#turn = new Promise<void>((resolve) => (release = resolve));
    this.#underWay++;
    await turn;
    try {
      const { database, timeout } = request;
      const rows = rowsOf(
        await this.#ask({ do: 'prepare', ...request }, timeout + request.changes.length * CHANGE_LIMIT),
      );
      let result: Result;
      try {
        result = await work({
          rows,
          read: async (keys) => rowsOf(await this.#ask({ do: 'read', database, keys, timeout }, timeout)),
        });
      } catch (error) {
        await this.#rollBack();
        throw error;
      }
      await end();
      return result;
    } finally {
      this.#underWay--;
      release();
    }
  }

  /** Where rolling back fails, the process's end does it. */
  async #rollBack(): Promise<void> {
    await this.#ask({ do: 'rollback' }).catch(() => undefined);
  }

  async read(database: string, keys: readonly RowKey[]): Promise<readonly (Row | undefined)[]> {
    return rowsOf(await this.#askInTurn({ do: 'read', database, keys, timeout: READ_TIMEOUT }, READ_TIMEOUT));
  }

  async backup(database: string, target: string, timeout: number): Promise<void> {
    await this.#askInTurn({ do: 'backup', database, target, timeout }, timeout + COPY_LIMIT);
  }

  #askInTurn(request: object, wait: number): Promise<Answer> {
    this.#underWay++;
    const answer = this.#turn.then(() => this.#ask(request, wait)).finally(() => this.#underWay--);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    // It has no database open then: nothing has to be rolled back or closed, which an interpreter takes its time to end for.
    if (this.#underWay === 0) this.#child.kill('SIGKILL');
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await gone;
    clearTimeout(timer);
  }

  /** `wait`: how long the process was told to wait, in milliseconds. */
  async #ask(request: object, wait = 0): Promise<Answer> {
    if (this.#ended) throw new WriterError('failed', this.#ending);
    let timer: NodeJS.Timeout | undefined;
    const line = await new Promise<string | undefined>((resolve) => {
      this.#waiting.push(resolve);
      this.#child.stdin.write(`${oneLine(request)}\n`);
      timer = setTimeout(() => {
        this.#ending = t('The process that writes the database stopped answering, and was ended.');
        this.#child.kill('SIGKILL');
      }, wait + this.#answerLimit);
    });
    clearTimeout(timer);
    if (line === undefined) throw new WriterError('failed', this.#ending);
    const answer = JSON.parse(line) as Answer;
    if (answer.ok) return answer;
    throw new WriterError(answer.failure ?? 'failed', answer.message ?? '', {
      ...(answer.change === undefined ? {} : { change: answer.change }),
      found: answer.found ?? undefined,
    });
  }
}

/** Ends a process that never became a writer, if it was started at all. */
async function killed(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

function rowsOf({ rows = [] }: Pick<Answer, 'rows'>): readonly (Row | undefined)[] {
  return rows.map((row) => row ?? undefined);
}

/** JSON on what is one line for anybody: some readers of lines end them at U+2028 too. */
function oneLine(message: object): string {
  return JSON.stringify(message).replace(
    /[\u0085\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
