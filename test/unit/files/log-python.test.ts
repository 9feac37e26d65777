import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { parseContext } from '../../../src/core/files/context/parse';
import { wholeLines } from '../../../src/core/files/log/glued';
import { parseLog } from '../../../src/core/files/log/parse';
import { type PlainJson, pythonJson } from '../../../src/core/files/python';

const token = fc.constantFrom(
  ...['{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '\\u12', '\\ud800', '1', '-', '.', 'e', '0', '01', 'NaN'],
  ...['-Infinity', 'Infinity', 'true', 'null', ' ', '\t', '\u00a0', '\f', '\ufeff', '\0', '//', 'é', '\x7f', '\x1f'],
);
const glued = (tokens: readonly string[]): string => tokens.join('');
/** Text that is JSON, nearly JSON, or hardly: what a line may hold between its ends. */
const line = fc
  .oneof(
    fc.array(token, { maxLength: 6 }).map(glued),
    fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens) => `{"a":${glued(tokens)}}`),
    fc.array(fc.constantFrom('1', '-', '0', '.', 'e', '+', 'E'), { maxLength: 6 }).map((all) => `{"a": ${glued(all)}}`),
    fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), token, fc.nat(2)).map(([json, at, some, gone]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + some + json.slice(place + gone);
    }),
  )
  .map((text) => text.replace(/[\r\n]/g, ''));

const PROGRAM = `
import json, sys
def kind(text):
    if not text: return 'blank'
    try: return 'object' if isinstance(json.loads(text), dict) else 'not-an-object'
    except ValueError: return 'not-json'
print(json.dumps([kind(text.strip()) for text in json.load(sys.stdin)]))
`;

describe('what is JSON to Python', () => {
  it('is JSON to us, in logs and in contexts, and nothing else is', function () {
    if (spawnSync('python3', ['--version']).status !== 0) {
      console.log('      skipped: no python3 here');
      this.skip();
    }
    const texts = fc.sample(line, 20_000);
    const run = spawnSync('python3', ['-c', PROGRAM], { input: JSON.stringify(texts), encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const kinds = JSON.parse(run.stdout) as string[];
    for (const [index, text] of texts.entries()) {
      // To Python, a line of several events is none.
      const { parts: [read, glued] = [], raw = '' } = wholeLines(parseLog(text))[0] ?? {};
      const kind = raw === '' ? 'blank' : glued === undefined ? (read?.problem?.kind ?? 'object') : 'not-json';
      assert.equal(kind, kinds[index], JSON.stringify(text));
      const broken = parseContext(raw).problems.some((each) => !['duplicate-key', 'not-an-object'].includes(each.kind));
      assert.equal(broken, kind === 'not-json' || kind === 'blank', JSON.stringify(text));
    }
  });
});

describe('an event written to the log', () => {
  it('is the line that Python writes, whatever it says', function () {
    if (spawnSync('python3', ['--version']).status !== 0) this.skip();
    const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((each) => !/\p{Surrogate}/u.test(each));
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(text),
    );
    const events = fc.sample(fc.dictionary(text, value as fc.Arbitrary<PlainJson>), 1000);
    const program =
      'import json, sys\nfor e in json.load(sys.stdin): sys.stdout.buffer.write((json.dumps(json.loads(e), ensure_ascii=False) + "\\0").encode())';
    const { stdout } = spawnSync('python3', ['-c', program], {
      input: JSON.stringify(events.map((event) => pythonJson(event))),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    // What Python reads from our line it writes as our line again.
    assert.deepEqual(
      events.map((event) => pythonJson(event)),
      stdout.split('\0').slice(0, -1),
    );
  });
});
