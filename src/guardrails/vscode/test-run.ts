/** Running tests of the integration suite for the Test Explorer, and telling it what came of each. */
import * as vscode from 'vscode';
import { CmosError } from '../../core/ground/errors';
import { oneLine, printable } from '../../core/ground/printable';
import { rangesIn } from '../finding';
import { failuresOf, reasonFor } from '../integration/failures';
import { type Manifest, MANIFEST, type SuiteTest } from '../integration/manifest';
import { outcomesByTest, type RunOutcome, type TestOutcome } from '../integration/outcome';
import { readManifest, runManifest } from '../integration/run';
import type { OwnScript } from '../own-scripts';
import { runOwnSuite } from '../../node/own-suite';
import type { Controller } from '../../vscode/controller';
import { toRange } from '../../vscode/ranges';

/** The tests of one root that are to be run, with their items by key. */
export interface ChosenTests {
  readonly root: {
    readonly controller: Controller;
    readonly item: vscode.TestItem;
    readonly own: OwnScript | undefined;
  };
  readonly items: ReadonlyMap<string, vscode.TestItem>;
}

/** What came of them: undefined where there is nothing to say test by test; `whole`: every test of the manifest was run. */
interface Ran {
  readonly outcome: RunOutcome | undefined;
  readonly whole: boolean;
}

async function manifestOf({ root: { controller } }: ChosenTests): Promise<Manifest> {
  const manifest = await readManifest(controller);
  if (manifest === undefined)
    throw new CmosError('operation/refused', vscode.l10n.t('There is no {0} any more.', MANIFEST));
  return manifest;
}

/** By our own implementation. */
export async function runOurs(chosen: ChosenTests, report: Reporter, signal: AbortSignal): Promise<Ran> {
  const { root, items } = chosen;
  const manifest = await manifestOf(chosen);
  report.manifest = manifest;
  const left = new Map(items);
  let begun = 0;
  for (const item of items.values()) report.run.enqueued(item);
  const outcome = await runManifest(manifest, root.controller, {
    now: Date.now,
    breather: root.controller.breather,
    signal,
    only: ({ key }) => items.has(key),
    started({ key }) {
      const item = items.get(key);
      if (item !== undefined && !signal.aborted) report.run.started(item);
      begun = performance.now();
    },
    finished(test, result) {
      const item = items.get(test.key);
      left.delete(test.key);
      if (item !== undefined) report.outcome(item, test, result, performance.now() - begun);
    },
  });
  report.missing(left.values());
  if (outcome.error !== undefined) report.error(root.item, outcome.error);
  return { outcome, whole: left.size === 0 && isWhole(manifest, items) && !signal.aborted };
}

/** By the workspace's own runner. */
export async function runOwn(chosen: ChosenTests, report: Reporter, signal: AbortSignal): Promise<Ran> {
  const { root, items } = chosen;
  const { own } = root;
  if (own === undefined)
    throw new CmosError('operation/refused', vscode.l10n.t('{0} has no runner of its own.', root.controller.name));
  const manifest = await manifestOf(chosen);
  report.manifest = manifest;
  // It cannot be told to run some of them; what was not asked for is not shown.
  for (const item of items.values()) report.run.started(item);
  const { script, outcome } = await runOwnSuite(own, vscode.workspace.isTrusted, signal);
  report.print(script.output);
  if (script.failure !== undefined) report.print(`${vscode.l10n.t('It did not end by itself: {0}', script.failure)}\n`);
  if (outcome === undefined) {
    // All there is to go by is how it ended.
    for (const item of items.values()) report.run.skipped(item);
    if (signal.aborted) report.run.skipped(root.item);
    else if (script.exit === 0) report.run.passed(root.item, script.duration);
    else
      report.error(root.item, vscode.l10n.t('The workspace’s own runner left no report: {0}', lastLine(script.output)));
    return { outcome, whole: false };
  }
  const outcomes = outcomesByTest(manifest, outcome);
  const left = new Map(items);
  for (const suite of manifest.suites)
    for (const test of suite.tests) {
      const [item, result] = [items.get(test.key), outcomes.get(test.key)];
      if (item === undefined || result === undefined) continue;
      left.delete(test.key);
      // It does not say how long each took.
      report.outcome(item, test, result, undefined);
    }
  report.missing(left.values());
  return { outcome, whole: left.size === 0 && isWhole(manifest, items) && !signal.aborted };
}

function isWhole(manifest: Manifest, items: ReadonlyMap<string, unknown>): boolean {
  return manifest.suites.every(({ tests }) => tests.every(({ key }) => items.has(key)));
}

/** Tells a run what came of its tests. */
export class Reporter {
  readonly run: vscode.TestRun;
  readonly #uri: vscode.Uri;
  #rangeOf = rangesIn('');

  constructor(run: vscode.TestRun, controller: Controller) {
    this.run = run;
    this.#uri = controller.uriOfPath(MANIFEST);
  }

  /** The manifest that is run: places of failures are places in it. */
  set manifest({ text }: Manifest) {
    this.#rangeOf = rangesIn(text);
  }

  outcome(item: vscode.TestItem, test: SuiteTest, outcome: TestOutcome, duration: number | undefined): void {
    const name = shown(test.id ?? test.key);
    if (outcome.status === 'passed') {
      this.print(`[x] ${name}\n`);
      this.run.passed(item, duration);
      return;
    }
    this.print(`${outcome.status === 'failed' ? '[ ]' : '[-]'} ${name}: ${shown(reasonFor(outcome))}\n`);
    if (outcome.status === 'skipped') {
      this.run.skipped(item);
      return;
    }
    const messages = failuresOf(test, outcome).map(({ message, expected, actual, at }) => {
      const told =
        expected === undefined || actual === undefined
          ? new vscode.TestMessage(message)
          : vscode.TestMessage.diff(message, expected, actual);
      told.location = new vscode.Location(this.#uri, toRange(this.#rangeOf(at)));
      return told;
    });
    // A test that cannot be run shows nothing about what it was to look at.
    if (test.problem === undefined) this.run.failed(item, messages, duration);
    else this.run.errored(item, messages, duration);
  }

  /** Tests that were asked for, and of which nothing was heard. */
  missing(items: Iterable<vscode.TestItem>): void {
    for (const item of items) this.error(item, vscode.l10n.t('There is no such test any more.'));
  }

  error(item: vscode.TestItem, message: string): void {
    this.print(`[ ] ${item.label}: ${shown(message)}\n`);
    this.run.errored(item, new vscode.TestMessage(message));
  }

  /** Not as a test's own output: the editor would show that before what was expected and what was found. */
  print(text: string): void {
    this.run.appendOutput(text.replaceAll(/\r?\n/g, '\r\n'));
  }
}

/** What a manifest calls something, fit for a line of a tree. */
export function shown(text: string): string {
  return printable(oneLine(text));
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
