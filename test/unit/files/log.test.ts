import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLog, parseLogSliced, editLog, updateLog } from '../../../src/core/files/log/parse';
import { applyEdits, editBetween } from '../../../src/core/files/edits';
import { gluedLines, wholeLines } from '../../../src/core/files/log/glued';
import type { LogLine, SessionLog } from '../../../src/core/files/log/model';
import type { TextEdit } from '../../../src/core/files/text';
import { runs } from '../../support/effort';

const START = '{"ts": "2025-11-04T20:39:26Z", "agent": "codex", "mission": "B1.1", "action": "start"}';

function texts(log: SessionLog): readonly string[] {
  return log.lines.map((line) => line.text);
}

function only(text: string): LogLine {
  const { lines } = parseLog(text);
  assert.equal(lines.length, 1);
  return lines[0]!;
}

/** Everything that can be seen of a log. */
function seen(log: SessionLog): unknown {
  return {
    text: log.text.text,
    unfinished: log.unfinished,
    lines: log.lines.map(({ text, raw, event, problem }) => ({ text, raw, event, problem })),
  };
}

/** Text rich in what can go wrong at a line's edge. */
const piece = fc.constantFrom('\n', '\r', '\r\n', '{"a": 1}', '{', '\u2028', ' ', 'x', '\ufeff', '=======', START);
const logText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

/** A text with edits of it that do not overlap. */
const textAndEdits = fc
  .tuple(logText, fc.array(fc.tuple(fc.nat(60), logText), { maxLength: 8 }))
  .map(([text, raw]): [string, TextEdit[]] => {
    const offsets = raw.map(([offset]) => Math.min(offset, text.length)).sort((one, other) => one - other);
    const edits: TextEdit[] = [];
    for (let index = 0; index + 1 < offsets.length; index += 2) {
      edits.push({ start: offsets[index]!, end: offsets[index + 1]!, newText: raw[index]![1].slice(0, 12) });
    }
    return [text, edits.reverse()];
  });

describe('log: events glued on one line', () => {
  it('are read apart, with their places; the rest of a line may be no event', () => {
    const glued: readonly (readonly [string, readonly string[]])[] = [
      ['{"a": 1}{"b": "}{"} \t{"c": {}}', ['{"a": 1}', '{"b": "}{"}', ' \t{"c": {}}']],
      ['{"a": "\\"}{"}{"b": NaN}', ['{"a": "\\"}{"}', '{"b": NaN}']],
      ['{"a": 1}{"b"', ['{"a": 1}', '{"b"']],
    ];
    for (const [text, parts] of glued) {
      const log = parseLog(`x\n${text}\r\ny\n`);
      assert.deepEqual(texts(log).slice(1, -1), [...parts.slice(0, -1), `${parts.at(-1)!}\r\n`]);
      assert.deepEqual(
        gluedLines(log).map(({ line, raw }) => [line, raw]),
        [[1, text]],
      );
      const last = log.lines.at(-2)!;
      const start = { line: 1, character: text.length - last.text.trimEnd().length };
      assert.deepEqual(log.text.rangeOf({ chunk: last, start: 0, end: 0 }), { start, end: start });
      assert.equal(log.text.lineOf(log.lines.length - 1), 2);
    }
  });

  it('are none where the line is one event, or does not begin with a whole one', () => {
    for (const text of [
      '{"a": "}{"}',
      '{"a": 1}} {',
      '{"a" 1}{"b": 2}',
      'x{"a": 1}{"b": 2}',
      '{"a": 1}, {"b": 2}',
      '{}{}'.repeat(600),
    ])
      assert.equal(parseLog(`${text}\n`).lines.length, 1, text);
  });
});

describe('log: lines', () => {
  it('ends lines at \\n, \\r\\n and a lone \\r, and at nothing else', () => {
    const text = 'a\nb\r\nc\rd\u2028e\u0085f\x0bg\n\n\r\r\n';
    assert.deepEqual(texts(parseLog(text)), ['a\n', 'b\r\n', 'c\r', 'd\u2028e\u0085f\x0bg\n', '\n', '\r', '\r\n']);
  });

  it('keeps every line, and the text as it was', () => {
    fc.assert(
      fc.property(logText, (text) => {
        const log = parseLog(text);
        assert.equal(texts(log).join(''), text);
        assert.equal(log.text.text, text);
        const universal = text.split(/\r\n|\r|\n/);
        if (universal.at(-1) === '') universal.pop();
        assert.deepEqual(
          wholeLines(log).map(({ parts }) =>
            parts
              .map((line) => line.text)
              .join('')
              .replace(/[\r\n]+$/, ''),
          ),
          universal,
        );
      }),
    );
  });

  it('has no line for an empty text, one for one byte', () => {
    assert.deepEqual(parseLog('').lines, []);
    assert.equal(parseLog('').unfinished, false);
    assert.deepEqual(texts(parseLog('{')), ['{']);
    assert.deepEqual(texts(parseLog('\n')), ['\n']);
  });

  it('knows an unfinished last line', () => {
    assert.equal(parseLog(START).unfinished, true);
    for (const end of ['\n', '\r', '\r\n']) assert.equal(parseLog(START + end).unfinished, false);
  });

  it('takes blank lines for neither event nor problem', () => {
    for (const blank of ['\n', ' \t\r\n', '\u00a0\x1c\u3000\n']) {
      const line = only(blank);
      assert.deepEqual([line.raw, line.event, line.problem], ['', undefined, undefined]);
    }
  });

  it('strips as Python does', () => {
    const line = only(`\u00a0\x1f ${START}\u2028\t\r\n`);
    assert.equal(line.raw, START);
    assert.equal(line.event?.mission, 'B1.1');
  });

  it('parses in slices what it parses at once', async () => {
    const text = `${START}\n`.repeat(5000) + 'x';
    let asked = 0;
    const breather = {
      pause: () => {
        asked++;
        return asked % 2 === 0 ? Promise.resolve() : undefined;
      },
    };
    assert.deepEqual(texts(await parseLogSliced(text, breather)), texts(parseLog(text)));
    assert.equal(asked, 4);
  });
});

describe('log: problems', () => {
  it('hides no good line behind a bad one', () => {
    const { lines } = parseLog(`${START}\n{"ts": \n${START}\n`);
    assert.deepEqual(
      lines.map((line) => line.event?.mission ?? line.problem?.kind),
      ['B1.1', 'not-json', 'B1.1'],
    );
  });

  const places: readonly (readonly [string, string, number, number])[] = [
    ['  {"a": 1', 'end', 9, 9],
    ['{"a": 1}}', 'extra', 8, 9],
    ['{"a" 1}', 'colon', 5, 6],
    ['{"a": 1 "b": 2}', 'comma', 8, 11],
    ['{"a": 1,}', 'trailing comma', 7, 8],
    ["{'a': 1}", 'quote', 1, 4],
    ['{"a": "x\ty"}', 'control character', 6, 11],
    ['{"a": "\\x"}', 'escape', 6, 10],
    ['{"a": "x', 'string', 6, 8],
    ['{"a": 01}', 'leading zero', 7, 8],
    ['{"a": 1.}', 'number', 6, 8],
    ['{"a": tru}', 'word', 6, 9],
    ['{"a": 1} // x', 'comment', 9, 13],
    ['\0', 'NUL', 0, 1],
    ['{"a"\0: 1}', 'NUL', 4, 5],
    ['\ufeff{"a": 1}', 'byte-order mark', 0, 1],
    ['\u200b{"a": 1}', 'zero-width space', 0, 1],
  ];
  for (const [text, what, start, end] of places) {
    it(`shows where it breaks: ${what}`, () => {
      const { event, problem } = only(`${text}\n`);
      assert.equal(event, undefined);
      assert.deepEqual([problem?.kind, problem?.start, problem?.end], ['not-json', start, end]);
    });
  }

  it('names the byte-order mark', () => {
    assert.match(only(`\ufeff${START}\n`).problem?.detail ?? '', /byte-order mark/);
  });

  it('makes control characters visible', () => {
    assert.match(only('{"a": \0}\n').problem?.detail ?? '', /\\u0000/);
  });

  it('tells JSON that is no object', () => {
    for (const text of ['1', '"a"', '[1]', 'null', 'NaN', '-Infinity', '[]']) {
      const { problem } = only(` ${text} \n`);
      assert.deepEqual([problem?.kind, problem?.start, problem?.end], ['not-an-object', 1, 1 + text.length]);
    }
  });

  it('finds what a merge left behind', () => {
    const { lines } = parseLog('<<<<<<< HEAD\n||||||| base\n=======\r\n>>>>>>> other branch\n');
    assert.deepEqual(
      lines.map((line) => line.problem?.kind),
      ['merge-marker', 'merge-marker', 'merge-marker', 'merge-marker'],
    );
    for (const text of [' =======', '<<<<<<<x', '========', '{"a": "<<<<<<< "']) {
      assert.equal(only(`${text}\n`).problem?.kind, 'not-json');
    }
  });

  it("reads Python's NaN and infinities", () => {
    const { event } = only('{"a": NaN, "b": [Infinity, -Infinity], "mission": "B1", "__proto__": 1}\n');
    assert.equal(event?.mission, 'B1');
    assert.deepEqual(event.fields['a'], NaN);
    assert.deepEqual(event.fields['b'], [Infinity, -Infinity]);
    assert.deepEqual(Object.keys(event.fields), ['a', 'b', 'mission', '__proto__']);
    for (const text of ['{"a": +Infinity}', '{"a": nan}', '{"a": NaN1}', '{"a": - Infinity}']) {
      assert.equal(only(`${text}\n`).problem?.kind, 'not-json');
    }
  });

  it('refuses what nests deeper than Python reads, and survives it', () => {
    const nested = (depth: number): string => `{"a": ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    assert.equal(only(nested(990)).problem, undefined);
    assert.equal(only(nested(1001)).problem?.kind, 'not-json');
    assert.equal(only(nested(200_000)).problem?.kind, 'not-json');
    assert.equal(only('['.repeat(200_000)).problem?.kind, 'not-json');
    assert.equal(only(`{"a": "${'[\\"'.repeat(2000)}"}`).problem, undefined);
  });

  it('reads a line of ten megabytes, whole or broken', () => {
    const long = `{"summary": "${'x'.repeat(10_000_000)}"`;
    assert.equal(only(`${long}}`).event?.summary?.length, 10_000_000);
    assert.deepEqual(only(long).problem?.start, long.length);
  });

  it('never throws, and puts every problem into its line', () => {
    const anyText = fc.oneof(
      logText,
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.tuple(fc.json(), fc.nat()).map(([json, at]) => json.slice(0, at % (json.length + 1))),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        for (const line of parseLog(text).lines) {
          const { event, problem, raw } = line;
          assert.equal((event === undefined) === (problem !== undefined) || raw === '', true);
          if (problem === undefined) continue;
          assert.ok(problem.start >= 0 && problem.start <= problem.end && problem.end <= line.text.length);
          assert.ok(problem.detail.length > 0 && problem.detail.length < 200);
        }
      }),
      { numRuns: runs(2000) },
    );
  });
});

describe('log: edits', () => {
  it('comes to what parsing the new text comes to', () => {
    fc.assert(
      fc.property(textAndEdits, ([text, edits]) => {
        assert.deepEqual(seen(editLog(parseLog(text), edits)), seen(parseLog(applyEdits(text, edits))));
      }),
      { numRuns: runs(3000) },
    );
  });

  it('comes to the same through many edits in a row', () => {
    fc.assert(
      fc.property(logText, fc.array(textAndEdits, { maxLength: 6 }), (text, steps) => {
        let log = parseLog(text);
        for (const [, edits] of steps) {
          const now = log.text.text;
          const fitting = edits.filter((edit) => edit.end <= now.length);
          log = editLog(log, fitting);
          assert.deepEqual(seen(log), seen(parseLog(applyEdits(now, fitting))));
        }
      }),
    );
  });

  it('is told a new text', () => {
    fc.assert(
      fc.property(logText, logText, (before, after) => {
        assert.deepEqual(seen(updateLog(parseLog(before), after)), seen(parseLog(after)));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('finds the shortest replacement', () => {
    fc.assert(
      fc.property(logText, logText, logText, logText, (head, old, young, tail) => {
        const [before, after] = [
          head.repeat(300) + old + tail.repeat(300),
          head.repeat(300) + young + tail.repeat(300),
        ];
        const edit = editBetween(before, after);
        if (edit === undefined) assert.equal(before, after);
        else {
          assert.equal(applyEdits(before, [edit]), after);
          assert.ok(edit.newText.length <= young.length && edit.end - edit.start <= old.length);
        }
      }),
    );
  });

  it('keeps the lines that it does not touch', () => {
    const log = parseLog('a\nb\nc\nd\n');
    const now = editLog(log, [
      { start: 2, end: 3, newText: 'B' },
      { start: 6, end: 6, newText: 'new\n' },
    ]);
    assert.deepEqual(texts(now), ['a\n', 'B\n', 'c\n', 'new\n', 'd\n']);
    assert.deepEqual(
      now.lines.map((line) => log.lines.indexOf(line)),
      [0, -1, 2, -1, 3],
    );
    assert.equal(updateLog(log, 'a\nb\nc\nd\n'), log);
    assert.equal(editLog(log, []), log);
  });

  it('keeps all lines when one is appended', () => {
    const log = parseLog(`${START}\n`.repeat(3));
    const now = updateLog(log, log.text.text + 'new\n');
    assert.deepEqual(now.lines.slice(0, 3), log.lines);
    assert.ok(now.lines.slice(0, 3).every((line, index) => line === log.lines[index]));
  });

  it('joins a carriage return and a line feed that come together', () => {
    const log = parseLog('a\rb\n');
    assert.deepEqual(texts(editLog(log, [{ start: 2, end: 3, newText: '' }])), ['a\r\n']);
    assert.deepEqual(texts(editLog(log, [{ start: 2, end: 2, newText: '\n' }])), ['a\r\n', 'b\n']);
    assert.deepEqual(texts(editLog(parseLog('a\r\nb'), [{ start: 2, end: 2, newText: 'x' }])), ['a\r', 'x\n', 'b']);
  });
});
