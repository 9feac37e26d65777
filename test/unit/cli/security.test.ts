import assert from 'node:assert/strict';
import { backlogText } from '../model/snapshots';
import { cmos, objectOf } from '../../support/cmos';
import { folderWith, removeFolders } from './workspace';

const BACKLOG = backlogText({ s1: [['B1.1', 'Current', 'notes: "use password: h4rbour-lights9"']] });
const HEALTH =
  '{"ts": "2025-03-01T08:00:00Z", "source": "mission_runtime", "status": "ok", "message": "database_available", "details": null}\n';
const FAILED = HEALTH.replace('"ok"', '"error"').replace('database_available', 'database is locked');

const files = {
  'missions/backlog.yaml': BACKLOG,
  'context/MASTER_CONTEXT.json': '{"notes": ["see ../../../etc/shadow", "token: ${TOKEN}"]}',
  'telemetry/events/database-health.jsonl': HEALTH + FAILED + FAILED + FAILED,
  'telemetry/events/B1.1.jsonl':
    '{"ts": "2025-03-01T08:00:00Z", "mission": "B1.1", "event": "step_start"}\n{"ts": "2025-03-01T08:10:00Z", "mission": "B1.1", "event": "worker_retry"}\nhalf a li',
};

describe('security and telemetry on the command line', () => {
  afterEach(removeFolders);

  it('lint tells secrets and paths at their place, never the secret', async () => {
    const { status, out } = await cmos(folderWith(files), 'lint');
    assert.equal(status, 1);
    assert.match(out, /^missions\/backlog\.yaml:\d+:\d+: error security\/secret: /m);
    assert.match(out, /^context\/MASTER_CONTEXT\.json:1:17: warning security\/path: /m);
    assert.match(out, /^telemetry\/events\/B1\.1\.jsonl:3:1: information telemetry\/invalid-line: /m);
    assert.match(out, /^telemetry\/events\/database-health\.jsonl:2:1: error telemetry\/repeated-failure: .*3 times/m);
    assert.ok(!out.includes('h4rbour'));
  });

  it('guardrails security scans what agents load, or what is named', async () => {
    const folder = folderWith({ ...files, 'workers/a.yaml': 'debug: true\n' });
    const all = await cmos(folder, 'guardrails', 'security', '--format', 'json');
    assert.equal(all.status, 1);
    const { hits } = objectOf(all) as { hits: { file: string; rule: string; range: object }[] };
    assert.deepEqual(
      hits.map(({ file, rule }) => `${file} ${rule}`),
      [
        'context/MASTER_CONTEXT.json traversal/system',
        'missions/backlog.yaml secret/value',
        'workers/a.yaml configuration/debug',
      ],
    );
    assert.ok(!all.out.includes('h4rbour'));
    const one = await cmos(folder, 'guardrails', 'security', 'telemetry/events/B1.1.jsonl');
    assert.deepEqual([one.status, one.out], [0, '1 files, nothing found.\n']);
  });

  it('guardrails security reads nothing outside of the workspace', async () => {
    const folder = folderWith(files);
    for (const name of ['../x.yaml', '/etc/hostname', 'missions/../../x', 'C:\\x.yaml']) {
      const { status, out, err } = await cmos(folder, 'guardrails', 'security', name);
      assert.deepEqual([name, status, out], [name, 1, '']);
      assert.match(err, /leads out of the workspace; it was not looked at/);
    }
    assert.equal((await cmos(folder, 'guardrails', 'security', 'missing.yaml')).status, 3);
    assert.equal((await cmos(folder, 'guardrails', 'sailing')).status, 2);
  });

  it('guardrails security --coverage is a table of the ten categories', async () => {
    const folder = folderWith({ ...files, 'tests/security/a-risky.yaml': 'include: "%2e%2e/x"\n' });
    const { status, out } = await cmos(folder, 'guardrails', 'security', '--coverage');
    assert.equal(status, 1);
    assert.match(out, /^A01:2021 +Broken access control +stale +tests\/security\/a-risky\.yaml$/m);
    assert.equal(out.match(/^A\d\d:2021 /gm)?.length, 10);
  });

  it('telemetry tells each mission, one of them, and the health of the database', async () => {
    const folder = folderWith(files);
    const { status, out } = await cmos(folder, 'telemetry', 'B1.1');
    assert.equal(status, 0);
    assert.match(out, /^B1\.1 +0 and one open +1 +0 +0, 1 bad lines +10 min/m);
    assert.equal((await cmos(folder, 'telemetry', 'B9')).status, 1);
    const health = await cmos(folder, 'telemetry', '--health', '--format', 'json');
    assert.equal(health.status, 1);
    const { anomalies, records, since } = objectOf(health) as {
      anomalies: { kind: string; firstLine: number; lastLine: number }[];
      records: number;
      since: null;
    };
    assert.deepEqual([records, since], [4, null]);
    assert.deepEqual(
      anomalies.map(({ kind, firstLine, lastLine }) => [kind, firstLine, lastLine]),
      [['repeated-failure', 1, 3]],
    );
  });
});
