/** Files and database of real workspaces, there and back again: what was the same stays the same, comments and style included. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cmos } from '../support/cmos';
import { metadataOf } from '../../src/core/database/metadata';
import type { DatabaseReading } from '../../src/core/database/model';
import { check } from '../../src/core/findings/check';
import { isDrift } from '../../src/core/findings/places';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import { documentOf, type Snapshot } from '../../src/core/workspace/snapshot';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';

const SAMPLES = path.resolve('../shared/samples');
const FILES = ['missions/backlog.yaml', 'SESSIONS.jsonl', 'PROJECT_CONTEXT.json', 'context/MASTER_CONTEXT.json'];

describe('seeding and exporting', function () {
  this.timeout(60_000);
  let root: string;
  beforeEach(() => {
    root = path.join(mkdtempSync(path.join(os.tmpdir(), 'cmos-export-')), 'w');
  });
  afterEach(() => {
    rmSync(path.dirname(root), { recursive: true, force: true });
  });

  const changedBy = async (...argv: string[]): Promise<unknown> => {
    const { status, out, err } = await cmos(root, ...argv, '--format', 'json');
    assert.deepEqual([argv[0], status, err], [argv[0], 0, '']);
    return (JSON.parse(out) as { changed: unknown }).changed;
  };
  const texts = (): (string | undefined)[] =>
    FILES.map((file) => path.join(root, file)).map((file) =>
      existsSync(file) ? readFileSync(file, 'latin1') : undefined,
    );
  const read = (): Promise<Snapshot> => new Workspace(nodePorts(), root, DEFAULT_SETTINGS).refresh();
  const database = async (): Promise<DatabaseReading> => {
    const document = documentOf((await read()).database);
    assert.ok(document);
    return document;
  };
  /** All that a database says; metadata by what it means. */
  const meaning = ({ sprints, missions, dependencies, contexts, events }: DatabaseReading): unknown => ({
    sprints,
    missions: missions.map((row) => ({ ...row, metadata: metadataOf(row).fields })),
    dependencies: dependencies.map(({ from, to, type }) => [from, to, type]),
    contexts: contexts.map(({ id, content }) => [id, JSON.parse(content) as unknown]),
    events: events.map(({ raw, ts, mission, status }) => [raw, ts, mission, status]),
  });
  const comments = (text: string | undefined): string[] =>
    (text ?? '').split('\n').filter((line) => line.trimStart().startsWith('#'));

  if (!existsSync(SAMPLES)) {
    it('needs the samples, which are not at hand');
    return;
  }

  for (const name of readdirSync(SAMPLES).filter((each) => !each.startsWith('_'))) {
    const copy = (): void => {
      cpSync(path.join(SAMPLES, name), root, { recursive: true });
    };

    it(`leaves the files as they are after a seed: ${name}`, async () => {
      copy();
      rmSync(path.join(root, 'db', 'cmos.sqlite'), { force: true });
      const before = texts();
      await changedBy('seed');
      assert.deepEqual(await changedBy('export'), []);
      assert.deepEqual(texts(), before);
    });

    it(`leaves the database as it is after an export: ${name}`, async () => {
      copy();
      if (!existsSync(path.join(root, 'db', 'cmos.sqlite'))) await changedBy('seed');
      const [rows, [backlog]] = [await database(), texts()];
      await changedBy('export');
      const snapshot = await read();
      const left = check(snapshot).findings.filter(isDrift);
      // What the files alone say is kept; the database is nowhere ahead of them.
      assert.deepEqual(
        left.filter(({ databaseValue }) => databaseValue !== undefined),
        [],
      );
      assert.deepEqual(comments(texts()[0]), comments(backlog));
      assert.deepEqual(await changedBy('export'), []);
      if (left.length === 0) {
        assert.deepEqual(await changedBy('seed'), []);
        assert.deepEqual(await database(), rows);
      }
    });

    it(`writes files that make the same database again: ${name}`, async () => {
      copy();
      if (!existsSync(path.join(root, 'db', 'cmos.sqlite'))) await changedBy('seed');
      const rows = await database();
      for (const file of [...FILES, 'MASTER_CONTEXT.json']) rmSync(path.join(root, file), { force: true });
      await changedBy('export', '--override', 'no files are there');
      assert.deepEqual(await changedBy('seed', '--override', 'they are from now'), []);
      rmSync(path.join(root, 'db', 'cmos.sqlite'));
      await changedBy('seed');
      assert.deepEqual(meaning(await database()), meaning(rows));
      assert.deepEqual(await changedBy('export'), []);
    });
  }
});
