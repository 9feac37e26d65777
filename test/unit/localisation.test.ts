import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { config } from '@vscode/l10n';
import { collectStrings } from '../../scripts/l10n.mjs';
import { OPERATIONS } from '../../src/guardrails/registry';
import { COMMANDS } from '../support/commands';

describe('translation', function () {
  this.timeout(60_000);
  let strings: Readonly<Record<string, unknown>>;
  before(async () => {
    strings = await collectStrings();
  });

  it('is offered every string: the bundle is what the source says', () => {
    const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, unknown>;
    assert.deepEqual(Object.keys(bundle).sort(), Object.keys(strings).sort(), 'npm run l10n brings it up to date');
  });

  it('has what every room says: the core, the command line, the editor', () => {
    for (const text of ['Nothing was changed.', 'print all findings', 'Complete Mission', '$(check) CMOS in sync'])
      assert.ok(
        Object.keys(strings).some((each) => each.includes(text)),
        text,
      );
  });

  it('has a text for every placeholder of the manifest', () => {
    const manifest = readFileSync('package.json', 'utf8');
    const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, unknown>;
    const used = new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it('reaches what tables say, though they are loaded before the language is known', () => {
    const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, unknown>;
    config({ contents: Object.fromEntries(Object.keys(bundle).map((text) => [text, `‹${text}›`])) });
    try {
      const texts = [
        ...OPERATIONS.flatMap(({ title, description, parameters }) => [
          title(),
          description(),
          ...Object.values(parameters).flatMap((each) => [
            each.title(),
            ...(each.choices ?? []).map((choice) => choice.title()),
          ]),
        ]),
        ...COMMANDS.flatMap((command) => [
          command.description(),
          ...(command.options?.() ?? []).map(([, text]) => text),
        ]),
      ];
      assert.deepEqual(
        texts.filter((text) => !text.startsWith('‹')),
        [],
      );
    } finally {
      config({ contents: {} });
    }
  });
});
