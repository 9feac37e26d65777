/** The stores of a workspace, and where each may be (field guide, section 1). Paths are relative to the cmos root. */
import { nameOf, parentOf } from './paths';

/** One place that CMOS keeps things in. */
export type Store = 'database' | 'backlog' | 'sessions' | 'project_context' | 'master_context' | 'health' | 'agents';

/** A store that is a text file. */
export type FileStore = Exclude<Store, 'database'>;

export const FILE_STORES: readonly FileStore[] = [
  'backlog',
  'sessions',
  'project_context',
  'master_context',
  'health',
  'agents',
];

/** Each store's possible paths, the first that is there wins; where none is, the first is where it would be. */
export const CANDIDATES: Readonly<Record<Store, readonly string[]>> = {
  database: ['db/cmos.sqlite'],
  backlog: ['missions/backlog.yaml'],
  sessions: ['SESSIONS.jsonl', '../SESSIONS.jsonl'],
  project_context: ['PROJECT_CONTEXT.json', 'context/project_context.json', 'contexts/project_context.json'],
  master_context: [
    'context/MASTER_CONTEXT.json',
    'context/master_context.json',
    'contexts/master_context.json',
    'MASTER_CONTEXT.json',
  ],
  health: ['telemetry/events/database-health.jsonl'],
  agents: ['agents.md', 'AGENTS.md', '../agents.md', '../AGENTS.md'],
};

/** The paths of stores that may lie beside a cmos root, in the project's folder; relative to the root. */
export function storesBeside(root: string): readonly string[] {
  return hasProject(root) ? Object.values(CANDIDATES).flatMap((paths) => paths.filter(isBeside)) : [];
}

/** Whether the folder above a root is a project's own: the root is named `cmos` there. */
export function hasProject(root: string): boolean {
  return nameOf(root).toLowerCase() === 'cmos' && parentOf(root) !== root;
}

export function isBeside(path: string): boolean {
  return path.startsWith('../');
}
