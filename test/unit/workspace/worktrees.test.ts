import assert from 'node:assert/strict';
import type { FileSystem } from '../../../src/core/ground/ports';
import { inMainWorktree } from '../../../src/core/workspace/worktrees';

/** Short files by path; a path that ends with a slash is a folder. */
function filesOf(files: Readonly<Record<string, string>>, asked: string[] = []): FileSystem {
  const find = (path: string): string | undefined => (asked.push(path), files[path]);
  return {
    stat: (path) => {
      const text = find(path);
      const kind = files[`${path}/`] === undefined ? 'file' : 'directory';
      return Promise.resolve(
        text === undefined && kind === 'file' ? undefined : { kind, size: text?.length ?? 0, changed: '' },
      );
    },
    read: () => Promise.reject(new Error('Nothing is read as a whole.')),
    readPart: (path) => Promise.resolve(new TextEncoder().encode(find(path) ?? '')),
    list: () => Promise.resolve([]),
  };
}

describe('the main worktree of a linked one', () => {
  const OWN = '/r/main/.git/worktrees/two';

  it('is found as git finds it, at the same place below the top', async () => {
    const files = filesOf({ '/r/two/.git': `gitdir: ${OWN}\n`, [`${OWN}/commondir`]: '../..\n' });
    assert.equal(await inMainWorktree(files, '/r/two'), '/r/main');
    assert.equal(await inMainWorktree(files, '/r/two/a/cmos'), '/r/main/a/cmos');
    const relative = filesOf({ '/r/two/.git': 'gitdir: ../main/.git/worktrees/two', [`${OWN}/commondir`]: '../..' });
    assert.equal(await inMainWorktree(relative, '/r/two/cmos'), '/r/main/cmos');
  });

  it('is none in the main worktree, in a submodule, of a bare repository, and without git', async () => {
    assert.equal(await inMainWorktree(filesOf({ '/r/.git/': '' }), '/r/cmos'), undefined);
    const submodule = filesOf({ '/r/sub/.git': 'gitdir: ../.git/modules/sub', '/r/.git/modules/sub/commondir': '..' });
    assert.equal(await inMainWorktree(submodule, '/r/sub'), undefined);
    const bare = filesOf({
      '/r/two/.git': 'gitdir: /r/bare.git/worktrees/two',
      '/r/bare.git/worktrees/two/commondir': '../..',
    });
    assert.equal(await inMainWorktree(bare, '/r/two'), undefined);
    assert.equal(await inMainWorktree(filesOf({}), '/r/two/cmos'), undefined);
  });

  it('asks no other machine, reads no long file, and takes nonsense for nothing', async () => {
    for (const line of [
      'gitdir: //evil/share/.git/worktrees/x',
      'gitdir: ',
      'nonsense',
      `gitdir: ${OWN}`.padEnd(9000),
    ]) {
      const asked: string[] = [];
      assert.equal(await inMainWorktree(filesOf({ '/r/two/.git': line }, asked), '/r/two'), undefined);
      assert.ok(
        asked.every((path) => !path.startsWith('//')),
        line,
      );
    }
  });
});
