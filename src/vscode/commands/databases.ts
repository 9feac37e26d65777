/** Commands that make a workspace, and copy and compare its database. */
import { initHere } from '../init';
import { compareSnapshot, snapshotHere } from '../snapshots';
import { type EditorCommand, TRUSTED, WRITABLE, inRoot } from './services';

export const databaseCommands: readonly EditorCommand[] = [
  {
    id: 'cmos.init',
    title: 'New Workspace…',
    icon: 'new-folder',
    enablement: TRUSTED,
    run: (services) => () => initHere(services),
  },
  {
    id: 'cmos.snapshot',
    title: 'Take Snapshot of Database',
    enablement: WRITABLE,
    menus: [{ view: 'cmos.backlog', when: 'cmos.hasWorkspace', group: '5_database@1' }],
    run: inRoot(({ writing }, controller) => snapshotHere(writing, controller)),
  },
  {
    id: 'cmos.compareSnapshot',
    title: 'Compare Database with Snapshot…',
    palette: 'cmos.hasWorkspace',
    run: inRoot(({ writing }, controller) => compareSnapshot(writing, controller)),
  },
];
