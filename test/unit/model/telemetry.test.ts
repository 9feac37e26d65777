import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv, { type AnySchemaObject } from 'ajv';
import fc from 'fast-check';
import { check } from '../../../src/core/findings/check';
import { locate } from '../../../src/core/findings/located';
import { adviceOf, type Anomaly, reviewHealth } from '../../../src/core/model/telemetry/health';
import { telemetryOf } from '../../../src/core/model/telemetry/missions';
import { healthMismatch, missionMismatch } from '../../../src/core/model/telemetry/shape';
import { type Parts, snapshotOf } from './snapshots';

const START = Date.UTC(2025, 2, 1, 8);

/** A moment some seconds after the start, as CMOS writes it. */
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString().replace('.000Z', 'Z');

const look = (ts: string, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    ts,
    source: 'mission_runtime',
    status: 'ok',
    message: 'database_available',
    details: null,
    ...more,
  });
const failed = (ts: string, message = 'database is locked'): string => look(ts, { status: 'error', message });
const event = (ts: string, mission: string, action = 'start', status = 'in_progress'): string =>
  JSON.stringify({ ts, agent: 'ada', mission, action, status, summary: 'x' });
const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** Anomalies as `kind first-last`, lines from 1. */
const told = (anomalies: readonly Anomaly[]): string[] =>
  anomalies.map(({ kind, firstLine, lastLine }) => `${kind} ${firstLine + 1}-${lastLine + 1}`);
const review = (parts: Parts, everything = false): string[] =>
  told(reviewHealth(snapshotOf(parts), everything).anomalies);

describe('the review of the database’s health', () => {
  it('finds nothing in a log of good looks', () => {
    assert.deepEqual(review({ health: lines(look(at(0)), look(at(60)), look(at(90_000))) }), []);
  });

  it('tells failures one behind the other as one, and three as a graver one', () => {
    const health = lines(
      look(at(0)),
      failed(at(60)),
      failed(at(70)),
      look(at(80)),
      ...[1, 2, 3].map((n) => failed(at(90 + n))),
    );
    const { anomalies } = reviewHealth(snapshotOf({ health }));
    assert.deepEqual(told(anomalies), ['error 2-3', 'repeated-failure 5-7']);
    assert.deepEqual(anomalies[1]?.detail, 'database is locked');
    assert.match(adviceOf(anomalies[1]).message, /3 times/);
  });

  it('reviews what was written since the last mission was completed, or all of it', () => {
    const health = lines(failed(at(0)), look(at(100)), failed(at(200)));
    const sessions = lines(event(at(50), 'B1.1', 'complete', 'completed'), event(at(60), 'B1.2'));
    assert.deepEqual(review({ health, sessions }), ['error 3-3']);
    assert.deepEqual(review({ health, sessions }, true), ['error 1-1', 'error 3-3']);
    assert.equal(reviewHealth(snapshotOf({ health, sessions })).since, START + 50_000);
  });

  it('reviews the mission that was just completed until work goes on', () => {
    const health = lines(failed(at(0)), failed(at(100)), look(at(200)));
    const done = (seconds: number, mission: string): string => event(at(seconds), mission, 'complete', 'completed');
    assert.deepEqual(review({ health, sessions: lines(done(50, 'B1.1'), done(200, 'B1.2')) }), ['error 2-2']);
    assert.deepEqual(review({ health, sessions: lines(done(200, 'B1.2')) }), ['error 1-2']);
    const sessions = lines(done(50, 'B1.1'), done(200, 'B1.2'), event(at(300), 'B1.3'));
    assert.deepEqual(review({ health, sessions }), []);
  });

  it('copes with times in any spelling and order, lines without one, and half lines', () => {
    const health = [
      look('2025-03-01T08:00:01.5+0000'),
      look('2025-03-01T08:00:00.5+0000'),
      '{"ts": "2025-',
      failed('yesterday'),
      '[1]',
      '',
      failed('2025-03-01 09:01:00'),
      '{"half',
    ].join('\n');
    assert.deepEqual(review({ health }), ['error 4-7']);
    const codes = check(snapshotOf({ health })).findings.map(({ code, severity }) => `${code} ${severity}`);
    assert.deepEqual(
      codes.filter((code) => code.startsWith('telemetry/')),
      [
        'telemetry/invalid-line warning',
        'telemetry/shape information',
        'telemetry/invalid-line warning',
        'telemetry/invalid-line information',
        'telemetry/error warning',
      ],
    );
  });

  it('comes to an end on a hundred thousand lines', function () {
    this.timeout(60_000);
    const health = lines(
      ...Array.from({ length: 100_000 }, (_, n) => (n % 1_000 === 7 ? failed(at(n * 9)) : look(at(n * 9)))),
    );
    assert.equal(reviewHealth(snapshotOf({ health })).anomalies.length, 100);
  });
});

describe('telemetry of missions', () => {
  const step = (ts: string, name: string, more: Readonly<Record<string, unknown>> = {}): string =>
    JSON.stringify({
      ts,
      mission: 'B1.2',
      event: name,
      agent: 'ada',
      source: 'cmos_operations',
      status: 'ok',
      fallbackTriggered: false,
      message: 'x',
      ...more,
    });

  it('counts steps, retries, fallbacks and errors, and how long it took, sessions included', () => {
    const telemetry = {
      'telemetry/events/B1.2.jsonl': lines(
        step(at(10), 'step_start'),
        step(at(20), 'step_complete', { details: { duration_ms: 1_500 } }),
        step(at(30), 'worker_retry'),
        step(at(40), 'worker_error', { status: 'error' }),
        step(at(50), 'fallback', { status: 'fallback', fallbackTriggered: true }),
        'no event',
        step(at(60), 'step_start'),
      ),
    };
    const sessions = lines(
      event(at(0), 'B1.2'),
      event(at(100), 'B1.10'),
      event(at(90), 'B1.2', 'complete', 'completed'),
    );
    const [second, tenth] = telemetryOf(snapshotOf({ telemetry, sessions }));
    assert.deepEqual(second, {
      mission: 'B1.2',
      file: 'telemetry/events/B1.2.jsonl',
      lines: 6,
      badLines: 1,
      steps: 2,
      stepOpen: true,
      retries: 1,
      fallbacks: 1,
      errors: 1,
      sessions: 2,
      first: START,
      last: START + 90_000,
      duration: 90_000,
      measured: 1_500,
    });
    assert.deepEqual([tenth?.mission, tenth?.file, tenth?.sessions], ['B1.10', undefined, 1]);
  });

  it('reads the older pattern events, and ids that are no file names', () => {
    const pattern = (status: string, more = {}): string =>
      JSON.stringify({
        timestamp: at(1),
        missionId: '../x',
        pattern: 'boomerang',
        stage: 'plan',
        status,
        latencyMs: 20,
        ...more,
      });
    const telemetry = {
      'telemetry/events/%2E.%2Fx.jsonl': lines(
        pattern('started'),
        pattern('failed'),
        pattern('fallback', { fallbackTriggered: true }),
      ),
    };
    const [only] = telemetryOf(snapshotOf({ telemetry }));
    assert.deepEqual(
      [only?.mission, only?.steps, only?.errors, only?.fallbacks, only?.measured],
      ['../x', 2, 1, 1, 60],
    );
  });

  it('tells lines that are no events, or of another shape, at their place', () => {
    const telemetry = { 'telemetry/events/B1.2.jsonl': lines(step(at(1), 'step_start'), '{"ts": 5}', 'oops') };
    const snapshot = snapshotOf({ telemetry });
    const found = check(snapshot)
      .findings.filter(({ code }) => code.startsWith('telemetry/'))
      .map((finding) => locate(snapshot, finding))
      .map(({ finding, file, range }) => [
        finding.code,
        file,
        range?.start.line,
        range?.start.character,
        range?.end.character,
      ]);
    assert.deepEqual(found, [
      ['telemetry/shape', 'telemetry/events/B1.2.jsonl', 1, 1, 5],
      ['telemetry/invalid-line', 'telemetry/events/B1.2.jsonl', 2, 0, 4],
    ]);
  });

  it('judges shapes as the schemas do', () => {
    const compile = (name: string): ((value: unknown) => boolean) => {
      const schema = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as AnySchemaObject;
      const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
      return (value) => validate(value) === true;
    };
    const [mission, health] = [compile('mission-telemetry-event'), compile('database-health')];
    const names = fc.constantFrom(
      'ts',
      'mission',
      'event',
      'agent',
      'source',
      'worker',
      'status',
      'fallbackTriggered',
      'message',
      'details',
      'other',
    );
    const values = fc.oneof(
      fc.constant(null),
      fc.constant(at(0)),
      fc.integer(),
      fc.boolean(),
      fc.constant([]),
      fc.constant({}),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values), (fields) => {
        // What a time must look like is ours: the schemas say that it is a text.
        assert.equal(missionMismatch(fields) === undefined, mission(fields));
        assert.equal(healthMismatch(fields) === undefined, health(fields));
      }),
    );
    assert.deepEqual(healthMismatch({ ts: 'soon', source: 'a', status: 'ok' }), { field: 'ts', expected: 'date-time' });
  });
});
