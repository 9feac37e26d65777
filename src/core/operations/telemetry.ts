/** What operations tell telemetry (playbook, "Runtime Operations": telemetry hygiene). */
import type { FileChange } from '../changes/change-set';
import type { EscalationState } from '../escalation/escalation';
import { type PlainJson, pythonJson } from '../files/python';
import { safeFileName } from '../files/telemetry/file-name';
import type { Snapshot } from '../workspace/snapshot';

/** Appends to one file as one change: a change set touches a file once. */
export function joinedAppends(appends: readonly Append[]): readonly FileChange[] {
  const byPath = new Map<string, Append>();
  for (const each of appends)
    byPath.set(each.path, { ...each, lines: [...(byPath.get(each.path)?.lines ?? []), ...each.lines] });
  return [...byPath.values()];
}

/** The line of the database's health that the reference writes at each call (field guide, section 7). */
export function healthLine({ layout }: Snapshot, now: string): Append {
  const line = { ts: now, source: 'mission_runtime', status: 'ok', message: 'database_available', details: null };
  return { kind: 'append', path: layout.stores.health.path, store: 'health', lines: [pythonJson(line)] };
}

export type Append = Extract<FileChange, { readonly kind: 'append' }>;

const NOTHING_WRONG: EscalationState = { tier: 0, retries: 0, fallbacks: [] };

/**
 * A step of a mission, as a line of the mission's own file; nothing where an event has no mission. Where something was
 * tried more than once, the tier that was reached stands in it (`pattern-event.schema.json` has the words).
 */
export function stepLine(
  event: Readonly<Record<string, PlainJson>>,
  { tier, retries, fallbacks }: EscalationState = NOTHING_WRONG,
): readonly Append[] {
  const { ts = null, agent = null, mission, action = null, status = null, summary = null, override } = event;
  if (typeof mission !== 'string') return [];
  const line = {
    ts,
    mission,
    event: action === 'start' ? 'step_start' : 'step_complete',
    agent,
    source: 'cmos_operations',
    status: fallbacks.length > 0 ? 'fallback' : 'ok',
    fallbackTriggered: fallbacks.length > 0,
    ...(tier === 0 ? {} : { tier }),
    message: summary,
    details: {
      operation: action,
      mission_status: status,
      ...(retries === 0 ? {} : { retries }),
      ...(override === undefined ? {} : { override }),
      ...(fallbacks.length === 0 ? {} : { fallbacks: fallbacks.map(({ step, instead }) => ({ step, instead })) }),
    },
  };
  return [{ kind: 'append', path: `telemetry/events/${safeFileName(mission)}.jsonl`, lines: [pythonJson(line)] }];
}
