import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseContext } from '../../../src/core/files/context/parse';
import { appendJson, insertJson, removeJson, setJson } from '../../../src/core/files/context/write';
import { applyEdits } from '../../../src/core/files/edits';
import { CmosError } from '../../../src/core/ground/errors';
import type { JsonPath } from '../../../src/core/files/context/model';
import { type PlainJson, pythonJson } from '../../../src/core/files/python';
import { runs } from '../../support/effort';

const set = (text: string, path: JsonPath, value: PlainJson): string =>
  applyEdits(text, setJson(parseContext(text), path, value));
const append = (text: string, path: JsonPath, value: PlainJson): string =>
  applyEdits(text, appendJson(parseContext(text), path, value));
const remove = (text: string, path: JsonPath): string => applyEdits(text, removeJson(parseContext(text), path));

describe('editing JSON', () => {
  it('changes the bytes of a value and no others', () => {
    const text = '\uFEFF'.slice(1) + '{\r\n    "a": 1.0,\t"b" :\t[ 1e3, 2 ],\r\n    "c": "\\u00e9"\r\n}';
    assert.equal(set(text, ['b', 1], 3), text.replace('2 ]', '3 ]'));
    assert.equal(set(text, ['a'], 'x'), text.replace('1.0', '"x"'));
  });

  it('writes as the file is written: indentation, line ends, escapes', () => {
    const text = '{\r\n\t"a": {\r\n\t\t"b": "\\u00e9"\r\n\t}\r\n}\r\n';
    assert.equal(
      set(text, ['a', 'list'], ['ö', { k: 1 }]),
      '{\r\n\t"a": {\r\n\t\t"b": "\\u00e9",\r\n\t\t"list": [\r\n\t\t\t"\\u00f6",\r\n\t\t\t{\r\n\t\t\t\t"k": 1\r\n\t\t\t}\r\n\t\t]\r\n\t}\r\n}\r\n',
    );
    assert.equal(set('{"a": 1}', ['b'], [1, 2]), '{"a": 1, "b": [1, 2]}');
    assert.equal(set('{"a":1,"b":2}', ['c'], 3), '{"a":1,"b":2,"c": 3}');
    assert.equal(set('{}', ['c'], 3), '{\n  "c": 3\n}');
  });

  it('adds to a list, empty or not, and makes what is missing on the way', () => {
    assert.equal(append('{\n  "a": [\n    1\n  ]\n}\n', ['a'], 2), '{\n  "a": [\n    1,\n    2\n  ]\n}\n');
    assert.equal(append('{\n  "a": []\n}\n', ['a'], 2), '{\n  "a": [\n    2\n  ]\n}\n');
    assert.equal(
      append('{\n  "z": 1\n}', ['a', 'b'], 'x'),
      '{\n  "z": 1,\n  "a": {\n    "b": [\n      "x"\n    ]\n  }\n}',
    );
  });

  it('puts a value into a list before another one', () => {
    const insert = (text: string, index: number): string =>
      applyEdits(text, insertJson(parseContext(text), ['a'], index, 9));
    assert.equal(insert('{"a": [1, 2, 3]}', 1), '{"a": [1, 9, 2, 3]}');
    assert.equal(insert('{"a": [\n  1,\n  2\n]}', 0), '{"a": [\n  9,\n  1,\n  2\n]}');
    assert.equal(insert('{"a": [\n  1,\n  2\n]}', 2), '{"a": [\n  1,\n  2,\n  9\n]}');
  });

  it('takes a member or an element away with its comma', () => {
    const text = '{\n  "a": 1,\n  "b": [1, 2, 3],\n  "c": 3\n}\n';
    assert.equal(remove(text, ['a']), '{\n  "b": [1, 2, 3],\n  "c": 3\n}\n');
    assert.equal(remove(text, ['c']), '{\n  "a": 1,\n  "b": [1, 2, 3]\n}\n');
    assert.equal(remove(text, ['b', 1]), '{\n  "a": 1,\n  "b": [1, 3],\n  "c": 3\n}\n');
    assert.equal(remove('{"a": 1}', ['a']), '{}');
  });

  it('refuses where it cannot be sure', () => {
    for (const [text, path] of [
      ['{"a": [1]}', ['a', 'b']],
      ['{"a": 1', ['b']],
      ['[1]', ['a']],
      ['', ['a']],
    ] as const)
      assert.throws(
        () => set(text, path, 1),
        (error) => CmosError.is(error, 'edit/unsafe'),
      );
  });

  it('writes `__proto__` as a name like any other', () => {
    assert.equal(set('{"a": 1}', ['__proto__'], 'x'), '{"a": 1, "__proto__": "x"}');
  });

  it('keeps all bytes outside of any value in any text', () => {
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<PlainJson>;
    const style = fc.record({ indent: fc.constantFrom(undefined, '  ', '\t'), lineEnd: fc.constantFrom('\n', '\r\n') });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), json),
        fc.nat(),
        json,
        style,
        (value, pick, wanted, { indent, lineEnd }) => {
          const text = pythonJson(value, { lineEnd, ...(indent === undefined ? {} : { indent }) });
          const names = Object.keys(value);
          const name = names[pick % Math.max(1, names.length)] ?? 'new';
          const after = set(text, [name], wanted);
          const expected = Object.fromEntries([
            ...Object.entries(value).filter(([key]) => key !== name),
            [name, wanted],
          ]);
          assert.deepEqual(JSON.parse(after), JSON.parse(pythonJson(expected)));
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('changes one value of real contexts and nothing else', function () {
    const samples = path.resolve('..', 'shared', 'samples');
    if (!existsSync(samples)) this.skip();
    for (const name of readdirSync(samples, { recursive: true, encoding: 'utf8' })) {
      if (!/(PROJECT|MASTER)_CONTEXT\.json$/i.test(name)) continue;
      const text = readFileSync(path.join(samples, name), 'utf8');
      const document = parseContext(text);
      if (document.root?.kind !== 'object' || document.problems.length > 0) continue;
      for (const [key, { value }] of document.root.members) {
        const span = document.text.spanOf(value.at);
        assert.ok(span);
        assert.equal(set(text, [key], 'new'), `${text.slice(0, span.start)}"new"${text.slice(span.end)}`, name);
      }
      const added = set(text, ['cmos test'], { list: ['ü'] });
      assert.deepEqual(JSON.parse(added), { ...(JSON.parse(text) as object), 'cmos test': { list: ['ü'] } });
    }
  });
});
