import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RULES } from '../../src/core/findings/rules';
import { DOCUMENT_CODES } from '../../src/guardrails/references/check';

describe('what the code knows and documents repeat', () => {
  it('is as `npm run generate` writes it', async () => {
    const { generated } = await import('../../scripts/generate/index.mjs');
    for (const { file, text } of generated())
      assert.equal(readFileSync(file, 'utf8'), text, `npm run generate: ${file}`);
  });

  it('has a section for each code that a rule can yield, and for no other', () => {
    const sections = [...readFileSync('docs/findings.md', 'utf8').matchAll(/^### (.+)$/gm)].map(([, code]) => code);
    const codes = [...RULES.flatMap((rule) => rule.codes), ...DOCUMENT_CODES];
    assert.deepEqual([...sections].sort(), [...new Set(codes)].sort());
  });

  it('has every rule that the verdict rests on among those that it runs alone', () => {
    const folder = 'src/core/findings/rules';
    const others = readdirSync(folder).filter((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      return !text.includes(': ParityRule = ') && /\b(?:drift|hinders): true|'drift\//.test(text);
    });
    assert.deepEqual(others, []);
  });

  it('declares each command that is registered in the manifest, and no other', async () => {
    const { evaluated } = await import('../../scripts/generate/declarations.mjs');
    const project = path.resolve(__dirname, '..', '..');
    const { COMMANDS } = evaluated(project, "export { COMMANDS } from './src/editor-commands';") as {
      COMMANDS: ReadonlyMap<string, unknown>;
    };
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { commands: { command: string }[]; menus: Record<string, { command: string }[]> };
    };
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual([...declared].sort(), [...COMMANDS.keys()].sort());
    const inMenus = Object.values(contributes.menus).flatMap((entries) => entries.map(({ command }) => command));
    assert.deepEqual(
      inMenus.filter((command) => !declared.includes(command)),
      [],
    );
  });

  it('has each view that is made in the manifest, and no other, with the menus of those alone', async () => {
    const { evaluated } = await import('../../scripts/generate/declarations.mjs');
    const project = path.resolve(__dirname, '..', '..');
    const { VIEWS } = evaluated(project, "export { VIEWS } from './src/views';") as {
      VIEWS: readonly { readonly id: string; readonly filledKey?: string }[];
    };
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: {
        views: Record<string, { id: string; when?: string }[]>;
        viewsWelcome: { view: string }[];
        menus: Record<string, { when?: string }[]>;
      };
    };
    const made = VIEWS.map(({ id, filledKey }) => [id, filledKey]);
    assert.deepEqual(
      Object.values(contributes.views).flatMap((views) => views.map(({ id, when }) => [id, when])),
      made,
    );
    const named = [
      ...contributes.viewsWelcome.map(({ view }) => view),
      ...Object.values(contributes.menus).flatMap((entries) =>
        entries.flatMap(({ when = '' }) => [...when.matchAll(/view == ([\w.]+)/g)].map(([, view]) => view)),
      ),
    ];
    const known: readonly (string | undefined)[] = VIEWS.map(({ id }) => id);
    assert.deepEqual(
      named.filter((view) => !known.includes(view)),
      [],
    );
  });
});
