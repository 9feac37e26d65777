/** On which kinds of file system locks and renames may not work as on a local disk. */
import { statfs } from 'node:fs/promises';

/** Linux's numbers of file systems that another machine, or another program, stands behind (`statfs(2)`). */
const LINUX: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x786f4256, 'VirtualBox'],
  [0xbacbacbc, 'VMware'],
]);

/** The kind of file system that a folder is on, where that is one of these; undefined elsewhere, and where it is not known. */
export async function uncertainFileSystem(folder: string): Promise<string | undefined> {
  if (process.platform === 'win32') return /^(\\\\|\/\/)/.test(folder) ? 'SMB' : undefined;
  // Elsewhere the numbers mean nothing for sure.
  if (process.platform !== 'linux') return undefined;
  try {
    return fileSystemName((await statfs(folder)).type);
  } catch {
    return undefined;
  }
}

/** By Linux's number, which some hosts answer as a signed one. */
export function fileSystemName(type: number): string | undefined {
  return LINUX.get(type >>> 0);
}
