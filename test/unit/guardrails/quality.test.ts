import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assessQuality, type Measure, type QualityAssessment } from '../../../src/guardrails/quality/assess';
import { runs } from '../../support/effort';

/** Counts as tested and commented, so that a text gets no other issue. */
const CLEAN = '// test\n';

function assess(text: string): QualityAssessment {
  return assessQuality(text, 'f.js');
}

/** The issues of a text as measure and severity. */
function issues(text: string): string[] {
  return assess(CLEAN + text).issues.map(({ category, severity }) => `${category} ${severity}`);
}

function score(measure: Measure, text: string): number {
  return assess(text).metrics[measure].score;
}

/** The text under the place of a text's first issue. */
function under(text: string): string | undefined {
  const at = assess(text).issues[0]?.at;
  return at === undefined ? undefined : text.slice(at.start, at.end);
}

describe('quality of code', () => {
  it('gives a text without an issue the best grade', () => {
    const { overallScore, grade, passed } = assess(CLEAN);
    assert.deepEqual([overallScore, grade, passed], [100, 'A', true]);
  });

  it('finds what may be injected: run text, and queries put together on one line', () => {
    for (const text of ['eval (x)', 'child.exec("x")', 'SQL = "a" + b', 'sql\n = "a" + b', 'query("a" + b)'])
      assert.deepEqual(issues(text), ['security 9'], text);
    for (const text of [
      'evaluate(x)',
      'sql = "a"\n + b',
      'sql =\n "a" + b',
      'sql = "a"\u2028 + b',
      '+ sql = "a"',
      'query("a")',
    ])
      assert.deepEqual(issues(text), [], text);
    assert.equal(under(`${CLEAN}const q = x; sql = a + b + c`), 'sql = a +');
  });

  it('finds passwords, unchecked requests and errors that tell too much', () => {
    assert.deepEqual(issues('const Password = "hunter2"'), ['security 8']);
    assert.deepEqual(issues('password = name'), []);
    assert.deepEqual(issues('use(req.body)'), ['security 7']);
    assert.deepEqual(issues('use(sanitize(req.body))'), []);
    assert.deepEqual(issues('throw new Error(x)'), ['security 6']);
    assert.deepEqual(issues('console.error(x)\nerror'), []);
    assert.deepEqual(issues('try { } finally { throw new Error(x) }'), []);
  });

  it('fails a text for its security alone, whatever its grade', () => {
    const text = `${CLEAN}eval(x); secret = "y"; use(req.query); throw error`;
    const { metrics, grade, passed } = assess(text);
    assert.deepEqual([metrics.security, grade, passed], [{ score: 70, passed: false }, 'C', false]);
    assert.ok(assess(`${text}\n// https://x const a async b`).passed, 'good habits make up for it');
  });

  it('finds what is hard to maintain', () => {
    assert.deepEqual(issues('x && y;'.repeat(9)), []);
    assert.deepEqual(issues('x && y;'.repeat(10)), ['maintainability 6']);
    assert.deepEqual(issues('else if (x)'.repeat(4)), ['maintainability 6'], 'an else if counts three times');
    assert.deepEqual(issues('//\n'.repeat(299)), ['maintainability 4']);
    assert.deepEqual(issues('aVeryLongNameIndeed_1'), ['maintainability 3']);
    assert.deepEqual(issues('AVeryLongNameIndeed_1 aVeryLongNameIndeed_'), []);
    const long = `/**\n */function work() {\n${'//\n'.repeat(26)}}\n`;
    assert.deepEqual(issues(long), [], 'as with the reference, only where its name stands again before a brace');
    assert.deepEqual(issues(`${long} work(x) {`), ['maintainability 5']);
    assert.deepEqual(issues(`${long.replace('{\n', '{}\n')} work(x) {`), [], 'it ends with its first brace');
  });

  it('finds what is slow, up to three times', () => {
    const loop = 'for (const a in b) ;';
    assert.equal(score('performance', loop), 97);
    assert.equal(score('performance', loop.replace('const ', '').repeat(5)), 82);
    assert.equal(score('performance', 'for (x of y)'), 100);
    assert.equal(score('performance', 'for (f(a) in b)'), 100, 'no parenthesis in between');
    assert.equal(score('performance', 'for (for (a in b)'), 94);
    assert.equal(score('performance', 'a.length > 0 && b; .length>0&&'), 97);
    assert.equal(score('performance', 'console.log(x)'.repeat(2)), 96);
    assert.equal(score('performance', 'console.log(x); xs.map(f)'), 100);
  });

  it('wants tests, documented functions and comments', () => {
    assert.equal(score('testing', 'code'), 60);
    assert.equal(score('testing', 'code with mocks of coverage and errors'), 80);
    assert.equal(score('testing', 'await it (x)'), 100);
    const two = 'function a() {}\nconst b = (x) => x;\n';
    assert.equal(score('documentation', `//\n${two}`), 80);
    assert.equal(score('documentation', `/**\n * A. */\n//\n${two}`), 100);
    assert.equal(score('documentation', `/** A. */\n//\n${two}`), 80, 'a comment on one line does not count');
    assert.equal(score('documentation', `${'x\n'.repeat(9)}//`), 100);
    assert.equal(score('documentation', `${'x\n'.repeat(10)}//`), 90);
  });

  it('adds up to a grade, and fails below 60', () => {
    const grades = ['', 'code', 'function f() {}']
      .map(assess)
      .map(({ overallScore, grade, passed }) => [overallScore, grade, passed]);
    assert.deepEqual(grades, [
      [50, 'F', false],
      [50, 'F', false],
      [30, 'F', false],
    ]);
    assert.equal(assess(`${CLEAN}function f() {}`).grade, 'B');
    const order = assess('eval(x); console.log(y); function f() {}').issues.map(({ severity }) => severity);
    assert.deepEqual(order, [9, 8, 5, 3, 2]);
  });

  it('has places that lie in the text, whatever the text', () => {
    const part = fc.constantFrom(
      'function ',
      'const a = (',
      'foo(',
      ') {',
      '}',
      '\n',
      'for (',
      ' in x',
      'sql = ',
      '+',
      '//',
      '/**\n',
      '*/',
      'throw',
      'error',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const { issues: found, overallScore } = assess(text);
        assert.ok(overallScore >= 0 && overallScore <= 100);
        for (const { at } of found) assert.ok(at === undefined || (at.start < at.end && at.end <= text.length));
      }),
      { numRuns: runs(300) },
    );
  });

  it('answers for texts that are made to take long, and assesses none that is longer', () => {
    const limit = 16 * 1024;
    for (const text of [
      'a(',
      'a',
      'for(',
      'for(in ',
      'sql=',
      'query(',
      'throw ',
      '/**\n',
      'function a ',
      'function f f() {',
      'const ',
      'const a = (',
      ' ',
      '\n',
      'console.error ',
    ])
      assert.ok(assess(text.repeat(Math.floor(limit / text.length))).overallScore >= 0, text);
    assert.throws(() => assess('a'.repeat(limit + 1)), /f\.js is too long to be assessed/);
  });
});
