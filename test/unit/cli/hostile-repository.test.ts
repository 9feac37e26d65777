/** Every command that reads, in a repository that names programs wherever git allows it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { CommandLine, NOW } from '../../support/command-line';
import { HostileRepository } from '../../support/hostile-repository';
import { LOOKS } from './looks';

const hasGit = spawnSync('git', ['--version']).status === 0;

const BACKLOG = `name: "Plan"
---
domainFields:
  sprints:
    - sprintId: "S1"
      title: "One"
      missions:
        - { id: "A", name: "Alpha", status: "In Progress", started_at: "${NOW}" }
        - { id: "B", name: "Beta", status: "Queued" }
  missionDependencies:
    - { from: "A", to: "B", type: "Blocks" }
`;

const FILES = {
  'missions/backlog.yaml': BACKLOG,
  'README.md': '# Project\n\nSee [the plan](docs/plan.md).\n\n## Checklist\n\n- [ ] read\n',
  'agents.md': '# Agents\n\n## Security\n\nCheck paths.\n',
  'docs/plan.md': '# Plan\n\nfoundational-docs/roadmap_template.md\n',
  'scripts/mission_runtime.py': 'print()\n',
  'workers/manifest.yaml': 'workers: []\n',
  'context/integration_test_runner.js': 'process.exit(0);\n',
  'tests/security/paths-risky.yaml': 'include: "../../etc/passwd"\n',
  'tests/integration/test_manifest.json': JSON.stringify({
    suites: [{ id: 's', tests: [{ id: 't', type: 'file_exists', target: 'README.md' }] }],
  }),
  'telemetry/events/A.jsonl': `{"ts": "${NOW}", "mission": "A", "event": "step"}\n`,
  'telemetry/events/testing-summary.json': JSON.stringify({ meta: { completedAt: '2025-02-01T00:00:00Z' } }),
};

(hasGit ? describe : describe.skip)('the command line in a hostile repository', function () {
  this.timeout(120_000);
  let line: CommandLine;
  let hostile: HostileRepository;
  before(async () => {
    line = await CommandLine.of(FILES);
    hostile = new HostileRepository(line.workspace.folder);
  });
  after(() => {
    line.remove();
    hostile.remove();
  });

  for (const words of LOOKS)
    for (const format of ['text', 'json'])
      it(`starts nothing but git, and changes nothing: ${words.join(' ')}, ${format}`, async () => {
        const before = hostile.everything();
        for (const environment of [false, true]) {
          const look = async (): Promise<void> => {
            const { status, out, err } = await line.cmos(...words, '--format', format);
            assert.ok(status < 2 && out + err !== '', `ended with ${status}`);
          };
          const { ours, named, byGit } = await hostile.observe(look, { environment });
          assert.deepEqual([named, byGit, ours.filter((program) => program !== 'git')], [[], [], []]);
        }
        assert.deepEqual(hostile.everything(), before);
      });
});
