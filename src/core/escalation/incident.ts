/** Incidents: what went through all tiers, or rests on a fallback; as they are kept, and read back from whatever is there. */
import { isObject } from '../ground/values';
import { shortened } from '../ground/printable';
import { plainJson } from '../files/json';
import type { Attempt, Fallback } from './escalation';
import type { Tier } from './policy';

export interface Incident {
  readonly id: string;
  /** When, ISO 8601: the time that the operation's event has. */
  readonly at: string;
  readonly operation: string;
  readonly agent: string;
  readonly mission?: string;
  /** 3: it was done, in a plain form that somebody is to look at. 4: it was not done. */
  readonly tier: Extract<Tier, 3 | 4>;
  /** Of the failure that was the last word. */
  readonly code: string;
  readonly reason: string;
  readonly attempts: readonly Attempt[];
  readonly fallbacks: readonly Fallback[];
  /** What the operation was asked for, to do it again; left out where that is too much to keep. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** How an incident came to its end. */
type Ending = 'resolved' | 'reviewed' | 'blocked';

export interface Closing {
  readonly incident: string;
  readonly at: string;
  readonly by: string;
  readonly how: Ending;
  readonly remark?: string;
}

/** What can be done about an incident. */
export type IncidentAction = 'retry' | 'review' | 'block' | 'log';

export function actionsOf({ mission, parameters }: Incident): readonly IncidentAction[] {
  return [
    ...(parameters === undefined ? [] : (['retry'] as const)),
    'review',
    ...(mission === undefined ? [] : (['block'] as const)),
    'log',
  ];
}

/** What this build writes, and reads; a line without one is of the first. */
const VERSION = 1;

/** A text of an incident is no longer than this, in UTF-16 units; all parameters together no longer than that. */
const LONGEST_TEXT = 2_000;
const LONGEST_PARAMETERS = 8_000;
const MOST_ATTEMPTS = 40;

/** An incident as a line, cut to a size that is written in one piece. */
export function incidentLine(incident: Incident): string {
  const { parameters, attempts, fallbacks, ...rest } = incident;
  const kept = parameters !== undefined && JSON.stringify(parameters).length <= LONGEST_PARAMETERS;
  return JSON.stringify({
    version: VERSION,
    kind: 'incident',
    ...rest,
    reason: shortened(incident.reason, LONGEST_TEXT),
    attempts: attempts.slice(-MOST_ATTEMPTS).map((each) => ({
      ...each,
      step: shortened(each.step, LONGEST_TEXT),
      message: shortened(each.message, LONGEST_TEXT),
    })),
    fallbacks: fallbacks.slice(0, MOST_ATTEMPTS).map(({ step, instead, reason }) => ({
      step: shortened(step, LONGEST_TEXT),
      instead: shortened(instead, LONGEST_TEXT),
      reason: shortened(reason, LONGEST_TEXT),
    })),
    ...(kept ? { parameters } : {}),
  });
}

export function closingLine(closing: Closing): string {
  return JSON.stringify({ version: VERSION, kind: 'closing', ...closing });
}

/** What a line says: `newer` for one of a newer version, undefined for one that is damaged, or somebody else's. */
export function readLine(
  line: string,
): { readonly incident: Incident } | { readonly closing: Closing } | 'newer' | undefined {
  const value = plainJson(line);
  if (!isObject(value)) return undefined;
  if (typeof value['version'] === 'number' && value['version'] > VERSION) return 'newer';
  if (value['kind'] === 'closing') {
    const { incident, at, by, how, remark } = value;
    if (!isText(incident) || !isText(at) || !isText(by)) return undefined;
    if (how !== 'resolved' && how !== 'reviewed' && how !== 'blocked') return undefined;
    return { closing: { incident, at, by, how, ...(isText(remark) ? { remark } : {}) } };
  }
  if (value['kind'] !== 'incident') return undefined;
  const { id, at, operation, agent, mission, tier, code, reason, attempts, fallbacks, parameters } = value;
  if (!isText(id) || !isText(at) || !isText(operation) || !isText(reason) || (tier !== 3 && tier !== 4))
    return undefined;
  return {
    incident: {
      id,
      at,
      operation,
      agent: isText(agent) ? agent : '',
      ...(isText(mission) ? { mission } : {}),
      tier,
      code: isText(code) ? code : '',
      reason,
      attempts: objects(attempts).map((each) => ({
        at: text(each['at']),
        step: text(each['step']),
        code: text(each['code']),
        message: text(each['message']),
      })),
      fallbacks: objects(fallbacks).map((each) => ({
        step: text(each['step']),
        instead: text(each['instead']),
        reason: text(each['reason']),
      })),
      ...(isObject(parameters) ? { parameters } : {}),
    },
  };
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
