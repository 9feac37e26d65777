import assert from 'node:assert/strict';
import { appendedText } from '../../../src/core/files/lines';

describe('lines appended to a text', () => {
  it('begin a line of their own, and end as the first line does', () => {
    assert.equal(appendedText(['a', 'b'], '', undefined), 'a\nb\n');
    assert.equal(appendedText(['a'], 'first\n', '\n'), 'a\n');
    assert.equal(appendedText(['a'], 'first\n', 't'), '\na\n');
    assert.equal(appendedText(['a'], 'first\r\n', '\n'), 'a\r\n');
    assert.equal(appendedText(['a'], 'first\r\n', 't'), '\r\na\r\n');
  });
});
