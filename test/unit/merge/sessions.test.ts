import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLog } from '../../../src/core/files/log/parse';
import { mergeSessions } from '../../../src/core/merge/sessions';
import { runs } from '../../support/effort';

const event = (ts: string, summary: string): string => JSON.stringify({ ts, agent: 'a', summary });
const at = (minute: number, summary: string): string =>
  event(`2025-03-01T10:${String(minute).padStart(2, '0')}:00Z`, summary);
const log = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const raws = (text: string): string[] => parseLog(text).lines.map(({ raw }) => raw);
const counts = (lines: readonly string[]): Map<string, number> => {
  const result = new Map<string, number>();
  for (const line of lines) result.set(line, (result.get(line) ?? 0) + 1);
  return result;
};
const isWithin = (some: readonly string[], all: readonly string[]): boolean => {
  let next = 0;
  for (const line of all) if (line === some[next]) next++;
  return next === some.length;
};

describe('merging two session logs', () => {
  it('puts the events of both behind what they share, by their time', () => {
    const shared = [at(1, 'start'), at(2, 'go')];
    const ours = log(...shared, at(10, 'ours 1'), at(30, 'ours 2'));
    const theirs = log(...shared, at(5, 'theirs 1'), at(20, 'theirs 2'), at(30, 'theirs 3'));
    assert.equal(
      mergeSessions(ours, theirs),
      log(...shared, at(5, 'theirs 1'), at(10, 'ours 1'), at(20, 'theirs 2'), at(30, 'ours 2'), at(30, 'theirs 3')),
    );
  });

  it('keeps a line as often as the side that has it more often', () => {
    const twice = log(at(1, 'a'), at(1, 'a'));
    assert.equal(mergeSessions(twice, twice + log(at(2, 'b'))), twice + log(at(2, 'b')));
    assert.equal(mergeSessions(log(at(1, 'a')), twice), twice);
    assert.equal(mergeSessions(twice, log(at(1, 'a'))), twice);
  });

  it('keeps a line without a time behind the one it followed', () => {
    const ours = log(at(1, 'a'), at(9, 'ours'));
    const theirs = log(at(1, 'a'), at(5, 'theirs'), 'no event at all', '{"note": "no time"}');
    assert.deepEqual(raws(mergeSessions(ours, theirs)), [
      at(1, 'a'),
      at(5, 'theirs'),
      'no event at all',
      '{"note": "no time"}',
      at(9, 'ours'),
    ]);
  });

  it('puts an event before what came after it on its own side, whatever its time says', () => {
    const theirs = log(at(1, 'a'), at(9, 'by a clock that is fast'), at(2, 'b'));
    assert.equal(mergeSessions(log(at(1, 'a'), at(2, 'b')), theirs), theirs);
  });

  it('ends what has no end, and glues nothing together', () => {
    const [a, ours, theirs] = [at(1, 'a'), at(2, 'ours'), at(3, 'theirs')];
    assert.equal(mergeSessions(`${a}\n${ours}`, `${a}\n${theirs}`), `${a}\n${ours}\n${theirs}\n`);
    assert.equal(mergeSessions(a, `${a}\n${theirs}\n`), `${a}\n${theirs}\n`);
    assert.equal(mergeSessions(a, `${a}\n`), `${a}\n`);
    assert.equal(mergeSessions('', `${a}\n`), `${a}\n`);
    assert.equal(mergeSessions(`${a}\r\n${ours}\r\n`, `${a}\n${theirs}\n`), `${a}\r\n${ours}\r\n${theirs}\r\n`);
  });

  it('does not add again what ours has at another place', () => {
    const [a, b] = [at(1, 'a'), at(2, 'b')];
    assert.equal(mergeSessions(log(a, b), log(b, a)), log(a, b));
  });

  const line = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(fc.nat(20), fc.constantFrom('a', 'b', 'c')).map(([when, what]) => at(when, what)),
    },
    fc.constantFrom('', 'broken {', '{"ts": "never"}', '<<<<<<< x', '[1]', event('2025-03-01', 'a day')),
  );
  const text = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, end, ended]) => lines.join(end) + (ended && lines.length > 0 ? end : ''));

  it('loses no line, invents none, and keeps the order of either side, whatever is in them', () => {
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (shared, ours, theirs, grown) => {
        const start = grown && shared !== '' ? `${shared}\n` : '';
        const [own, other] = [start + ours, start + theirs];
        const result = raws(mergeSessions(own, other));
        const [mine, yours, all] = [raws(own), raws(other), counts(result)];
        const [one, two] = [counts(mine), counts(yours)];
        for (const raw of new Set([...mine, ...yours])) {
          // Blank lines at the end come and go with the final line end.
          if (raw !== '') assert.equal(all.get(raw), Math.max(one.get(raw) ?? 0, two.get(raw) ?? 0), raw);
        }
        for (const raw of all.keys()) assert.ok(one.has(raw) || two.has(raw), raw);
        assert.ok(isWithin(mine, result), 'the order of ours');
        // What only they have stays in their order.
        const foreign = yours.filter((raw) => raw !== '' && !one.has(raw));
        assert.ok(isWithin(foreign, result), 'the order of theirs');
      }),
      { numRuns: runs(2000) },
    );
  });

  it('keeps the order of both where they do not contradict each other, and sorts what is sorted', () => {
    const minutes = fc.uniqueArray(fc.nat(59), { maxLength: 30 });
    fc.assert(
      fc.property(minutes, fc.infiniteStream(fc.nat(2)), (all, sides) => {
        const sorted = all.toSorted((a, b) => a - b).map((minute) => ({ minute, side: sides.next().value as number }));
        const of = (not: number): string[] =>
          sorted.filter(({ side }) => side !== not).map(({ minute }) => at(minute, 'x'));
        const [ours, theirs] = [of(1), of(0)];
        const result = raws(mergeSessions(log(...ours), log(...theirs)));
        assert.deepEqual(
          result,
          sorted.map(({ minute }) => at(minute, 'x')),
        );
      }),
    );
  });
});
