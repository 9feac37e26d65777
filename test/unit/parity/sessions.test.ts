import assert from 'node:assert/strict';
import type { EventRow } from '../../../src/core/database/model';
import type { LogLine } from '../../../src/core/files/log/model';
import { compareSessions } from '../../../src/core/parity/sessions';

const line = (raw: string): LogLine => ({ text: `${raw}\n`, raw, event: undefined, problem: undefined });
const event = (raw: string, id = 0): EventRow => ({
  id,
  raw,
  ts: null,
  agent: null,
  mission: null,
  action: null,
  status: null,
  summary: null,
  nextHint: null,
});
const compare = (file: string, database: string) => {
  const lines = [...file].map(line);
  const { missingInFile, missingInDatabase, moved } = compareSessions(
    lines,
    [...database].map((raw, id) => event(raw, id)),
  );
  return {
    missingInFile: missingInFile.map(({ event: { raw }, after }) => `${after?.raw ?? '^'}${raw}`),
    missingInDatabase: missingInDatabase.map(({ raw }) => raw),
    moved: moved.map(({ raw }) => raw),
  };
};

describe('session lines against events', () => {
  it('finds nothing where the sequences are the same, white space at the ends aside', () => {
    const { missingInFile, missingInDatabase } = compareSessions([line('a')], [event(' a\n')]);
    assert.deepEqual([missingInFile.length, missingInDatabase.length], [0, 0]);
  });

  it('pairs lines one to one, blanks around them aside, and says the same when it is asked again', () => {
    assert.deepEqual(compare('xa', 'aa'), { missingInFile: ['aa'], missingInDatabase: ['x'], moved: [] });
    const [lines, events] = [
      [line('x'), line('a'), line('b')],
      [event('x'), event('c'), event(' b\n')],
    ];
    for (let time = 0; time < 2; time++) {
      const { missingInFile, missingInDatabase } = compareSessions(lines, events);
      assert.deepEqual([missingInFile.length, missingInDatabase.length], [1, 1]);
    }
  });

  it('says what each side lacks, and after which line', () => {
    assert.deepEqual(compare('abd', 'abcd'), { missingInFile: ['bc'], missingInDatabase: [], moved: [] });
    assert.deepEqual(compare('abxd', 'abd'), { missingInFile: [], missingInDatabase: ['x'], moved: [] });
    assert.deepEqual(compare('', 'ab'), { missingInFile: ['^a', '^b'], missingInDatabase: [], moved: [] });
  });

  it('counts how often a line stands on each side, which the reference does not', () => {
    assert.deepEqual(compare('aab', 'ab'), { missingInFile: [], missingInDatabase: ['a'], moved: [] });
    assert.deepEqual(compare('ab', 'aab'), { missingInFile: ['aa'], missingInDatabase: [], moved: [] });
  });

  it('tells moved lines from missing ones', () => {
    assert.deepEqual(compare('abc', 'cab'), { missingInFile: [], missingInDatabase: [], moved: ['c'] });
  });

  it('gives the same answer after an append as from nothing', () => {
    const lines = [...'abcdef'].map(line);
    const events = [...'abcdef'].map((raw, id) => event(raw, id));
    assert.equal(compareSessions(lines, events).missingInFile.length, 0);
    const more = compareSessions([...lines, line('x')], [...events, event('y', 9)]);
    assert.deepEqual(
      more.missingInDatabase.map(({ raw }) => raw),
      ['x'],
    );
    assert.deepEqual(
      more.missingInFile.map(({ event: { raw } }) => raw),
      ['y'],
    );
    const changed = compareSessions([line('A'), ...lines.slice(1)], events);
    assert.deepEqual(
      changed.missingInDatabase.map(({ raw }) => raw),
      ['A'],
    );
  });
});
