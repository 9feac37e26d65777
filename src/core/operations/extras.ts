/** What operations do beyond their plain steps: that it cannot be done is no reason to leave the work undone. */
import { type Snapshot } from '../workspace/snapshot';

/** Telemetry of steps and of the database's health; pointers of the project context, and counts of sprints. */
export type Extra = 'telemetry' | 'bookkeeping';

/** The extra that alone writes a file (a path relative to the root), where one does. */
export function extraOf(file: string | undefined, { layout }: Snapshot): Extra | undefined {
  if (file === undefined) return undefined;
  if (file.startsWith('telemetry/')) return 'telemetry';
  return file === layout.stores.project_context.path ? 'bookkeeping' : undefined;
}
