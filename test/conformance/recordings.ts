/**
 * What the reference's own tools made of workspaces: recorded here on workspaces of ours (`recorded/`, written by
 * `scripts/record-reference.mjs`), and on real ones where those are at hand.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeDatabase } from '../../scripts/lib/workspace-database.mjs';

const OURS = path.join(__dirname, 'recorded');
const REAL = path.resolve('../shared');

export type Table = readonly Readonly<Record<string, unknown>>[];

export interface Recording {
  readonly name: string;
  readonly sample: string;
  readonly steps: readonly {
    readonly command: readonly string[];
    readonly exit: number;
    readonly stdout: string;
    readonly stderrLastLine: string;
  }[];
  readonly after: {
    readonly 'missions/backlog.yaml': string;
    readonly 'SESSIONS.jsonl': string;
    readonly database: Readonly<Record<string, Table>>;
  };
  /** Puts the workspace at a folder, as it was before the reference's first command, but for `edits`. */
  readonly put: (root: string) => void;
  /** Makes the database there and changes the files, where that was done before the command that counts. */
  readonly prepare: (root: string) => Promise<void>;
}

interface Recorded extends Omit<Recording, 'name' | 'put' | 'prepare'> {
  readonly prepared?: readonly string[];
  readonly edits?: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

/** All whose first command after seeding is one of these tools; by `seed_sqlite.py` those that only seed. */
export function recordings(tool: 'seed_sqlite.py' | 'validate_parity.py' | 'mission_runtime.py'): readonly Recording[] {
  return [
    ...from(OURS, path.join(OURS, 'workspaces')),
    ...from(path.join(REAL, 'golden'), path.join(REAL, 'samples')),
  ].filter(({ name, steps }) =>
    tool === 'validate_parity.py'
      ? name.startsWith('parity-')
      : tool === 'seed_sqlite.py'
        ? name.startsWith('seed-')
        : steps.some(({ command: [first, second] }) => first === tool && second !== 'status'),
  );
}

function from(folder: string, samples: string): readonly Recording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'cases.json')
    .map((file) => {
      const recorded = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Recorded;
      const { prepared = [], edits = [], sample } = recorded;
      const put = (root: string): void => {
        cpSync(path.join(samples, sample), root, { recursive: true });
      };
      const prepare = async (root: string): Promise<void> => {
        const log = path.join(root, 'SESSIONS.jsonl');
        if (prepared.some((each) => each.includes('final newline removed')))
          writeFileSync(log, readFileSync(log, 'utf8').trimEnd());
        // The real ones have theirs where it was not made by the recorded seeding.
        const seeds = recorded.steps[0]?.command[0] === 'seed_sqlite.py';
        if (seeds) await makeDatabase(root);
        for (const { file: name, from: before, to } of edits) {
          const place = path.join(root, name);
          const text = readFileSync(place, 'utf8');
          assert.ok(text.includes(before), `${name} contains ${before}`);
          writeFileSync(
            place,
            text.replace(before, () => to),
          );
        }
      };
      return { ...recorded, name: file.replace('.json', ''), put, prepare };
    });
}
