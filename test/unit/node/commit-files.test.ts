/** What a commit asks of Node's file system: each call's promise holds when it resolves. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { nodeCommitFiles as files } from '../../../src/node/commit-files';

describe('a commit’s files on Node', function () {
  if (process.platform === 'win32') return;
  let folder: string;
  const text = new TextEncoder().encode('text');
  const at = (name: string): string => path.join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-files-'));
    writeFileSync(at('there'), 'there');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What is synced, by the kind and number of calls, while something is done. */
  const synced = async (act: () => Promise<unknown>): Promise<string> => {
    const handle = await open(at('there'));
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const real = Object.getOwnPropertyDescriptor(prototype, 'sync');
    assert.ok(real);
    const kinds: string[] = [];
    prototype.sync = async function (this: FileHandle): Promise<void> {
      kinds.push((await this.stat()).isDirectory() ? 'folder' : 'file');
      await (real.value as () => Promise<void>).call(this);
    };
    try {
      await act();
    } finally {
      Object.defineProperty(prototype, 'sync', real);
    }
    return kinds.join(' ');
  };

  it('are on the disk when a call has resolved, and new names with them', async () => {
    assert.equal(await synced(() => files.writeNew(at('new'), text)), 'file');
    assert.equal(await synced(() => files.writeNew(at('like'), text, { like: at('there') })), 'file');
    assert.equal(await synced(() => files.writeNew(at('remade'), text, { remade: true })), '');
    assert.equal(await synced(() => files.append(at('there'), text)), 'file');
    assert.equal(await synced(() => files.append(at('log'), text)), 'file folder');
    assert.equal(await synced(async () => files.truncate(at('there'), 2, await files.stamp(at('there')))), 'file');
    assert.equal(await synced(() => files.makeFolder(at('a/b'))), 'folder folder');
    assert.equal(await synced(() => files.syncFolder(folder)), 'folder');
  });

  it('are not written over, nor by a name that is taken', async () => {
    await assert.rejects(files.writeNew(at('there'), text), { code: 'EEXIST' });
    await files.writeNew(at('other'), text);
    await assert.rejects(files.link(at('other'), at('there')), { code: 'EEXIST' });
    assert.equal(readFileSync(at('there'), 'utf8'), 'there');
  });

  it('are left alone where they are no longer what was seen: another size, time or file', async () => {
    const seen = await files.stamp(at('there'));
    const { atime, mtime } = statSync(at('there'));
    utimesSync(at('there'), atime, new Date(mtime.getTime() + 5000));
    assert.notEqual(await files.stamp(at('there')), seen);
    await files.writeNew(at('new'), text);
    assert.equal(await files.replace(at('new'), at('there'), seen), false);
    assert.equal(await files.truncate(at('there'), 0, seen), false);
    assert.equal(await files.remove(at('there'), seen), false);
    assert.equal(readFileSync(at('there'), 'utf8'), 'there');
  });

  it('are for this user alone where that is asked for', async () => {
    await files.makeFolder(at('own'), { private: true });
    await files.writeNew(at('own/file'), text, { private: true });
    assert.equal(statSync(at('own')).mode & 0o777, 0o700);
    assert.equal(statSync(at('own/file')).mode & 0o777, 0o600);
  });
});
