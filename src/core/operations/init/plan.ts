/** What makes a new mirrored workspace: the files, and the rows that say the same. Pure. */
import { t } from '@vscode/l10n';
import type { ChangeSet, FileChange, Row, RowChange } from '../../changes/change-set';
import { SCHEMA } from '../../database/schema';
import { refuse } from '../../ground/refusals';
import { agentsText, architectureText, readmeText, roadmapText } from './documents';
import { masterContext, projectContext } from './contexts';
import { backlogText, FIRST_MISSION, FIRST_SPRINT } from './backlog';

export interface InitParameters {
  /** What the project is called; one line. */
  readonly name: string;
  /** Who makes it, where that is known; named as the plan's author. */
  readonly agent?: string | undefined;
  /** ISO 8601, in UTC. */
  readonly now: string;
}

/** A name longer than this, in UTF-16 units, is no name. */
const LONGEST_NAME = 200;

/** The change set of a new workspace. Refused for a name that cannot be written on one line. */
export function planInit({ name, agent, now }: InitParameters): ChangeSet {
  const project = checkedName(name);
  const contexts = {
    project_context: projectContext(project, now),
    master_context: masterContext(project, now),
  };
  const files: readonly FileChange[] = [
    { kind: 'create', path: 'db/schema.sql', text: SCHEMA },
    { kind: 'create', path: 'missions/backlog.yaml', store: 'backlog', text: backlogText(project, agent) },
    { kind: 'create', path: 'SESSIONS.jsonl', store: 'sessions', text: '' },
    {
      kind: 'create',
      path: 'PROJECT_CONTEXT.json',
      store: 'project_context',
      text: `${contexts.project_context}\n`,
    },
    {
      kind: 'create',
      path: 'context/MASTER_CONTEXT.json',
      store: 'master_context',
      text: `${contexts.master_context}\n`,
    },
    { kind: 'create', path: 'agents.md', store: 'agents', text: agentsText(project) },
    { kind: 'create', path: 'README.md', text: readmeText(project) },
    { kind: 'create', path: 'foundational-docs/roadmap_template.md', text: roadmapText() },
    { kind: 'create', path: 'foundational-docs/tech_arch_template.md', text: architectureText() },
    { kind: 'create', path: 'telemetry/events/.gitkeep', text: '' },
    { kind: 'create', path: 'workers/manifest.yaml', text: WORKERS },
  ];
  const rows: readonly RowChange[] = [
    insert('metadata', { key: 'seeded_at', value: now }),
    insert('sprints', FIRST_SPRINT),
    insert('missions', FIRST_MISSION),
    insert('contexts', context('project_context', 'PROJECT_CONTEXT.json', contexts.project_context, now)),
    insert('contexts', context('master_context', 'context/MASTER_CONTEXT.json', contexts.master_context, now)),
  ];
  return {
    operation: 'init',
    title: t('New workspace {0}', project),
    ...(agent === undefined ? {} : { agent }),
    rows,
    files,
    creates: 'db/cmos.sqlite',
  };
}

/** `workers/manifest.yaml`: nobody to hand work to yet, and how to name somebody. */
const WORKERS = `# Workers that missions can hand work to. Each has an entry with workerId, name, description and template_path (its own
# file in this folder).
manifest_version: "1.0.0"
workers: []
`;

function insert(table: string, row: Row): RowChange {
  return { kind: 'insert', table, row };
}

function context(id: string, source: string, content: string, now: string): Row {
  return { id, source_path: source, content, updated_at: now };
}

function checkedName(given: string): string {
  const name = given.trim();
  if (name === '') throw refuse(t('The project needs a name.'));
  if (name.length > LONGEST_NAME) throw refuse(t('The name is longer than {0} characters.', LONGEST_NAME));
  if (/[\p{Cc}\p{Surrogate}\u2028\u2029\ufeff]/u.test(name))
    throw refuse(t('The name holds a line end or another character that no file could show.'));
  return name;
}
