/**
 * Every code a finding can have, with the arguments its message is made of. A code never changes its meaning and is
 * never used again for another; a new meaning is a new code. `docs/findings.md` has a section for each.
 */

import type { DatabaseTraces } from '../workspace/database-traces';
import type { EncodingFault } from '../workspace/encoding';

/** A message that needs nothing but its code. */
type NoArguments = Readonly<Record<string, never>>;

export interface FindingArguments {
  'drift/mission-field': { mission: string; field: string; database: string | undefined; file: string | undefined };
  'drift/mission-missing-in-file': { mission: string; name: string };
  'drift/mission-missing-in-database': { mission: string };
  'drift/mission-order': { mission: string; after: string | undefined };
  'drift/sprint-field': { sprint: string; field: string; database: string | undefined; file: string | undefined };
  'drift/sprint-missing-in-file': { sprint: string };
  'drift/sprint-missing-in-database': { sprint: string };
  'drift/dependency-type': { from: string; to: string; database: string; file: string };
  'drift/dependency-missing-in-file': { from: string; to: string; type: string };
  'drift/dependency-missing-in-database': { from: string; to: string; type: string };
  'drift/session-missing-in-file': { count: number; summary: string };
  'drift/session-missing-in-database': { count: number; summary: string };
  'drift/session-order': { line: number };
  'drift/context-value': { context: string; path: string; database: string | undefined; file: string | undefined };
  'drift/context-missing-in-file': { context: string };
  'drift/context-missing-in-database': { context: string };
  'export/stale': { missions: number };

  'backlog/syntax': { detail: string };
  'backlog/merge-marker': NoArguments;
  'backlog/duplicate-id': { mission: string };
  'backlog/duplicate-sprint': { sprint: string };
  'backlog/duplicate-key': { key: string };
  'backlog/missing-id': NoArguments;
  'backlog/unknown-status': { status: string; of: string };
  'backlog/shape': { expected: string };
  'backlog/single-document': NoArguments;
  'backlog/ambiguous-scalar': { reading: string };

  'readiness/unmet-prerequisite': { mission: string; prerequisite: string; status: string };
  'readiness/cycle': { missions: string };
  'readiness/dangling-dependency': { from: string; to: string; missing: string };
  'readiness/self-dependency': { mission: string };
  'readiness/direction-conflict': { type: string; evidence: string };
  'readiness/waiver-time': { mission: string; prerequisite: string; expires: string };
  'readiness/waiver-expired': { mission: string; prerequisite: string; expires: string };

  'log/invalid-line': { line: number; detail: string; more: number };
  'log/merge-marker': { line: number };
  'log/glued-line': { line: number; events: number };
  'log/unfinished-line': NoArguments;

  'context/syntax': { detail: string };
  'context/duplicate-key': { key: string };
  'context/byte-order-mark': NoArguments;
  'context/merge-marker': NoArguments;
  'context/not-an-object': NoArguments;
  'context/size': { kilobytes: number; limit: number };

  'security/secret': { rule: string; detail: string };
  'security/path': { rule: string; detail: string };

  'telemetry/unreadable': { reason: string };
  'telemetry/invalid-line': { line: number; detail: string };
  'telemetry/shape': { line: number; field: string; expected: string };
  'telemetry/error': { first: number; last: number; detail: string };
  'telemetry/repeated-failure': { first: number; last: number; count: number; detail: string };

  'journal/unfinished': { title: string; at: string };

  'file/unreadable': { reason: string };
  'file/encoding': EncodingFault & { file: string };
  'file/empty': { file: string };
  'layout/second-file': { used: string; other: string };

  'references/missing-file': { file: string };
  'references/missing-reference': { file: string; reference: string };
  'references/legacy-reference': { reference: string; replacement: string };
  'docs/dead-link': { target: string; candidate: string | undefined };
  'docs/dead-path': { target: string; candidate: string | undefined };
  'docs/internal-material': { evidence: string };
  'docs/external-material': { evidence: string };
  'docs/review-due': { since: string; areas: string; changed: string };
  'docs/unread': { reason: string };
  'docs/not-all': { documents: number };

  'database/missing': { expected: string; missing: boolean; traces: DatabaseTraces | undefined };
  'database/unreadable': { reason: string };
  'database/busy': NoArguments;
  'database/schema': { detail: string };
  'database/context-syntax': { context: string; detail: string };
}

export type FindingCode = keyof FindingArguments;
