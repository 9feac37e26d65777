import type { PlainJson } from '../files/python';
import type { PlanContext } from './operation';

/** The entry of the master context's `waivers` that lets a mission go on without a prerequisite. */
export function waiverOf(
  mission: string,
  prerequisite: string,
  reason: string,
  { agent, now }: Pick<PlanContext, 'agent' | 'now'>,
  expires?: string,
): PlainJson {
  return { mission, prerequisite, reason, by: agent, at: now, ...(expires === undefined ? {} : { expires }) };
}
