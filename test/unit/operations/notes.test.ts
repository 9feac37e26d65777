/** Nothing that was written down is lost: what operations make of a mission's notes, and of why it was blocked. */
import assert from 'node:assert/strict';
import { metadataOf } from '../../../src/core/database/metadata';
import { modelOf } from '../../../src/core/model/missions';
import { CommandLine, NOW } from '../../support/command-line';
import { planOf } from '../../support/plan';

const MANIFEST = JSON.stringify({
  meta: { mission: 'M0', version: '1' },
  suites: [{ id: 's', name: 'All', tests: [{ id: 'b', type: 'file_exists', target: 'missions/backlog.yaml' }] }],
});

describe('notes', function () {
  this.timeout(60_000);
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of({
      'missions/backlog.yaml': planOf({ A: 'Current', B: 'Queued' }),
      'tests/integration/test_manifest.json': MANIFEST,
      '.vscode/settings.json': '{}',
    });
  });
  afterEach(() => {
    line.remove();
  });
  const notes = async (): Promise<string | null | undefined> => (await line.database()).missions[0]?.notes;
  const kind = async (): Promise<string | undefined> => modelOf(await line.snapshot()).byId.get('A')?.kind;
  const complete = ['complete', 'A', '--summary', 's', '--notes', '100/100'];
  const block = (reason: string, ...rest: readonly string[]): readonly string[] => [
    'block',
    'A',
    '--summary',
    's',
    '--reason',
    reason,
    ...rest,
  ];
  const unblock = ['unblock', 'A', '--summary', 'it came'];

  it('keep decisions and test results when a mission is blocked and completed', async () => {
    await line.fine('note', 'A', '--summary', 'Chose vitest over jest');
    await line.fine('record-tests', 'A');
    const before = await notes();
    assert.match(before ?? '', /Chose vitest over jest\n\[.*passed/);
    await line.undone(...block('no key'));
    await line.fine(...block('no key', '--unblock-when', 'the key turns'));
    assert.equal(await notes(), `${before}\n\nno key\nUnblock when: the key turns`);
    await line.fine(...unblock);
    await line.undone(...complete, '--override', 'never started');
    await line.fine(...complete, '--override', 'never started');
    assert.equal(await notes(), `${before}\n\nno key\nUnblock when: the key turns\n\n100/100`);
  });

  it('are not doubled by the same text', async () => {
    await line.fine(...block('no key'));
    await line.fine(...unblock);
    await line.fine('note', 'A', '--summary', 'meanwhile');
    await line.fine(...block('rain'));
    await line.fine(...unblock);
    await line.fine(...block('rain'));
    const once = `no key\n[${NOW} codex] meanwhile\n\nrain`;
    assert.equal(await notes(), once);
    await line.fine(...unblock);
    await line.fine(...block('no'));
    assert.equal(await notes(), `${once}\n\nno`, 'a part of a paragraph is another text');
  });

  it('are replaced by a strict block, a strict completion, and where the setting asks for the reference’s ways', async () => {
    await line.fine('note', 'A', '--summary', 'Chose vitest over jest');
    await line.undone(...block('no key', '--strict'));
    await line.fine(...block('no key', '--strict'));
    assert.equal(await notes(), 'no key');
    await line.fine(...unblock);
    await line.fine(...complete, '--strict', '--override', 'never started');
    assert.equal(await notes(), '100/100');
    await line.cmos('undo');
    line.workspace.write('.vscode/settings.json', '{ "cmos.strictReference": true }');
    await line.fine(...complete, '--override', 'never started');
    assert.equal(await notes(), '100/100');
  });

  it('begin with what superseded a mission, which retires it whatever they say below', async () => {
    await line.fine('note', 'A', '--summary', 'Chose vitest over jest');
    const before = (await notes()) ?? '';
    await line.undone(...block('SUPERSEDED: by B'));
    await line.fine(...block('SUPERSEDED: by B'));
    assert.equal(await notes(), `SUPERSEDED: by B\n\n${before}`);
    assert.equal(await kind(), 'retired');
  });

  it('retire no mission that was blocked for another reason since', async () => {
    line.sql("UPDATE missions SET notes = 'SUPERSEDED: by B', status = 'Blocked'");
    await line.cmos('repair', '--take', 'database');
    assert.equal(await kind(), 'retired', 'without a reason the notes tell');
    line.sql(`UPDATE missions SET metadata = '{"blocked_reason": "no key"}'`);
    assert.equal(await kind(), 'blocked');
    await line.fine(...unblock);
    assert.equal(await notes(), 'SUPERSEDED: by B');
  });

  it('of a mission that is unblocked stay, with the reason and the needs on record in the event', async () => {
    await line.fine(...block('no key', '--need', 'a key', 'a door'));
    await line.undone(...unblock);
    await line.fine(...unblock, '--next-hint', 'open it');
    const event = JSON.parse(line.read('SESSIONS.jsonl').trim().split('\n').at(-1) ?? '') as object;
    assert.deepEqual(event, {
      ts: NOW,
      agent: 'codex',
      mission: 'A',
      action: 'unblocked',
      status: 'queued',
      summary: 'it came',
      next_hint: 'open it',
      needs: ['a key', 'a door'],
      reason: 'no key',
    });
    const [row] = (await line.database()).missions;
    assert.ok(row);
    assert.deepEqual(metadataOf(row).fields, {});
    assert.equal(row.notes, 'no key');
  });
});
