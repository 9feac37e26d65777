/** Makes workspaces of any size, the same each time: missions in sprints of three hundred, four events each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeDatabase } from '../../scripts/lib/workspace-database.mjs';

const STATUSES = ['Completed', 'Completed', 'Completed', 'Current', 'Queued', 'Queued', 'Blocked', 'Planned'];

function mission(index: number): string {
  const id = `B${Math.floor(index / 300) + 1}.${(index % 300) + 1}`;
  const status = STATUSES[index % STATUSES.length] ?? 'Queued';
  const notes = `Mission ${index}: what was done, what was learnt, and what the next one should know about it`;
  // The styles of real backlogs, mixed as they are there.
  if (index % 3 === 0)
    return `        - { id: "${id}", name: "Part ${index} of the whole", status: "${status}", notes: "${notes}" }\n`;
  const done = status === 'Completed' ? `          completed_at: "2025-03-01T10:00:00Z"\n` : '';
  return `        - id: ${id}x\n          name: Part ${index} of the whole\n          status: ${status}\n${done}          notes: '${notes}'\n`;
}

/** Text of a backlog with so many missions. */
export function backlogText(missions: number): string {
  const parts = [
    'name: Planning.SprintPlan.v1\nversion: 1.0.0\n---\nmissionId: BENCH\ndomainFields:\n  type: Planning.SprintPlan.v1\n  sprints:\n',
  ];
  for (let index = 0; index < missions; index++) {
    if (index % 300 === 0)
      parts.push(
        `    - sprintId: Sprint ${index / 300 + 1}\n      title: Sprint ${index / 300 + 1}\n      status: Planned\n      missions:\n`,
      );
    parts.push(mission(index));
  }
  parts.push('  missionDependencies:\n');
  for (let index = 3; index + 3 < missions; index += 9) {
    parts.push(
      `    - { from: "B${Math.floor(index / 300) + 1}.${(index % 300) + 1}", to: "B${Math.floor((index + 3) / 300) + 1}.${((index + 3) % 300) + 1}", type: "Blocks" }\n`,
    );
  }
  return parts.join('');
}

/** One line of the session log. */
export function eventLine(index: number): string {
  const ts = new Date(Date.UTC(2025, 0, 1) + index * 60_000).toISOString().replace('.000Z', 'Z');
  return `{"ts": "${ts}", "agent": "codex", "mission": "B1.${(index % 300) + 1}", "action": "start", "status": "in_progress", "summary": "Event ${index}: what the agent set out to do, and with which assumptions"}\n`;
}

/** Writes a whole workspace, its database in sync with its files. */
export async function generate(root: string, missions: number): Promise<void> {
  mkdirSync(path.join(root, 'missions'), { recursive: true });
  mkdirSync(path.join(root, 'context'), { recursive: true });
  writeFileSync(path.join(root, 'missions', 'backlog.yaml'), backlogText(missions));
  writeFileSync(
    path.join(root, 'SESSIONS.jsonl'),
    Array.from({ length: missions * 4 }, (_, index) => eventLine(index)).join(''),
  );
  const decisions = Array.from({ length: 100 }, (_, index) => ({ date: '2025-03-01', decision: `Decision ${index}` }));
  writeFileSync(
    path.join(root, 'PROJECT_CONTEXT.json'),
    JSON.stringify({ project: 'bench', working_memory: { domains: {} } }, null, 2),
  );
  writeFileSync(
    path.join(root, 'context', 'MASTER_CONTEXT.json'),
    JSON.stringify({ project: 'bench', decisions_made: decisions }, null, 2),
  );
  await makeDatabase(root);
}
