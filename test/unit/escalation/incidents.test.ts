/** The file of incidents: beside other processes, damaged, too large, led astray. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Incident, incidentLine, readLine } from '../../../src/core/escalation/incident';
import { INCIDENT_FILE, Incidents } from '../../../src/core/escalation/incidents';
import { openIncidents, type Records } from '../../../src/core/escalation/records';
import { OWN_FOLDER } from '../../../src/core/ground/own-folder';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { nodeFiles } from '../../../src/node/ports';
import { snapshotOf } from '../model/snapshots';

export function incidentOf(more: Partial<Incident> = {}): Incident {
  return {
    id: 'i1',
    at: '2025-03-14T09:00:00Z',
    operation: 'start',
    agent: 'a',
    mission: 'A',
    tier: 4,
    code: 'commit/locked',
    reason: 'The database is locked.',
    attempts: [{ at: '2025-03-14T09:00:01.000Z', step: 'start', code: 'commit/locked', message: 'locked' }],
    fallbacks: [],
    parameters: { mission: 'A', summary: 's' },
    ...more,
  };
}

describe('incidents', function () {
  this.timeout(60_000);
  let root: string;
  let incidents: Incidents;
  let time = 1_700_000_000_000;
  const file = (): string => path.join(root, INCIDENT_FILE);
  const read = async (): Promise<Records> => incidents.read(snapshotOf({}));
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'cmos-incidents-'));
    incidents = new Incidents(nodeFiles, nodeCommitFiles, root, () => time++);
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('are kept, closed, and out of git', async () => {
    assert.deepEqual((await read()).incidents, []);
    await incidents.record(incidentOf());
    await incidents.record(incidentOf({ id: 'i2', mission: 'B' }));
    assert.deepEqual((await read()).incidents, [incidentOf(), incidentOf({ id: 'i2', mission: 'B' })]);
    await incidents.close({ incident: 'i1', at: 'now', by: 'me', how: 'reviewed', remark: 'seen' });
    assert.deepEqual(
      openIncidents(await read()).map(({ id }) => id),
      ['i2'],
    );
    assert.equal(readFileSync(path.join(root, OWN_FOLDER, '.gitignore'), 'utf8'), '*\n');
    await incidents.closeDone('start', ['B'], 'now', 'me');
    assert.deepEqual(openIncidents(await read()), []);
  });

  it('are read past whatever else stands there', async () => {
    await incidents.record(incidentOf());
    const half = incidentLine(incidentOf({ id: 'half' })).slice(0, 50);
    appendFileSync(
      file(),
      `<<<<<<< ours\n[]\nnull\n{"kind":"incident"}\n{"kind":"closing","incident":7}\n\0\n\n${half}`,
    );
    await incidents.record(incidentOf({ id: 'i2' }));
    const records = await read();
    assert.deepEqual(
      records.incidents.map(({ id }) => id),
      ['i1', 'i2'],
      'a half line spoils neither neighbour',
    );
    assert.equal(records.damaged, 7);
    writeFileSync(file(), new Uint8Array([0xff, 0xfe, 0, 10]));
    assert.deepEqual((await read()).incidents, []);
    rmSync(file());
    mkdirSync(file());
    assert.deepEqual((await read()).incidents, [], 'a folder in its place');
  });

  it('of a newer version are kept and counted, and none of them is taken for damage', async () => {
    const newer = '{"version":2,"kind":"incident","id":"later","shape":"unknown"}';
    await incidents.record(incidentOf());
    appendFileSync(file(), `${newer}\n`);
    await incidents.record(incidentOf({ id: 'i2' }));
    const records = await read();
    assert.deepEqual([records.incidents.length, records.damaged, records.newer], [2, 0, [newer]]);
    for (let at = 0; at < 800; at++) await incidents.record(incidentOf({ id: `n${at}`, reason: 'r'.repeat(1_900) }));
    assert.deepEqual((await read()).newer, [newer], 'also when old files go');
  });

  it('are cut to a size, and what is too much to repeat is left out', () => {
    const long = 'x'.repeat(1_000_000);
    const attempts = Array.from({ length: 5_000 }, () => ({ at: '', step: long, code: '', message: long }));
    const line = incidentLine(incidentOf({ reason: long, attempts, parameters: { summary: long } }));
    assert.ok(line.length < 200_000, String(line.length));
    const said = readLine(line);
    assert.ok(typeof said === 'object' && 'incident' in said);
    assert.equal(said.incident.parameters, undefined);
  });

  it('do not grow without end, and open ones stay known', async () => {
    await incidents.record(incidentOf({ id: 'first' }));
    for (let at = 0; at < 800; at++) {
      const id = `n${at}`;
      await incidents.record(incidentOf({ id, reason: 'r'.repeat(1_900) }));
      await incidents.close({ incident: id, at: 'now', by: 'me', how: 'resolved' });
    }
    const names = readdirSync(path.join(root, OWN_FOLDER));
    const bytes = names.reduce((sum, name) => sum + readFileSync(path.join(root, OWN_FOLDER, name)).length, 0);
    assert.ok(names.length <= 5 && bytes < 1_300_000, `${names.join(' ')}: ${bytes}`);
    assert.deepEqual(
      openIncidents(await read()).map(({ id }) => id),
      ['first'],
    );
  });

  it('of two processes that write at the same time are all there', async () => {
    const script = path.join(__dirname, '..', '..', 'support', 'incident-writer.ts');
    const write = (name: string): Promise<number | null> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ['-r', 'tsx', script, root, name, '150'], { stdio: 'inherit' });
        child.on('exit', resolve);
      });
    assert.deepEqual(await Promise.all([write('a'), write('b')]), [0, 0]);
    const { incidents: all, damaged } = await read();
    assert.equal(damaged, 0);
    for (const name of ['a', 'b'])
      // Where a file was put aside in that moment, what is carried over comes earlier or later than it was written.
      assert.deepEqual(
        all
          .map(({ id }) => id)
          .filter((id) => id.startsWith(name))
          .toSorted(),
        Array.from({ length: 150 }, (_, at) => `${name}${at}`).toSorted(),
      );
  });

  it('are neither written nor read through a link that leads out', async function () {
    if (process.platform === 'win32') this.skip();
    const outside = mkdtempSync(path.join(os.tmpdir(), 'cmos-outside-'));
    try {
      symlinkSync(outside, path.join(root, 'runtime'));
      await assert.rejects(incidents.record(incidentOf()));
      assert.deepEqual(readdirSync(outside), []);
      rmSync(path.join(root, 'runtime'));
      mkdirSync(path.join(root, OWN_FOLDER), { recursive: true });
      writeFileSync(path.join(outside, 'x'), `${incidentLine(incidentOf())}\n`);
      symlinkSync(path.join(outside, 'x'), file());
      await assert.rejects(incidents.record(incidentOf()));
      assert.deepEqual((await read()).incidents, []);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  it('are not appended to a file that has another name: it keeps its content, and what is open goes on', async () => {
    await incidents.record(incidentOf());
    const other = path.join(root, 'other');
    linkSync(file(), other);
    const before = readFileSync(other, 'utf8');
    await incidents.record(incidentOf({ id: 'i2' }));
    assert.equal(readFileSync(other, 'utf8'), before);
    assert.deepEqual(
      openIncidents(await read()).map(({ id }) => id),
      ['i1', 'i2'],
    );
  });
});
