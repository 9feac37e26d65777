/** What can be mended by itself: each difference between database and files has a name that stays the same as long as it is there. */
import { hashOf } from '../ground/hash';
import type { Finding } from '../findings/finding';

/** A difference, and what it may be named by. */
export interface Drift {
  readonly item: string;
  readonly code: Finding['code'];
  /** The mission, sprint or context that it is about. */
  readonly about: string | undefined;
  readonly severity: Finding['severity'];
}

/**
 * The name of what a finding is about: `mission/B1.1/status`, `dependency/B1.1/B1.2`, `session/<hash of the line>`; in it
 * `%`, `/`, `=`, `,` and blanks are escaped as in addresses. Undefined for what no repair mends.
 */
export function itemOf(finding: Finding): string | undefined {
  switch (finding.code) {
    case 'drift/mission-field':
      return nameOf('mission', finding.args.mission, finding.args.field);
    case 'drift/mission-missing-in-file':
    case 'drift/mission-missing-in-database':
      return nameOf('mission', finding.args.mission);
    case 'drift/sprint-field':
      return nameOf('sprint', finding.args.sprint, finding.args.field);
    case 'drift/sprint-missing-in-file':
    case 'drift/sprint-missing-in-database':
      return nameOf('sprint', finding.args.sprint);
    case 'drift/dependency-type':
    case 'drift/dependency-missing-in-file':
    case 'drift/dependency-missing-in-database':
      return nameOf('dependency', finding.args.from, finding.args.to);
    case 'drift/session-missing-in-file':
      return sessionItem(finding.databaseValue ?? '');
    case 'drift/session-missing-in-database':
      return sessionItem(finding.fileValue ?? '');
    case 'drift/session-order':
      return SESSION_ORDER;
    case 'log/invalid-line':
    case 'log/glued-line':
      return damagedItem(finding.fileValue ?? '');
    case 'drift/context-value':
      return nameOf('context', finding.args.context, finding.args.path);
    case 'drift/context-missing-in-file':
    case 'drift/context-missing-in-database':
    case 'database/context-syntax':
      return nameOf('context', finding.args.context);
    default:
      return undefined;
  }
}

/** A difference with both values: where an element of a list goes, another one may get its item. */
export function differenceOf(finding: Finding): string {
  return JSON.stringify([itemOf(finding), finding.databaseValue, finding.fileValue]);
}

/** The order of the log is one thing: lines cannot be brought into it one by one. */
export const SESSION_ORDER = 'session-order';

/** The item of a session line; lines of one text share it. */
export function sessionItem(raw: string): string {
  return nameOf('session', hashOf(raw.trim()));
}

/** The item of a line that is no event, or several. */
export function damagedItem(raw: string): string {
  return nameOf('line', hashOf(raw));
}

export function driftOf(finding: Finding): Drift | undefined {
  const item = itemOf(finding);
  if (item === undefined) return undefined;
  return { item, code: finding.code, about: aboutOf(finding), severity: finding.severity };
}

function aboutOf({ mission, args }: Finding): string | undefined {
  const { sprint, context, from } = args as { sprint?: string; context?: string; from?: string };
  return mission ?? sprint ?? context ?? from;
}

/**
 * Whether a difference is among those that a person named: by a mission, sprint or context, by a finding code or the
 * first part of it (`drift/mission`), or by the item itself. Naming none means all that count as drift.
 */
export function isNamed(drift: Drift, only: readonly string[]): boolean {
  const { code, severity } = drift;
  if (only.length === 0) return severity === 'error' || severity === 'warning';
  if (isNamedItself(drift, only)) return true;
  return only.some((name) => name === code || (name.startsWith('drift/') && code.startsWith(`${name}-`)));
}

/** Whether it is named by itself or by what it is about, and not only by what kind of difference it is. */
export function isNamedItself({ item, about }: Drift, only: readonly string[]): boolean {
  return only.some(
    (name) =>
      name === about ||
      name === item ||
      (item.startsWith('dependency/') && item.split('/').slice(1).includes(escaped(name))),
  );
}

/** Whether a name is that of one item, and not of a record, or of a code. */
export function isItem(name: string): boolean {
  return name === SESSION_ORDER || /^(mission|sprint|dependency|session|line|context)\//.test(name);
}

/** The name of parts, such as `mission`, `B1.1` and `status`. */
function nameOf(...parts: readonly string[]): string {
  return parts.map(escaped).join('/');
}

function escaped(part: string): string {
  return part.replace(/[%/=,\s]/gu, (each) => encodeURIComponent(each));
}
