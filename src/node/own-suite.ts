/** The workspace's own runner of the integration suite: run as a child process, and its report read. */
import type { RunOutcome } from '../guardrails/integration/outcome';
import { readSummary } from '../guardrails/integration/summary';
import { type OwnScript, runnable } from '../guardrails/own-scripts';
import { READ_LIMIT } from '../guardrails/root-files';
import type { ScriptResult } from '../core/ground/scripts';
import { openFile } from './read-file';
import { runScript } from './scripts';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

interface OwnRun {
  readonly script: ScriptResult;
  /** Undefined where it left no report. */
  readonly outcome: RunOutcome | undefined;
}

/** Refused where the workspace is not trusted. The runner writes its report to a folder of its own, so that nothing of the workspace changes but by us. */
export async function runOwnSuite(own: OwnScript, trusted: boolean, signal?: AbortSignal): Promise<OwnRun> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cmos-suite-'));
  try {
    const report = path.join(folder, 'report.json');
    const script = await runScript(runnable(own, trusted, ['--output', report]), signal);
    const text = await readReport(report);
    return { script, outcome: text === undefined ? undefined : readSummary(text) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the runner wrote; undefined where that is nothing, or no report's size. */
async function readReport(file: string): Promise<string | undefined> {
  try {
    const handle = await openFile(file);
    try {
      return (await handle.stat()).size <= READ_LIMIT ? await handle.readFile('utf8') : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
