/** The rows of a view without an editor. */
import { locate } from '../../src/core/findings/located';
import { movedOf } from '../../src/core/findings/moved';
import './editor';
import type { Report } from '../../src/core/findings/parity';
import type { Snapshot } from '../../src/core/workspace/snapshot';
import type { ReadRoot } from '../../src/vscode/controller';
import type { Row } from '../../src/vscode/row';
import type { TreeServices } from '../../src/vscode/tree';
import type { View } from '../../src/vscode/view';

/** What a view shows of a workspace as it was read, in a window with so many roots. */
export async function rowsOf(
  view: View,
  { snapshot, report }: { readonly snapshot: Snapshot; readonly report?: Report },
  roots = 1,
): Promise<readonly Row[]> {
  const controller = {
    root: '/w/cmos',
    name: 'cmos',
    state: { saved: snapshot, report, telling: { locate, movedOf }, claims: new Map() },
  } as unknown as ReadRoot;
  const services = { workspaces: { controllers: Array(roots).fill(controller) } } as unknown as TreeServices;
  return (await view.rows?.(controller, services))?.slice() ?? [];
}

export async function rowsBelow(row: Row | undefined): Promise<readonly Row[]> {
  return (await row?.children?.())?.slice() ?? [];
}
