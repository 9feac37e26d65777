import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

describe('translation', () => {
  it('is offered every string: the bundle is what the source says', async () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const strings = await getL10nJson(
      sources.map((name) => ({ extension: '.ts', contents: readFileSync(path.join('src', name), 'utf8') })),
    );
    const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, unknown>;
    assert.deepEqual(Object.keys(bundle).sort(), Object.keys(strings).sort(), 'npm run l10n brings it up to date');
  });

  it('has a text for every placeholder of the manifest', () => {
    const manifest = readFileSync('package.json', 'utf8');
    const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, unknown>;
    const used = new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });
});
