import assert from 'node:assert/strict';
import { CommandLine } from '../../support/command-line';
import { note } from '../../../src/core/operations/catalog/note';
import { secretGates } from '../../../src/core/operations/secrets';
import { backlogText } from '../model/snapshots';

/** Put together here, so that nothing in the repository looks like one. */
const TOKEN = ['gh', 'p_', 'Ab3'.repeat(12)].join('');

describe('secrets in what is to be written', function () {
  this.timeout(30_000);

  const isAsked = (summary: string): boolean => secretGates(note, { mission: 'A', summary }, {}).length > 0;

  it('are known by the forms of services, and by what stands behind a password', () => {
    const keys = [
      TOKEN,
      ['AKI', 'A', 'ABCDEFGH12345678'].join(''),
      ['glp', 'at-', 'a1B2'.repeat(5)].join(''),
      ['xo', 'xb-', '1234567890-abcdefghij'].join(''),
      ['np', 'm_', 'a1B2'.repeat(9)].join(''),
      ['sk', '-ant-', 'a1B2'.repeat(10)].join(''),
      ['eyJ', 'hbGciOiJI', '.eyJ', 'zdWIiOiIx', '.', 'a1B2c3D4e5F6'].join('0'),
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      'password=hunter22',
      'the db has password: "correct-horse"',
      'AWS_SECRET_ACCESS_KEY=' + 'a1B2'.repeat(10),
      'postgres://app:s3cr3t-1@db/main',
    ];
    for (const key of keys) assert.ok(isAsked(`We use ${key} for staging`), key);
    assert.ok(secretGates(note, {}, { override: `since ${TOKEN}` }).length > 0, 'a reason is written down too');
  });

  it('are refused wherever else a text is written down: who it was, why, a name', async () => {
    const line = await CommandLine.of({ 'missions/backlog.yaml': backlogText({ S1: [['A', 'Current'], ['B']] }) });
    try {
      await line.fine('note', 'A', '--summary', 's');
      for (const words of [
        ['note', 'A', '--summary', 's', '--agent', TOKEN],
        ['undo', '--override', TOKEN],
        ['snapshot', '--reason', TOKEN],
        ['init', line.workspace.path('new'), '--name', TOKEN],
      ])
        await line.refused(/seems to have a secret in it/, ...words);
    } finally {
      line.remove();
    }
  });

  it('are not what only looks made up, nor what is said of them', () => {
    for (const text of [
      'Fixed in 9fceb02d0ae598e95dc970b74767f19372d61af8',
      'See 550e8400-e29b-41d4-a716-446655440000',
      'sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'B29.7-sprint-closeout waits for cmos-b12.4-tokens-16',
      'Password: rotate monthly, never share',
      'Secret scanning: enabled; token: refreshed hourly',
      'password=${DB_PASSWORD}, api_key: YOUR_API_KEY',
      'Tokens: design-tokens-v2 reviewed',
    ])
      assert.ok(!isAsked(text), text);
  });

  it('are asked about before anything is written, for any operation, and repeated nowhere', async () => {
    const line = await CommandLine.of({ 'missions/backlog.yaml': backlogText({ S1: [['A', 'Current'], ['B']] }) });
    try {
      const texts: readonly (readonly string[])[] = [
        ['note', 'A', '--summary', `key ${TOKEN}`],
        ['decide', '--summary', 'x', '--rationale', `key ${TOKEN}`],
        ['constrain', '--summary', TOKEN],
        ['start', 'A', '--summary', TOKEN],
        ['block', 'A', '--summary', 's', '--reason', 'r', '--need', 'one', '--need', TOKEN],
        ['add', 'C', '--name', TOKEN],
      ];
      for (const words of texts) {
        await line.refused(
          /seems to have a secret in it\..*Nothing was changed\.\nTake it out, .*\n.*--override REASON/,
          ...words,
        );
        const { err } = await line.cmos(...words);
        assert.ok(!err.includes(TOKEN), err);
      }
      await line.refused(/“Reason” seems/, 'note', 'A', '--summary', TOKEN, '--override', TOKEN);
      await line.fine('note', 'A', '--summary', `an example: ${TOKEN}`, '--override', 'revoked long ago');
      assert.match(line.read('SESSIONS.jsonl'), /"override": "revoked long ago", "override_gates": \["gate\/secret"\]/);
    } finally {
      line.remove();
    }
  });
});
