/** The workspace's own playbook: whoever decides on what recurs updates the workflow in it ("Escalation & Fallback"). */
import { join } from '../ground/paths';
import type { FileSystem } from '../ground/ports';

/** Where a playbook is looked for; relative to the cmos root. */
const FOLDERS = ['docs', '', 'foundational-docs'];

/** The path of the playbook relative to the root; undefined where there is none. */
export async function findPlaybook(files: Pick<FileSystem, 'list'>, root: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const names = await files.list(folder === '' ? root : join(root, folder));
    const name = names.find((each) => /playbook[^/]*\.md$/i.test(each));
    if (name !== undefined) return folder === '' ? name : `${folder}/${name}`;
  }
  return undefined;
}
