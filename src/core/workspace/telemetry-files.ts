/** Reading the missions' own telemetry files: any number of logs in one folder, each read again only when it changed. */
import type { SessionLog } from '../files/log/model';
import type { Layout } from './layout';
import { logParser } from './parsers';
import { join, parentOf } from '../ground/paths';
import type { Ports } from '../ground/ports';
import { readText, type TextState } from './read-text';
import type { Reading } from './snapshot';

/** What is remembered between two looks. `readings` is the same object as long as nothing changed. */
interface TelemetryFiles {
  readonly states: ReadonlyMap<string, TextState<SessionLog>>;
  readonly readings: ReadonlyMap<string, Reading<SessionLog>>;
}

export const NO_TELEMETRY: TelemetryFiles = { states: new Map(), readings: new Map() };

/** So many files are read; a folder with more is no folder of missions. */
const MOST_FILES = 5_000;

/** So many are looked at at once. */
const AT_ONCE = 32;

/** All of them together may be so many times as large as one. */
const LIMITS_IN_ALL = 4;

export async function readTelemetry(
  ports: Ports,
  { root, stores }: Layout,
  known: TelemetryFiles,
  limit: number,
): Promise<TelemetryFiles> {
  const folder = parentOf(stores.health.path);
  const names = await ports.files.list(join(root, folder)).catch(() => []);
  const paths = names
    .filter((name) => name.toLowerCase().endsWith('.jsonl'))
    .map((name) => `${folder}/${name}`)
    .filter((path) => path !== stores.health.path)
    .toSorted()
    .slice(0, MOST_FILES);
  const states = new Map<string, TextState<SessionLog>>();
  const room = { left: LIMITS_IN_ALL * limit };
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE);
    const read = some.map((path) => readText(ports, root, path, logParser, known.states.get(path), { limit, room }));
    for (const state of await Promise.all(read)) if (state.reading.state !== 'absent') states.set(state.path, state);
  }
  const same =
    states.size === known.states.size && [...states].every(([path, { reading }]) => isSame(known, path, reading));
  if (same) return { states, readings: known.readings };
  return { states, readings: new Map([...states].map(([path, { reading }]) => [path, reading])) };
}

function isSame(known: TelemetryFiles, path: string, reading: Reading<SessionLog>): boolean {
  const before = known.readings.get(path);
  if (before?.state === 'unreadable' && reading.state === 'unreadable') {
    return before.error.message === reading.error.message;
  }
  return before === reading;
}
