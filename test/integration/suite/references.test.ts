import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnostics, extension, file, read, until, write } from './support';

const GUIDE = 'cmos/docs/guide.md';
const AGENTS = 'cmos/agents.md';
const MASTER = 'cmos/context/MASTER_CONTEXT.json';

describe('documents in the editor', function () {
  this.timeout(60_000);
  let original: Readonly<Record<string, string>>;

  before(async () => {
    await extension();
    original = { [AGENTS]: await read(AGENTS), [MASTER]: await read(MASTER) };
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const [path, text] of Object.entries(original)) await write(path, text);
    await vscode.workspace.fs.delete(file('cmos/docs'), { recursive: true });
    await until(
      'nothing is left of it',
      () => diagnostics(AGENTS, '').length === 0 && diagnostics(GUIDE, '').length === 0,
    );
  });

  /** The quick fixes where a text stands in an open document. */
  const fixesAt = async (document: vscode.TextDocument, text: string): Promise<readonly vscode.CodeAction[]> => {
    const start = document.positionAt(document.getText().indexOf(text));
    return vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(start, start),
      vscode.CodeActionKind.QuickFix.value,
    );
  };

  const open = async (path: string): Promise<vscode.TextDocument> => {
    const document = await vscode.workspace.openTextDocument(file(path));
    await vscode.window.showTextDocument(document);
    return document;
  };

  const apply = async (fixes: readonly vscode.CodeAction[], title: RegExp): Promise<void> => {
    const found = fixes.find((each) => title.test(each.title));
    assert.ok(found?.edit, `${String(title)} is one of: ${fixes.map((each) => each.title).join(', ')}`);
    assert.ok(await vscode.workspace.applyEdit(found.edit));
  };

  it('marks a dead link, mends it by the file of that name, and takes the mark away, saved or not', async () => {
    await write('cmos/docs/deep/tides.md', '# Tides\n');
    await write(GUIDE, '# Guide\n\nSee [the tides](tides.md#top).\n');
    const document = await open(GUIDE);
    await until('the mark', () => diagnostics(GUIDE, document.getText()).includes('docs/dead-link "tides.md#top"'));
    const fixes = await fixesAt(document, 'tides.md#top');
    assert.ok(fixes.some(({ title }) => title === 'Remove the link, keep its text'));
    await apply(fixes, /^Change it to deep\/tides\.md#top$/);
    assert.equal(document.getText(), '# Guide\n\nSee [the tides](deep/tides.md#top).\n');
    assert.ok(document.isDirty);
    await until('no mark', () => diagnostics(GUIDE, document.getText()).length === 0);
    await document.save();
  });

  it('begins a document that a link leads to', async () => {
    await write(GUIDE, '[Neap tides](neap.md)\n');
    const document = await open(GUIDE);
    await until('the mark', () => diagnostics(GUIDE, '[Neap tides](neap.md)').includes('docs/dead-link "neap.md"'));
    await apply(await fixesAt(document, 'neap.md'), /^Create docs\/neap\.md$/);
    await until('no mark', () => diagnostics(GUIDE, document.getText()).length === 0);
    const made = await open('cmos/docs/neap.md');
    assert.equal(made.getText(), '# Neap tides\n');
    await made.save();
    assert.equal(await read('cmos/docs/neap.md'), '# Neap tides\n');
  });

  it('replaces a legacy reference, and adds those that are missing, in Markdown and JSON', async () => {
    await write(AGENTS, '# For agents\n\nThe plan is in docs/roadmap.md.\n');
    const document = await open(AGENTS);
    await until('the mark', () =>
      diagnostics(AGENTS, document.getText()).includes('references/legacy-reference "docs/roadmap.md"'),
    );
    await apply(await fixesAt(document, 'docs/roadmap.md'), /^Replace by foundational-docs\/roadmap_template\.md$/);
    assert.match(document.getText(), /is in foundational-docs\/roadmap_template\.md\./);
    await until('the other one is missing now', () => {
      const found = diagnostics(AGENTS, document.getText());
      return found.length === 1 && found[0] === 'references/missing-reference "# For agents"';
    });
    await apply(await fixesAt(document, '# For agents'), /^Name foundational-docs\/tech_arch_template\.md here$/);
    await until('no mark', () => diagnostics(AGENTS, document.getText()).length === 0);
    await document.save();
    const master = await open(MASTER);
    const missing = (): number =>
      diagnostics(MASTER, master.getText()).filter((each) => each.startsWith('references/missing-reference')).length;
    await until('both are missing', () => missing() === 2);
    await apply(await fixesAt(master, '{'), /^Name foundational-docs\/roadmap_template\.md here$/);
    await until('one is missing', () => missing() === 1);
    assert.match(master.getText(), /"foundational-docs\/roadmap_template\.md"/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
