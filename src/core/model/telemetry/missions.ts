/**
 * What is known of each mission's run: from `telemetry/events/<mission>.jsonl`, as operations and runtimes write it, and
 * from the session events (playbook, "Runtime Operations": telemetry hygiene).
 */
import type { LogLine, SessionLog } from '../../files/log/model';
import { parseTime } from '../../files/log/time';
import { safeFileName } from '../../files/telemetry/file-name';
import { rememberedBy } from '../../ground/memo';
import { isObject } from '../../ground/values';
import { documentOf, type Snapshot } from '../../workspace/snapshot';
import { eventsOf } from '../events';
import { naturalOrder } from './order';

export interface MissionTelemetry {
  readonly mission: string;
  /** Its file relative to the root; undefined where there is none. */
  readonly file: string | undefined;
  /** Lines of the file that are events, and lines that are not. */
  readonly lines: number;
  readonly badLines: number;
  /** Steps that were finished, well or badly. */
  readonly steps: number;
  /** Whether a step was begun and nothing was heard of it since. */
  readonly stepOpen: boolean;
  readonly retries: number;
  readonly fallbacks: number;
  readonly errors: number;
  /** Session events that name the mission. */
  readonly sessions: number;
  /** In milliseconds since 1970; undefined where no event has a time. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** From the first event to the last, in milliseconds. */
  readonly duration: number | undefined;
  /** The time that steps say they took themselves, added up, in milliseconds; undefined where none says so. */
  readonly measured: number | undefined;
}

/** What one line adds. */
interface Said {
  readonly time: number | undefined;
  readonly mission: string | undefined;
  readonly step: 'start' | 'end' | undefined;
  readonly retries: number;
  readonly fallback: boolean;
  readonly error: boolean;
  readonly took: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** All missions of which anything is known, in the natural order of their ids. */
export function telemetryOf(snapshot: Snapshot): readonly MissionTelemetry[] {
  return summary(snapshot.telemetry, snapshot);
}

const summary = rememberedBy((_key: object, snapshot: Snapshot): readonly MissionTelemetry[] => {
  const sessions = new Map<string, { count: number; first: number | undefined; last: number | undefined }>();
  for (const { mission, time } of eventsOf(snapshot)) {
    if (mission === undefined || mission === '') continue;
    const known = sessions.get(mission) ?? { count: 0, first: undefined, last: undefined };
    known.count++;
    known.first = earlier(known.first, time);
    known.last = later(known.last, time);
    sessions.set(mission, known);
  }
  const files = new Map<string, string>();
  for (const [path, reading] of snapshot.telemetry) {
    const log = documentOf(reading);
    files.set(log === undefined ? nameOf(path) : missionOf(path, log), path);
  }
  return [...new Set([...files.keys(), ...sessions.keys()])].sort(naturalOrder).map((mission) => {
    const file = files.get(mission) ?? files.get(safeFileName(mission));
    const reading = file === undefined ? undefined : snapshot.telemetry.get(file);
    const log = reading === undefined ? undefined : documentOf(reading);
    const said = log === undefined ? NOTHING : runOf(log);
    const session = sessions.get(mission);
    const first = earlier(said.first, session?.first);
    const last = later(said.last, session?.last);
    return {
      ...said,
      mission,
      file,
      sessions: session?.count ?? 0,
      first,
      last,
      duration: first === undefined || last === undefined ? undefined : last - first,
    };
  });
});

type Run = Omit<MissionTelemetry, 'mission' | 'file' | 'sessions' | 'duration'>;

const NOTHING: Run = {
  lines: 0,
  badLines: 0,
  steps: 0,
  stepOpen: false,
  retries: 0,
  fallbacks: 0,
  errors: 0,
  first: undefined,
  last: undefined,
  measured: undefined,
};

/** What a file says, all lines together. */
const runOf = rememberedBy((log: SessionLog): Run => {
  let [lines, badLines, steps, retries, fallbacks, errors] = [0, 0, 0, 0, 0, 0];
  let [first, last, measured]: (number | undefined)[] = [];
  let stepOpen = false;
  for (const line of log.lines) {
    const { event } = line;
    if (event === undefined) {
      if (line.raw !== '') badLines++;
      continue;
    }
    const said = saidBy(line);
    lines++;
    if (said.step !== undefined) stepOpen = said.step === 'start';
    if (said.step === 'end') steps++;
    retries += said.retries;
    if (said.fallback) fallbacks++;
    if (said.error) errors++;
    first = earlier(first, said.time);
    last = later(last, said.time);
    if (said.took !== undefined) measured = (measured ?? 0) + said.took;
  }
  return { lines, badLines, steps, stepOpen, retries, fallbacks, errors, first, last, measured };
});

/** The mission that a file is about: most lines say so; a file without any has its name. */
function missionOf(path: string, log: SessionLog): string {
  const name = nameOf(path);
  for (const line of log.lines) {
    const mission = line.event === undefined ? undefined : saidBy(line).mission;
    if (mission !== undefined && safeFileName(mission) === name) return mission;
  }
  return name;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.jsonl$/i, '');
}

const said = new WeakMap<LogLine, Said>();

function saidBy(line: LogLine): Said {
  const known = said.get(line);
  if (known !== undefined) return known;
  const made = readFields(line.event?.fields ?? {});
  said.set(line, made);
  return made;
}

/** A step of ours says how often it was tried again. */
function retriesIn(details: unknown): number {
  const retries = isObject(details) ? details['retries'] : undefined;
  return typeof retries === 'number' && Number.isSafeInteger(retries) && retries > 0 ? retries : 0;
}

/** Events are named `step_complete`, `worker_retry`, …; the older pattern events have a stage and a status instead. */
function readFields(fields: Fields): Said {
  const word = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.toLowerCase() : '';
  };
  const event = word('event');
  const status = word('status');
  const pattern = fields['pattern'] !== undefined;
  const ts = fields['ts'] ?? fields['timestamp'];
  const mission = fields['mission'] ?? fields['missionId'];
  const begun = event.endsWith('_start') || event === 'worker_dispatch' || (pattern && status === 'started');
  const ended =
    event.endsWith('_complete') ||
    event === 'worker_error' ||
    (pattern && /^(?:succeeded|failed|fallback)$/.test(status));
  return {
    time: typeof ts === 'string' ? parseTime(ts) : undefined,
    mission: typeof mission === 'string' ? mission : typeof mission === 'number' ? String(mission) : undefined,
    step: ended ? 'end' : begun ? 'start' : undefined,
    retries:
      event.includes('retry') || status === 'retry' || word('stage') === 'retry' ? 1 : retriesIn(fields['details']),
    fallback: event === 'fallback' || status === 'fallback' || fields['fallbackTriggered'] === true,
    error: event.endsWith('_error') || status === 'error' || status === 'failed',
    took: tookOf(fields),
  };
}

const TOOK = ['latencyMs', 'latency_ms', 'durationMs', 'duration_ms', 'elapsedMs', 'elapsed_ms'];

/** How long what a line tells of took, in milliseconds, by any of the names in use; at the line's top or in `details`. */
function tookOf(fields: Fields): number | undefined {
  const { details } = fields;
  const places = [fields, typeof details === 'object' && details !== null ? (details as Fields) : {}];
  for (const place of places) {
    for (const name of TOOK) {
      const value = place[name];
      if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    }
  }
  return undefined;
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}
