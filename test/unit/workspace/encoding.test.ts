import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../../src/core/workspace/decode';
import { encodingFault, encodingText, type EncodingFault } from '../../../src/core/workspace/encoding';

const faultOf = (bytes: Uint8Array): EncodingFault | undefined => encodingFault(bytes, decode(bytes).invalidBytesAt);

describe('the encoding of a file', () => {
  it('is no matter where it is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(faultOf(new TextEncoder().encode(text.replaceAll('\0', ''))), undefined);
      }),
    );
    assert.equal(faultOf(Buffer.from('\uFEFF{}')), undefined);
  });

  it('is told by the byte-order mark, and without one by where zeros are', () => {
    const wide = 'missions:\n  - { id: "B1", name: "日本 β" }\n';
    const utf16 = Buffer.from(wide, 'utf16le');
    const utf32 = Buffer.concat([...wide].map((each) => Buffer.from(Uint32Array.of(each.codePointAt(0) ?? 0).buffer)));
    for (const [bytes, kind] of [
      [utf16, 'utf-16'],
      [Buffer.from(utf16).swap16(), 'utf-16'],
      [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'utf-16'],
      [Buffer.from([0xfe, 0xff]), 'utf-16'],
      [utf32, 'utf-32'],
      [Buffer.from(utf32).swap32(), 'utf-32'],
      [Buffer.from([0xff, 0xfe, 0, 0]), 'utf-32'],
    ] as const)
      assert.deepEqual(faultOf(bytes), { kind, offset: 0, line: 0 });
  });

  it('is told of one line that another tool wrote in UTF-16', () => {
    const wide = Buffer.from('{"ts": "2025-03-01", "summary": "é"}\r\n', 'utf16le');
    const after = (text: string, bytes: Uint8Array): EncodingFault | undefined =>
      faultOf(Buffer.concat([Buffer.from(text), bytes, Buffer.from('{"a": 1}\n')]));
    assert.deepEqual(after('{}\n{}\n', wide), { kind: 'utf-16-line', offset: 6, line: 2 });
    assert.deepEqual(after('{}\n', Buffer.from(wide).swap16()), { kind: 'utf-16-line', offset: 3, line: 1 });
    assert.deepEqual(after('{}\n', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])), {
      kind: 'utf-16-line',
      offset: 3,
      line: 1,
    });
    assert.equal(encodingText('S', { kind: 'utf-16-line', offset: 3, line: 1 }), 'Line 2 of S is UTF-16, not UTF-8.');
  });

  it('names the first byte that shows it, and its line', () => {
    const at = (text: string, ...bytes: number[]): EncodingFault | undefined =>
      faultOf(Buffer.concat([Buffer.from(text), Buffer.from(bytes), Buffer.from(' and more\n')]));
    assert.deepEqual(at('one\ntwo\nthr', 0xe9), { kind: 'bytes', offset: 12, line: 2 });
    assert.deepEqual(at('one\ntwo\n', 0), { kind: 'nul', offset: 8, line: 2 });
    assert.deepEqual(at('', 0xff, 0), { kind: 'bytes', offset: 0, line: 0 });
    assert.deepEqual(faultOf(new Uint8Array(5000)), { kind: 'nul', offset: 0, line: 0 });
  });
});
