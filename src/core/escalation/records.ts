/** What is known of incidents, beside what the snapshot says. */
import type { Closing, Incident } from './incident';

/** A mission's step that rests on a fallback. */
export interface FallbackStep {
  readonly mission: string;
  /** As it was written. */
  readonly at: string;
  readonly step: string;
  readonly reason: string;
}

export interface Records {
  /** All that are kept, closed ones too, oldest first; each once. */
  readonly incidents: readonly Incident[];
  /** By the incident's id. */
  readonly closings: ReadonlyMap<string, Closing>;
  /** What telemetry says of missions that fell back, whoever wrote it. */
  readonly fallbackSteps: readonly FallbackStep[];
  /** Lines that say nothing. */
  readonly damaged: number;
  /** Lines of a newer version, which this one does not understand and keeps. */
  readonly newer: readonly string[];
}

/** Incidents that nobody has closed, oldest first. */
export function openIncidents({ incidents, closings }: Records): readonly Incident[] {
  return incidents.filter(({ id }) => !closings.has(id));
}

/** Each step of a mission that rests on a fallback, as incidents and telemetry tell it. */
export function fallbackStepsOf({ incidents, fallbackSteps }: Records): readonly FallbackStep[] {
  const own = incidents.flatMap(({ mission, at, fallbacks }) =>
    mission === undefined ? [] : fallbacks.map(({ step, reason }): FallbackStep => ({ mission, at, step, reason })),
  );
  const told = new Set(own.map(({ mission, at }) => `${mission}\n${at}`));
  // The operation that fell back has told both.
  return [...own, ...fallbackSteps.filter(({ mission, at }) => !told.has(`${mission}\n${at}`))];
}
