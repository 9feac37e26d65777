import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from './support';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the manifest', () => {
  it('declares no command that the running extension lacks', async () => {
    await extension();
    const manifest = vscode.extensions.getExtension('cmos-operations.cmos-operations')?.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      manifest.contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
