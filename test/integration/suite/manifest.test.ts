import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension';
import { extension } from './support';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the manifest', () => {
  it('declares each command that is registered, and no other', async () => {
    await extension();
    const manifest = vscode.extensions.getExtension('cmos-operations.cmos-operations')?.packageJSON as Manifest;
    const declared = manifest.contributes.commands.map(({ command }) => command).sort();
    assert.deepEqual(declared, Object.keys(COMMANDS).sort());
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
