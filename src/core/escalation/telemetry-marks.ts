/** Missions that fell back as their telemetry tells it, whoever wrote it: the templates ask agents for `fallbackTriggered`. */
import { type CommitFiles } from '../commit/commit-files';
import { leadsOut } from '../commit/inside';
import { safeFileName } from '../files/telemetry/file-name';
import { join } from '../workspace/paths';
import { type FileSystem } from '../workspace/ports';
import { readEnd } from './read-end';
import { type Mark } from './records';

const FOLDER = 'telemetry/events';

/** Of each file so many bytes are read, from its end. */
const READ = 512 * 1024;

/** The steps of some missions that fell back, in the order of their files. */
export async function telemetryMarks(
  reading: FileSystem,
  files: CommitFiles,
  root: string,
  missions: readonly string[],
): Promise<readonly Mark[]> {
  const names = new Set(await reading.list(join(root, FOLDER)));
  const marks: Mark[] = [];
  for (const mission of missions) {
    const name = `${safeFileName(mission)}.jsonl`;
    if (!names.has(name)) continue;
    const path = `${FOLDER}/${name}`;
    if ((await leadsOut(files, root, ['telemetry', FOLDER, path])) !== undefined) continue;
    const text = await readEnd(reading, join(root, path), READ).catch(() => '');
    // Most files have none: nothing is parsed then.
    if (!text.includes('fallbackTriggered')) continue;
    for (const line of text.split('\n')) {
      const mark = line.includes('fallbackTriggered') ? markOf(line, mission) : undefined;
      if (mark !== undefined) marks.push(mark);
    }
  }
  return marks;
}

function markOf(line: string, mission: string): Mark | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
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
