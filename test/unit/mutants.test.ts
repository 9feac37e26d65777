/** The list of mistakes that `npm run mutants` puts into the code fits the code. None is tried here. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MISTAKES, withMistake } from '../../scripts/mutants/mistakes.mjs';

const project = path.resolve(__dirname, '..', '..');

describe('the list of mistakes', () => {
  it('names texts that its files have once, and tests that are there', () => {
    const sources = new Map<string, string>();
    const wrong = MISTAKES.flatMap((mistake) => {
      const { file, tests } = mistake;
      const source = sources.get(file) ?? readFileSync(path.join(project, file), 'utf8');
      sources.set(file, source);
      const missing = tests.filter((name) => !existsSync(path.join(project, 'test', 'unit', `${name}.test.ts`)));
      try {
        assert.notEqual(withMistake(source, mistake), source);
        return missing;
      } catch (error) {
        return [...missing, String(error)];
      }
    });
    assert.deepEqual(wrong, []);
  });

  it('refuses a text that is gone, or is there twice', () => {
    const mistake = { room: '', file: 'a.ts', tests: [], text: 'b', instead: 'c', harm: '' };
    assert.equal(withMistake('abd', mistake), 'acd');
    assert.throws(() => withMistake('a', mistake), /stale/);
    assert.throws(() => withMistake('bb', mistake), /stale/);
  });

  it('is large, and few of it stay unseen, each for a reason', () => {
    assert.ok(MISTAKES.length >= 120);
    const unseen = MISTAKES.filter(({ survives }) => survives !== undefined);
    assert.ok(unseen.length * 10 <= MISTAKES.length);
    assert.ok(unseen.every(({ survives = '' }) => survives.length > 10));
  });
});
