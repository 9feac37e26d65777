/** Files that are not UTF-8 as a whole: what is changed in them is spliced, and every other byte stays. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bytesOf, unitsOf, utf8Units } from '../../../src/core/changes/byte-text';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { note } from '../../../src/core/operations/catalog/note';
import { Faults, faultyFiles } from '../../support/faults';
import { CommandLine } from '../../support/command-line';
import { Performing } from '../../support/performing';
import { planOf } from '../../support/plan';

const FILES = {
  'missions/backlog.yaml': planOf({ A: 'Queued' }),
};

/** `Müller` as Latin-1 has it: the second byte is no UTF-8. */
const LATIN = Buffer.concat([
  Buffer.from('{"ts": "2025-03-01T00:00:00Z", "agent": "M'),
  Buffer.from([0xfc]),
  Buffer.from('ller", "mission": "A", "action": "note"}\n'),
]);
const OTHER = Buffer.from('{"ts": "2025-03-02T00:00:00Z", "agent": "ü", "mission": "A", "action": "note"}\n');

describe('a file with bytes that are not UTF-8', function () {
  this.timeout(180_000);
  const performing = new Performing();
  let line: CommandLine;

  beforeEach(async () => {
    line = await CommandLine.of(FILES);
    mkdirSync(line.workspace.path('telemetry/events'), { recursive: true });
    writeFileSync(line.workspace.path('telemetry/events/A.jsonl'), LATIN);
  });
  afterEach(() => {
    line.remove();
  });
  after(() => performing.close());

  const log = (): Buffer => readFileSync(line.workspace.path('telemetry/events/A.jsonl'));

  it('keeps each of them when a line is added and taken out again', async () => {
    assert.equal((await line.cmos('note', 'A', '--summary', 'ours')).status, 0);
    appendFileSync(line.workspace.path('telemetry/events/A.jsonl'), OTHER);
    assert.match(log().toString('latin1'), /M\xfcller.*\n.*"ours".*\n/);
    const preview = await line.cmos('undo', '--dry-run');
    assert.match(preview.out, /-.*"step_complete"/);
    const undone = await line.cmos('undo');
    assert.deepEqual([undone.status, undone.err], [0, '']);
    assert.deepEqual(log(), Buffer.concat([LATIN, OTHER]));
    assert.equal((await line.cmos('redo')).status, 0);
    assert.match(log().toString('latin1'), /M\xfcller.*\n.*"ours".*\n.*"\xc3\xbc"/);
  });

  it('keeps each of them through a crash, also where others wrote since', async () => {
    for (const others of [Buffer.alloc(0), OTHER])
      for (let at = 0; ; at += 4) {
        writeFileSync(line.workspace.path('telemetry/events/A.jsonl'), LATIN);
        const faults = new Faults(at, 'end-after');
        const ports: CommitPorts = performing.ports({ files: faultyFiles(faults) });
        await performing.run(line.workspace, note, { mission: 'A', summary: 'ours' }, { ports }).catch(() => undefined);
        if (!faults.ended) break;
        const added = log().subarray(LATIN.length);
        if (added.length > 0) appendFileSync(line.workspace.path('telemetry/events/A.jsonl'), others);
        const { status, err } = await line.cmos('recover');
        assert.equal(status, 0, err);
        const now = log();
        assert.deepEqual(now.subarray(0, LATIN.length), LATIN, `call ${at + 1}`);
        const rest = now.subarray(LATIN.length).toString('utf8');
        assert.ok(!rest.includes('\uFFFD'), rest);
        if (added.length > 0) assert.ok(rest.endsWith(others.toString('utf8')), `call ${at + 1}: ${rest}`);
      }
  });

  it('is the same bytes as units and back', () => {
    const all = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
    assert.deepEqual(bytesOf(unitsOf(all)), all);
    assert.equal(utf8Units('ü€'), '\u00c3\u00bc\u00e2\u0082\u00ac');
  });
});
