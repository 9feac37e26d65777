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
export function itemOf({ item }: Finding): string | undefined {
  switch (item?.kind) {
    case 'mission':
    case 'sprint':
      return nameOf(item.kind, item.id, item.field);
    case 'dependency':
      return nameOf('dependency', item.from, item.to);
    case 'context':
      return nameOf('context', item.id, item.path);
    case 'session':
      return sessionItem(item.raw);
    case 'line':
      return damagedItem(item.raw);
    case 'session-order':
      return SESSION_ORDER;
    case undefined:
      return undefined;
  }
}

/** The record that a finding is about. */
export function recordOf({ mission, item }: Finding): string | undefined {
  switch (item?.kind) {
    case 'mission':
    case 'sprint':
    case 'context':
      return item.id;
    case 'dependency':
      return item.from;
    default:
      return mission;
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
  return { item, code: finding.code, about: recordOf(finding), severity: finding.severity };
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
function nameOf(...parts: readonly (string | undefined)[]): string {
  return parts.flatMap((part) => (part === undefined ? [] : [escaped(part)])).join('/');
}

function escaped(part: string): string {
  return part.replace(/[%/=,\s]/gu, (each) => encodeURIComponent(each));
}
