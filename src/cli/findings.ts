/** Findings as the command line prints them: text, JSON (the shape that `schemas/cli-findings.schema.json` states), SARIF. */
import { t } from '@vscode/l10n';
import type { Report } from '../core/findings/parity';
import { locate } from '../core/findings/located';
import { countOf, driftCount, driftText, fileOf, rangeOf } from '../core/findings/places';
import { documentationOf } from '../core/findings/documentation';
import type { Finding, LocatedFinding, RelatedPlace, Severity } from '../core/findings/finding';
import { itemOf } from '../core/repair/items';
import { type Moved, movedOf } from '../core/findings/moved';
import type { Snapshot } from '../core/workspace/snapshot';
import { pathToFileURL } from 'node:url';

/** All findings of a report, with their places, file by file and from top to bottom. */
export function located(snapshot: Snapshot, findings: readonly Finding[]): readonly LocatedFinding[] {
  return findings
    .map((finding) => locate(snapshot, finding))
    .toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : linesOf(a) - linesOf(b)));
}

function linesOf({ range }: LocatedFinding): number {
  return range === undefined ? -1 : range.start.line * 1e6 + range.start.character;
}

export function findingsJson(snapshot: Snapshot, { verdict }: Report, some: readonly LocatedFinding[]): object {
  const findings = some.map((each) => findingJson(snapshot, each));
  const total = countOf(some.map(({ finding }) => finding));
  const truncated = total > findings.length;
  return { root: snapshot.layout.root, profile: snapshot.profile.name, verdict, total, truncated, findings };
}

function findingJson(snapshot: Snapshot, { finding, message, file, range }: LocatedFinding): unknown {
  const { code, severity, count, mission, field, databaseValue, fileValue, fixes, related } = finding;
  const item = itemOf(finding);
  return {
    code,
    severity,
    message,
    file,
    range: range ?? null,
    ...(count === undefined || count === 1 ? {} : { count }),
    ...(mission === undefined ? {} : { mission }),
    ...(field === undefined ? {} : { field }),
    ...(databaseValue === undefined ? {} : { databaseValue }),
    ...(fileValue === undefined ? {} : { fileValue }),
    ...(item === undefined ? {} : { item, moved: knownSide(movedOf(snapshot, finding)) }),
    ...(related.length === 0 ? {} : { related: related.map((each) => relatedJson(snapshot, each)) }),
    fixes: fixes.map(({ title }) => title),
  };
}

function relatedJson(snapshot: Snapshot, related: RelatedPlace): unknown {
  return { file: fileOf(snapshot, related), range: rangeOf(snapshot, related) ?? null, message: related.message };
}

/** One line a finding: `file:line:column: severity code: message`, lines and columns from 1 as terminals link them. */
export function findingText({ finding, message, file, range }: LocatedFinding): string {
  const place = range === undefined ? file : `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${place}: ${finding.severity} ${finding.code}: ${message}`;
}

/** Whether something is wrong; the rest is for information. */
export function isGrave({ severity }: Pick<Finding, 'severity'>): boolean {
  return severity === 'error' || severity === 'warning';
}

/** How many findings there are, and how many of them say that something is wrong. */
export function countsText(findings: readonly Finding[]): string {
  const all = countOf(findings);
  const grave = countOf(findings.filter(isGrave));
  if (all === 0) return t('Nothing found.');
  if (all === 1)
    return grave === 1 ? t('1 finding, an error or a warning.') : t('1 finding, neither an error nor a warning.');
  return grave === 1
    ? t('{0} findings, 1 of them an error or a warning.', all)
    : t('{0} findings, {1} of them errors or warnings.', all, grave);
}

/** The verdict in a sentence. */
export function verdictText(report: Report): string {
  switch (report.verdict) {
    case 'in-sync':
      return t('Database and files agree.');
    case 'drift':
      return driftText(driftCount(report));
    case 'no-database':
      return t('There is no database to compare the files with.');
    case 'unknown':
      return t('Parity could not be determined.');
  }
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** A SARIF 2.1.0 log: lines and columns from 1, columns in UTF-16 units. */
export function sarif(snapshot: Snapshot, some: readonly LocatedFinding[], version: string): unknown {
  const codes = [...new Set(some.map(({ finding: { code } }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'cmos', version, rules: codes.map((id) => ({ id, helpUri: documentationOf(id) })) },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { uri: pathToFileURL(`${snapshot.layout.root}/`).href } },
        results: some.map(({ finding, message, file, range }) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: LEVELS[finding.severity],
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' },
                ...(range === undefined
                  ? {}
                  : {
                      region: {
                        startLine: range.start.line + 1,
                        startColumn: range.start.character + 1,
                        endLine: range.end.line + 1,
                        endColumn: range.end.character + 1,
                      },
                    }),
              },
            },
          ],
        })),
      },
    ],
  };
}

function knownSide(moved: Moved): Exclude<Moved, 'unclear' | undefined> | null {
  return moved === undefined || moved === 'unclear' ? null : moved;
}
