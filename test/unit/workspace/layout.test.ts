import assert from 'node:assert/strict';
import { resolveLayout } from '../../../src/core/workspace/layout';
import { MemoryFiles } from '../../support/memory-files';

describe('layout of a workspace', () => {
  it('says where missing stores would be', async () => {
    const { stores } = await resolveLayout(new MemoryFiles({ '/p/README.md': '' }), '/p');
    assert.deepEqual(stores.database, { path: 'db/cmos.sqlite', exists: false, others: [] });
    assert.deepEqual(stores.sessions, { path: 'SESSIONS.jsonl', exists: false, others: [] });
    assert.equal(stores.master_context.path, 'context/MASTER_CONTEXT.json');
  });

  it('finds contexts under all their names, and tells of a stale one in the root', async () => {
    const files = new MemoryFiles({
      '/p/contexts/master_context.json': '{}',
      '/p/MASTER_CONTEXT.json': '{}',
      '/p/context/project_context.json': '{}',
    });
    const { stores } = await resolveLayout(files, '/p');
    assert.deepEqual(stores.master_context, {
      path: 'contexts/master_context.json',
      exists: true,
      others: ['MASTER_CONTEXT.json'],
    });
    assert.equal(stores.project_context.path, 'context/project_context.json');
  });

  it('spells a path as the disk does', async () => {
    const { stores } = await resolveLayout(new MemoryFiles({ '/p/Agents.md': '' }), '/p');
    assert.equal(stores.agents.path, 'Agents.md');
  });

  it('looks beside a folder named cmos, and beside no other', async () => {
    const event = '{"ts": "2025-01-01"}\n';
    const beside = await resolveLayout(
      new MemoryFiles({ '/p/cmos/db/schema.sql': '', '/p/SESSIONS.jsonl': event }),
      '/p/cmos',
    );
    assert.equal(beside.stores.sessions.path, '../SESSIONS.jsonl');
    const other = await resolveLayout(
      new MemoryFiles({ '/p/ops/db/schema.sql': '', '/p/SESSIONS.jsonl': event }),
      '/p/ops',
    );
    assert.equal(other.stores.sessions.exists, false);
  });

  it('of two session logs takes the one in the root, unless only the other was ever written', async () => {
    const event = '{"ts": "2025-01-01"}\n';
    const files = new MemoryFiles({ '/p/cmos/SESSIONS.jsonl': event, '/p/SESSIONS.jsonl': event });
    const both = await resolveLayout(files, '/p/cmos');
    assert.deepEqual(both.stores.sessions, { path: 'SESSIONS.jsonl', exists: true, others: ['../SESSIONS.jsonl'] });
    files.write('/p/cmos/SESSIONS.jsonl', '\n');
    const moved = await resolveLayout(files, '/p/cmos');
    assert.deepEqual(moved.stores.sessions, { path: '../SESSIONS.jsonl', exists: true, others: ['SESSIONS.jsonl'] });
  });
});
