import assert from 'node:assert/strict';
import { findRoots, findRootUpward } from '../../../src/core/workspace/discovery';
import { MemoryFiles } from '../../support/memory-files';

describe('discovery of cmos roots', () => {
  it('takes the folder itself by its database, schema or backlog', async () => {
    for (const sign of ['db/cmos.sqlite', 'db/schema.sql', 'missions/backlog.yaml']) {
      assert.deepEqual(await findRoots(new MemoryFiles({ [`/p/${sign}`]: '' }), '/p'), ['/p'], sign);
    }
  });

  it('takes the cmos folder inside, and both where both are roots', async () => {
    const files = new MemoryFiles({ '/p/cmos/missions/backlog.yaml': '' });
    assert.deepEqual(await findRoots(files, '/p'), ['/p/cmos']);
    files.write('/p/db/schema.sql', '');
    assert.deepEqual(await findRoots(files, '/p'), ['/p', '/p/cmos']);
  });

  it('takes no bare folder named cmos, and no decoy databases', async () => {
    const files = new MemoryFiles({ '/p/cmos/README.md': '', '/p/cmos.db': '', '/p/db/cmos-old.sqlite': 'x' });
    assert.deepEqual(await findRoots(files, '/p'), []);
  });

  it('takes a context in the project root for a root only where its cmos folder is none', async () => {
    const files = new MemoryFiles({ '/p/PROJECT_CONTEXT.json': '{}' });
    assert.deepEqual(await findRoots(files, '/p'), ['/p']);
    files.write('/p/cmos/db/cmos.sqlite', '');
    assert.deepEqual(await findRoots(files, '/p'), ['/p/cmos']);
  });

  it('looks upward, into the cmos folder of each folder on the way', async () => {
    const files = new MemoryFiles({ '/home/p/cmos/db/cmos.sqlite': '', '/home/p/src/deep/file.ts': '' });
    assert.equal(await findRootUpward(files, '/home/p/src/deep'), '/home/p/cmos');
    assert.equal(await findRootUpward(files, '/home/p/cmos/missions/sprint-01'), '/home/p/cmos');
    assert.equal(await findRootUpward(files, '/home'), undefined);
  });

  it('goes on where a folder may not be looked into', async () => {
    const files = new MemoryFiles({ '/p/cmos/missions/backlog.yaml': '' });
    files.failing.set('/p/db/cmos.sqlite', 'EACCES');
    assert.deepEqual(await findRoots(files, '/p'), ['/p/cmos']);
  });
});
