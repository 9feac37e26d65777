import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { COMMANDS } from '../support/commands';
import { RULES } from '../../src/core/findings/rules';
import { DOCUMENT_CODES } from '../../src/guardrails/references/check';

const CODES: readonly string[] = [...RULES.flatMap(({ codes }) => codes), ...DOCUMENT_CODES];

/** The table that says where each sentence of the playbook is carried out is held to what is there. */
describe('the playbook, sentence by sentence', () => {
  const rows = readFileSync('docs/playbook.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| the playbook says'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  it('has no empty cell, and all six workflows and the quick commands', () => {
    assert.ok(rows.length >= 46, String(rows.length));
    for (const row of rows) {
      assert.equal(row.length, 4, row.join('|'));
      assert.match(row[2] ?? '', /^(all|[MDF](: [^;]+)?([ ;]+[MDF](: [^;]+)?)*)$/, row.join('|'));
      for (const cell of row) assert.notEqual(cell, '', row.join('|'));
    }
  });

  it('names tests that there are', () => {
    for (const [sentence = '', , , test = ''] of rows) {
      const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
      assert.ok(existsSync(file), `${sentence}: ${file}`);
      assert.ok(readFileSync(file, 'utf8').includes(name), `${sentence}: ${name}`);
    }
  });

  it('names commands and findings that there are', () => {
    const commands = new Set(COMMANDS.map(({ name }) => name));
    for (const [sentence, here = ''] of rows)
      for (const [, word = ''] of here.matchAll(/`([^`]+)`/g)) {
        const [name = ''] = word.split(' ');
        if (/^[a-z]+\/[a-z*-]+$/.test(name)) {
          const prefix = name.replace('*', '');
          assert.ok(
            CODES.some((code) => code === name || (name.endsWith('*') && code.startsWith(prefix))),
            `${sentence ?? ''}: ${name}`,
          );
        } else if (/^[a-z]+(-[a-z]+)?$/.test(name)) assert.ok(commands.has(name), `${sentence ?? ''}: ${name}`);
      }
  });
});
