import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  editContext,
  formatPath,
  nodeAt,
  parseContext,
  jsonValue,
  updateContext,
} from '../../../src/core/files/context/parse';
import type { ContextDocument, JsonNode } from '../../../src/core/files/context/model';
import { anchoredText } from '../../../src/core/files/text';
import { runs } from '../../support/effort';

function value(document: ContextDocument): unknown {
  return document.root === undefined ? undefined : jsonValue(document.root);
}

/** Each problem as its kind and the text it points at. */
function problems(text: string): readonly (readonly [string, string])[] {
  return parseContext(text).problems.map(({ kind, at }) => [kind, anchoredText(at)] as const);
}

describe('context: reading', () => {
  it('reads what JSON.parse reads, and says where each value is', () => {
    const check = (node: JsonNode): void => {
      assert.deepEqual(JSON.parse(anchoredText(node.at)), jsonValue(node));
      if (node.kind === 'array') node.items.forEach(check);
      if (node.kind !== 'object') return;
      for (const [name, member] of node.members) {
        assert.equal(JSON.parse(anchoredText(member.key)), name);
        check(member.value);
      }
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const document = parseContext(JSON.stringify(json, null, indent));
        assert.deepEqual(
          document.problems.filter(({ kind }) => kind !== 'not-an-object'),
          [],
        );
        assert.deepEqual(value(document), JSON.parse(JSON.stringify(json)));
        assert.ok(document.root);
        check(document.root);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('keeps numbers as they are written', () => {
    const { root } = parseContext('{"a": [1.0, 12345678901234567890, -0, 1E5, NaN, -Infinity, Infinity]}');
    const list = root?.kind === 'object' ? root.members.get('a')?.value : undefined;
    assert.deepEqual(
      list?.kind === 'array' && list.items.map((node) => (node.kind === 'number' ? node.text : node.kind)),
      ['1.0', '12345678901234567890', '-0', '1E5', 'NaN', '-Infinity', 'Infinity'],
    );
    assert.deepEqual(problems('{"a": [NaN, -Infinity, Infinity]}'), []);
  });

  it('counts bytes of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(parseContext(text).bytes, Buffer.byteLength(text));
      }),
    );
    assert.equal(parseContext('\ud800a\udc00\ud83d').bytes, Buffer.byteLength('\ud800a\udc00\ud83d'));
  });

  it('survives any nesting', () => {
    const nested = (depth: number): string => '{"a": '.repeat(depth) + '1' + '}'.repeat(depth);
    assert.deepEqual(problems(nested(990)), []);
    for (const text of [nested(1001), nested(300_000), '['.repeat(300_000), '{"a":'.repeat(300_000)]) {
      const document = parseContext(text);
      assert.equal(document.problems[0]?.kind, 'syntax');
      assert.ok(document.root);
      assert.ok(document.problems.length < 5);
      jsonValue(document.root);
    }
    const after = parseContext(`{"deep": ${'['.repeat(5000)}${']'.repeat(5000)}, "a": 1}`);
    assert.deepEqual(after.root?.kind === 'object' && [...after.root.members.keys()], ['deep', 'a']);
    assert.equal(after.problems.length, 1);
  });

  it('survives megabytes of rubbish', () => {
    for (const rubbish of [',', ':', '[,', '"a" ', '}', '=======\n', '{"a":1 2,']) {
      const { problems: found } = parseContext('[' + rubbish.repeat(300_000));
      assert.ok(found.length > 0 && found.length <= 1001, rubbish);
    }
  });

  it('never throws, and puts every problem into the text', () => {
    const json = fc.json({ maxDepth: 4 });
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      'x',
      '\n',
      '<<<<<<< a\n',
      '"',
      '//',
      '/*',
      '-',
    );
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join('')),
      fc.tuple(json, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
      fc.tuple(json, fc.nat(), token).map(([text, at, some]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + some + text.slice(place + 1);
      }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const document = parseContext(text);
        let readable = true;
        try {
          JSON.parse(text);
        } catch {
          readable = /NaN|Infinity/.test(text) && document.problems.length === 0;
        }
        assert.equal(
          document.problems.every(({ kind }) => kind === 'duplicate-key' || kind === 'not-an-object'),
          readable,
          JSON.stringify(text),
        );
        for (const { at, detail } of document.problems) {
          assert.ok(at.start >= 0 && at.start <= at.end && at.end <= text.length);
          assert.ok(detail.length > 0 && detail.length < 200);
        }
        if (document.root !== undefined) jsonValue(document.root);
      }),
      { numRuns: runs(5000) },
    );
  });
});

describe('context: problems', () => {
  const cases: readonly (readonly [string, string, unknown, readonly (readonly [string, string])[]])[] = [
    ['nothing', '', undefined, [['syntax', '']]],
    ['blank', ' \n', undefined, [['syntax', '']]],
    ['a list', '[1]', [1], [['not-an-object', '[1]']]],
    ['a comment', '{"a": 1, // one\n"b": 2}', { a: 1, b: 2 }, [['syntax', '// one']]],
    ['a block comment', '/* x */{"a": 1}', { a: 1 }, [['syntax', '/* x */']]],
    [
      'a trailing comma',
      '{"a": [1, 2,], }',
      { a: [1, 2] },
      [
        ['syntax', ','],
        ['syntax', ','],
      ],
    ],
    [
      'a missing comma',
      '{"a": 1 "b": [1 2]}',
      { a: 1, b: [1, 2] },
      [
        ['syntax', '"b"'],
        ['syntax', '2'],
      ],
    ],
    ['a missing colon', '{"a" 1, "b": 2}', { a: 1, b: 2 }, [['syntax', '1']]],
    ['a missing value', '{"a": , "b": 2}', { b: 2 }, [['syntax', ',']]],
    ['a lone name', '{"a", "b": 2}', { b: 2 }, [['syntax', ',']]],
    ['an unquoted name', '{a: 1, "b": 2}', { a: 1, b: 2 }, [['syntax', 'a']]],
    ['a nameless value', '{"a": 1, {"x": [1]}, "b": 2}', { a: 1, b: 2 }, [['syntax', '{']]],
    ['a word', '{"a": yes, "b": 2}', { b: 2 }, [['syntax', 'yes']]],
    ['no end', '{"a": {"b": [1, 2', { a: { b: [1, 2] } }, [['syntax', '']]],
    ['the wrong end', '{"a": [1, 2}', { a: [1, 2] }, [['syntax', '}']]],
    ['an end too many', '{"a": 1]}', { a: 1 }, [['syntax', ']']]],
    ['two values', '{"a": 1}\n{"b": 2}', { a: 1 }, [['syntax', '{']]],
    ['an open string', '{"a": "x\n, "b": 2}', { a: 'x', b: 2 }, [['syntax', '"x']]],
    ['a raw tab', '{"a": "x\ty"}', { a: 'x\ty' }, [['syntax', '"x\ty"']]],
    ['a byte-order mark', '\ufeff{"a": 1}', { a: 1 }, [['byte-order-mark', '\ufeff']]],
    ['a duplicate', '{"a": 1, "b": 2, "a": 3}', { a: 3, b: 2 }, [['duplicate-key', '"a"']]],
    ['an escaped duplicate', '{"a": 1, "\\u0061": 3}', { a: 3 }, [['duplicate-key', '"\\u0061"']]],
    ['a broken number', '{"a": 1., "b": 2}', { a: 1, b: 2 }, [['syntax', '1.']]],
  ];
  for (const [what, text, expected, found] of cases) {
    it(`reads around ${what}`, () => {
      assert.deepEqual(value(parseContext(text)), expected);
      assert.deepEqual(problems(text), found);
    });
  }

  it('reads around a merge conflict, and reports only its markers', () => {
    const text = `{
  "a": 1,
<<<<<<< HEAD
  "b": 2
=======
  "b": 3
>>>>>>> other
  "c": [4],
  "d": =
}
`;
    assert.deepEqual(value(parseContext(text)), { a: 1, b: 3, c: [4] });
    assert.deepEqual(problems(text), [
      ['merge-marker', '<<<<<<< HEAD'],
      ['merge-marker', '======='],
      ['merge-marker', '>>>>>>> other'],
      ['syntax', '='],
    ]);
    const whole = '<<<<<<< a\n{"a": 1}\n=======\n{"a": 2}\n>>>>>>> b\n';
    assert.deepEqual(value(parseContext(whole)), { a: 1 });
    assert.deepEqual(
      problems(whole).map(([kind]) => kind),
      ['merge-marker', 'merge-marker', 'merge-marker'],
    );
  });

  it('keeps the place of the member that counts', () => {
    const { root } = parseContext('{"a": 1, "\\u0061": 3}');
    const member = root?.kind === 'object' ? root.members.get('a') : undefined;
    assert.deepEqual(member && [anchoredText(member.key), anchoredText(member.value.at)], ['"\\u0061"', '3']);
  });
});

describe('context: edits', () => {
  it('is the same document where nothing changes', () => {
    const document = parseContext('{"a": 1}');
    assert.equal(updateContext(document, '{"a": 1}'), document);
    assert.equal(editContext(document, []), document);
    assert.equal(editContext(document, [{ start: 6, end: 7, newText: '1' }]), document);
  });

  it('applies edits given in any order', () => {
    const document = parseContext('{"a": 1, "b": 2}');
    const edits = [
      { start: 14, end: 15, newText: '20' },
      { start: 6, end: 7, newText: '10' },
    ];
    assert.equal(editContext(document, edits).text.text, '{"a": 10, "b": 20}');
    assert.deepEqual(value(editContext(document, edits.toReversed())), { a: 10, b: 20 });
  });
});

describe('context: paths', () => {
  it('finds values', () => {
    const document = parseContext('{"a": [{"b": 7}], "": 1, "__proto__": 2}');
    const at = (...path: (string | number)[]): unknown => {
      const node = nodeAt(document, path);
      return node && jsonValue(node);
    };
    assert.equal(at('a', 0, 'b'), 7);
    assert.equal(at(''), 1);
    assert.equal(at('__proto__'), 2);
    for (const path of [['x'], ['a', 'b'], ['a', 1], ['a', '0'], ['a', -1], [0], ['constructor'], ['a', 0, 'b', 'c']]) {
      assert.equal(at(...path), undefined);
    }
    assert.equal(nodeAt(document, []), document.root);
    assert.equal(nodeAt(parseContext(''), []), undefined);
    assert.deepEqual(Object.keys(value(document) as object), ['a', '', '__proto__']);
  });

  it('writes paths for people', () => {
    assert.equal(formatPath([]), '$');
    assert.equal(
      formatPath(['working_memory', 'domains', 'a b', 'x', 3, 'größe', 'a"b', '1']),
      '$.working_memory.domains["a b"].x[3].größe["a\\"b"]["1"]',
    );
  });
});

describe('context: real workspaces', () => {
  const SAMPLES = '../shared/samples';
  it('reads every context', function () {
    if (!existsSync(SAMPLES)) {
      console.log(`      skipped: ${SAMPLES} is not here`);
      this.skip();
    }
    let read = 0;
    for (const file of readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })) {
      if (!/(?:PROJECT|MASTER)_CONTEXT\.json$/.test(file)) continue;
      const text = readFileSync(join(SAMPLES, file), 'utf8');
      const document = parseContext(text);
      assert.deepEqual(document.problems, [], file);
      assert.deepEqual(value(document), JSON.parse(text), file);
      read++;
    }
    assert.ok(read > 10);
  });
});
