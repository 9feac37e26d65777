/** Findings as diagnostics, at the exact value in each file, for what is saved and for what is being typed. */
import * as vscode from 'vscode';
import { fileOf, rangeOf } from '../core/findings/places';
import type { Finding, LocatedFinding, Place, Severity } from '../core/findings/finding';
import type { Snapshot } from '../core/workspace/snapshot';
import type { Controller, State } from './controller';
import { explanationOf } from './explain';
import { toRange } from './ranges';
import type { Workspaces } from './workspaces';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** What was last shown for a file, so that an unchanged file costs nothing. */
interface Shown {
  readonly text: unknown;
  readonly findings: readonly Finding[];
}

export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('cmos');
  readonly #workspaces: Workspaces;
  readonly #subscription: vscode.Disposable;
  #shown = new Map<string, Shown>();

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
    this.#subscription = workspaces.onDidChangeLive(() => {
      this.#update();
    });
  }

  #update(): void {
    const shown = new Map<string, Shown>();
    for (const controller of this.#workspaces.controllers) {
      const { state } = controller;
      if (state === undefined) continue;
      for (const [path, findings] of byFile(state.live, state.liveReport.findings)) {
        this.#show(controller, state, controller.uriOfPath(path), findings, shown);
      }
    }
    for (const key of this.#shown.keys()) if (!shown.has(key)) this.#collection.delete(vscode.Uri.parse(key, true));
    this.#shown = shown;
  }

  #show(
    controller: Controller,
    { live, telling }: State,
    uri: vscode.Uri,
    findings: readonly Finding[],
    shown: Map<string, Shown>,
  ): void {
    const key = uri.toString();
    const now: Shown = { text: textOf(live, findings[0]?.place), findings };
    const before = this.#shown.get(key);
    shown.set(key, now);
    if (before?.text === now.text && sameFindings(before?.findings ?? [], findings)) return;
    this.#collection.set(
      uri,
      findings.flatMap((finding) => diagnosticOf(controller, live, telling.locate(live, finding)) ?? []),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }
}

function byFile(snapshot: Snapshot, findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { store } = finding.place;
    // Documents are no part of the snapshot: what is found in them is shown beside this (document-diagnostics.ts).
    if (store === 'database' || store === 'document') continue;
    const path = fileOf(snapshot, finding.place);
    const group = groups.get(path);
    if (group === undefined) groups.set(path, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** The reading that a place is in, so that the same one need not be shown again. */
function textOf(snapshot: Snapshot, place: Place | undefined): unknown {
  if (place === undefined) return undefined;
  const { store, path = '' } = place;
  if (store === 'agents' || store === 'database' || store === 'document') return undefined;
  const reading = store === 'telemetry' ? snapshot.telemetry.get(path) : snapshot[store];
  return reading?.state === 'read' ? reading.document : undefined;
}

function sameFindings(a: readonly Finding[], b: readonly Finding[]): boolean {
  return a.length === b.length && a.every((finding, index) => finding === b[index]);
}

/** Undefined for a file that is not there: its findings are told by the views and the status bar. */
export function diagnosticOf(
  controller: Controller,
  snapshot: Snapshot,
  { finding, message, range }: LocatedFinding,
): vscode.Diagnostic | undefined {
  if (range === undefined) return undefined;
  const diagnostic = new vscode.Diagnostic(toRange(range), message, SEVERITIES[finding.severity]);
  diagnostic.source = 'cmos';
  diagnostic.code = { value: finding.code, target: explanationOf(finding.code) };
  diagnostic.relatedInformation = finding.related.flatMap((related) => {
    const uri = controller.uriOfPlace(related);
    const place = rangeOf(snapshot, related);
    if (uri === undefined || place === undefined) return [];
    return new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, toRange(place)), related.message);
  });
  return diagnostic;
}
