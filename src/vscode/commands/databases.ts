/** Commands that make a workspace, and copy and compare its database. */
import { initHere } from '../init';
import { compareSnapshot, snapshotHere } from '../snapshots';
import { type Commands, inRoot } from './services';

export const databaseCommands: Commands = {
  'cmos.init': (services) => () => initHere(services),
  'cmos.snapshot': inRoot(({ writing }, controller) => snapshotHere(writing, controller)),
  'cmos.compareSnapshot': inRoot(({ writing }, controller) => compareSnapshot(writing, controller)),
};
