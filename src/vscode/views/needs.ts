/** The Needs You view: what waits for a person, with what can be done about it. It is there only while something does. */
import { part } from '../../core/ground/parts';
import type { ReadRoot } from '../controller';
import { needRow } from '../need-row';
import type { Row } from '../row';
import type { TreeServices } from '../tree';
import type { View } from '../view';

async function rowsOf(root: ReadRoot, { workspaces }: TreeServices): Promise<readonly Row[]> {
  const { needsOf } = await part(import('../first-look'));
  const several = workspaces.controllers.length > 1;
  return (await needsOf(root.root, root.state.saved)).map((told) => needRow(told, root, several));
}

export const needs: View = {
  id: 'cmos.needs',
  name: 'Needs You',
  order: 1,
  size: 1,
  filledKey: 'cmos.needsYou',
  // No badge: the container's counts drift, and one number for both would say neither.
  counted: true,
  flat: true,
  restsOnFiles: true,
  rows: rowsOf,
};
