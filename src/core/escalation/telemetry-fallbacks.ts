/** Missions that fell back as their telemetry tells it, whoever wrote it: the templates ask agents for `fallbackTriggered`. */
import type { CommitFiles } from '../ground/commit-files';
import { leadsInside } from '../ground/boundary';
import { plainJson } from '../files/json';
import { safeFileName } from '../files/telemetry/file-name';
import { join } from '../ground/paths';
import type { FileSystem } from '../ground/ports';
import { readEnd } from './read-end';
import type { FallbackStep } from './records';

const FOLDER = 'telemetry/events';

/** Of each file so many bytes are read, from its end. */
const LARGEST_PART = 512 * 1024;

export class TelemetryFallbacks {
  readonly #reading: FileSystem;
  readonly #files: CommitFiles;
  readonly #root: string;
  /** What each file said when it was read last, by its name. */
  readonly #known = new Map<string, { readonly fingerprint: string; readonly steps: readonly FallbackStep[] }>();

  constructor(reading: FileSystem, files: CommitFiles, root: string) {
    this.#reading = reading;
    this.#files = files;
    this.#root = root;
  }

  /** The steps of some missions that fell back, in the order of their files. Files that did not change are not read again. */
  async of(missions: readonly string[]): Promise<readonly FallbackStep[]> {
    const names = new Set(await this.#reading.list(join(this.#root, FOLDER)));
    if (names.size === 0 || !(await leadsInside(this.#files, this.#root, FOLDER))) return [];
    const steps: FallbackStep[] = [];
    for (const mission of missions) {
      const name = `${safeFileName(mission)}.jsonl`;
      // One file that cannot be read hides no other.
      if (names.has(name)) steps.push(...(await this.#stepsIn(name, mission).catch(() => [])));
    }
    return steps;
  }

  async #stepsIn(name: string, mission: string): Promise<readonly FallbackStep[]> {
    const path = `${FOLDER}/${name}`;
    const stat = await this.#reading.stat(join(this.#root, path));
    const fingerprint = `${stat?.kind ?? ''} ${stat?.size ?? ''} ${stat?.changed ?? ''}`;
    const known = this.#known.get(name);
    if (known?.fingerprint === fingerprint) return known.steps;
    if (!(await leadsInside(this.#files, this.#root, path))) return [];
    const text = await readEnd(this.#reading, join(this.#root, path), LARGEST_PART);
    // Most files have none: nothing is parsed then.
    const lines = text.includes('fallbackTriggered') ? text.split('\n') : [];
    const steps = lines.flatMap((line) =>
      line.includes('fallbackTriggered') ? (fallbackStepOf(line, mission) ?? []) : [],
    );
    this.#known.set(name, { fingerprint, steps });
    return steps;
  }
}

function fallbackStepOf(line: string, mission: string): FallbackStep | undefined {
  const value = plainJson(line);
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields['fallbackTriggered'] !== true) return undefined;
  const first = (...keys: readonly string[]): string =>
    keys.map((key) => fields[key]).find((each): each is string => typeof each === 'string' && each !== '') ?? '';
  return {
    mission,
    at: first('ts', 'timestamp'),
    step: first('step', 'stage', 'pattern', 'event'),
    reason: first('errorMessage', 'reason', 'message', 'errorCode'),
  };
}
