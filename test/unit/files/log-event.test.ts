import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLog } from '../../../src/core/files/log/parse';
import { parseTime } from '../../../src/core/files/log/time';
import type { SessionEvent } from '../../../src/core/files/log/model';

function event(fields: Readonly<Record<string, unknown>>): SessionEvent {
  const read = parseLog(JSON.stringify(fields)).lines[0]?.event;
  assert.ok(read);
  return read;
}

describe('log: time', () => {
  const good: readonly (readonly [string, string])[] = [
    ['2025-11-04T20:39:26Z', '2025-11-04T20:39:26.000Z'],
    ['2025-11-04T20:39:26z', '2025-11-04T20:39:26.000Z'],
    ['2025-11-04T20:39:26+00:00', '2025-11-04T20:39:26.000Z'],
    ['2025-11-04T20:39:26-05:30', '2025-11-05T02:09:26.000Z'],
    ['2025-11-04T20:39:26+02', '2025-11-04T18:39:26.000Z'],
    ['2025-10-08T16:20:35.058293+00:00', '2025-10-08T16:20:35.058Z'],
    ['2025-10-27T23:44:38.964069Z', '2025-10-27T23:44:38.964Z'],
    ['2025-10-27T23:44:38.9Z', '2025-10-27T23:44:38.900Z'],
    ['2025-10-27T23:44:38.964069', '2025-10-27T23:44:38.964Z'],
    ['2025-10-27 23:44:38', '2025-10-27T23:44:38.000Z'],
    ['2025-10-24T16:19:16.NZ', '2025-10-24T16:19:16.000Z'],
    ['2025-10-24T16:19:54.6N+0000', '2025-10-24T16:19:54.000Z'],
    ['2025-10-24T16:19:00N+0000', '2025-10-24T16:19:00.000Z'],
    ['2025-10-04', '2025-10-04T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2025-10-04T12:30', '2025-10-04T12:30:00.000Z'],
    [' 2025-12-31T23:59:60Z\n', '2026-01-01T00:00:00.000Z'],
  ];
  for (const [text, expected] of good) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const time = parseTime(text);
      assert.ok(time !== undefined);
      assert.equal(new Date(time).toISOString(), expected);
    });
  }

  for (const text of [
    '',
    'template',
    '2025',
    '2025-13-01',
    '2025-02-29',
    '0020-01-00',
    '2025-10-04T24:00:00Z',
    '2025-10-04T10:61:00Z',
    '2025-10-04T10:00:00+25:00',
    '2025-10-04T10:00:00ZZ',
    '2025-10-04Z',
    '1762288766',
    '2025-01-27-planning',
  ]) {
    it(`does not read ${JSON.stringify(text)}`, () => {
      assert.equal(parseTime(text), undefined);
    });
  }
});

describe('log: events', () => {
  it('reads the current format', () => {
    const fields = {
      ts: '2025-11-04T20:39:26Z',
      agent: 'codex',
      mission: 'B1.1',
      action: 'blocked',
      status: 'blocked',
      summary: 'Waits',
      next_hint: null,
      needs: ['a key', 'a host'],
      reason: 'no key',
    };
    assert.deepEqual(event(fields), {
      ts: fields.ts,
      time: Date.UTC(2025, 10, 4, 20, 39, 26),
      agent: 'codex',
      mission: 'B1.1',
      action: 'blocked',
      status: 'blocked',
      summary: 'Waits',
      nextHint: undefined,
      needs: ['a key', 'a host'],
      reason: 'no key',
      fields,
    });
  });

  it('reads the older shapes', () => {
    const old = event({
      session: 1,
      date: '2025-10-04',
      mission: 'B1.1',
      tokens_in: '<actual>',
      deliverables: ['a'],
      next_mission: 'B1.2',
    });
    assert.deepEqual(
      [old.ts, old.time, old.action, old.nextHint],
      ['2025-10-04', Date.UTC(2025, 9, 4), undefined, undefined],
    );
    assert.equal(old.fields['next_mission'], 'B1.2');
    assert.equal(event({ ts: '', timestamp: '2025-10-04' }).ts, '2025-10-04');
    const older = event({ session_id: 'template', timestamp: 'template', type: 'initialization' });
    assert.deepEqual([older.ts, older.time, older.status], ['template', undefined, 'initialization']);
    assert.equal(event({ ts: 'one', timestamp: 'two', date: 'three', status: 'a', type: 'b' }).ts, 'one');
    assert.equal(event({ ts: null, timestamp: 'two', date: 'three' }).ts, 'two');
  });

  it('takes what people write for needs', () => {
    assert.deepEqual(event({ needs: 'a key' }).needs, ['a key']);
    assert.deepEqual(event({ needs: ['a', 1, { b: 2 }, null] }).needs, ['a', '1', '{"b":2}', 'null']);
    for (const needs of [null, '', [], {}, 7, undefined]) assert.deepEqual(event({ needs }).needs, []);
  });

  it('takes an unquoted id, and nothing else that is no text', () => {
    const read = event({ mission: 1.1, agent: ['a'], summary: {}, reason: true });
    assert.deepEqual([read.mission, read.agent, read.summary, read.reason], ['1.1', undefined, undefined, undefined]);
  });
});

describe('log: real workspaces', () => {
  const SAMPLES = '../shared/samples';
  it('reads every line of every log', function () {
    if (!existsSync(SAMPLES)) {
      console.log(`      skipped: ${SAMPLES} is not here`);
      this.skip();
    }
    let events = 0;
    for (const file of readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.jsonl')) continue;
      const log = parseLog(readFileSync(join(SAMPLES, file), 'utf8'));
      for (const line of log.lines) {
        assert.equal(line.problem, undefined, file);
        if (line.event === undefined) continue;
        events++;
        if (line.event.ts !== 'template') assert.ok(line.event.time !== undefined, `${file}: ${line.event.ts}`);
      }
    }
    assert.ok(events > 50);
  });
});
