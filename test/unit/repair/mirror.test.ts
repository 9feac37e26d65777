import assert from 'node:assert/strict';
import { mirrorText } from '../../../src/core/repair/mirror';
import { TestWorkspace } from '../../support/workspaces';

const FILES = {
  'missions/backlog.yaml': `name: Plan
---
domainFields:
  sprints:
    - sprintId: S1
      missions:
        - { id: A, name: Alpha, status: Queued } # first
        - { id: B, name: Beta, status: Queued, own: 1 }
`,
  'SESSIONS.jsonl': '{"n": 1}\nodd\n{"n": 2}\n{"n": 3}\n',
  'PROJECT_CONTEXT.json': '{ "a": 1, "list": ["x", "y"] }\n',
};

describe('a mirror as the database would have it', () => {
  it('is the file in its own style, with all that the database says and nothing else', async () => {
    const workspace = await TestWorkspace.of(FILES, {
      sql: `
        UPDATE missions SET status = 'Current' WHERE id = 'A';
        UPDATE missions SET metadata = NULL WHERE id = 'B';
        DELETE FROM session_events WHERE raw_event LIKE '%2%';
        INSERT INTO session_events (raw_event) VALUES ('{"n": 4}');
        UPDATE contexts SET content = '{"list": ["x", "z"]}' WHERE id = 'project_context';
      `,
    });
    try {
      const { snapshot } = await workspace.read();
      const text = (store: Parameters<typeof mirrorText>[1]): string | undefined =>
        mirrorText(snapshot, store, '2025-03-14T09:00:00Z');
      assert.equal(
        text('backlog'),
        FILES['missions/backlog.yaml'].replace('Queued }', 'Current }').replace(', own: 1', ''),
      );
      assert.equal(text('sessions'), '{"n": 1}\nodd\n{"n": 3}\n{"n": 4}\n');
      assert.equal(text('project_context'), '{ "list": ["x", "z"] }\n');
      assert.equal(text('master_context'), '', 'neither has it');
    } finally {
      workspace.remove();
    }
  });
});
