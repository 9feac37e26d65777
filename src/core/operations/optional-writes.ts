/** What operations write beyond their plain steps: that it cannot be written is no reason to leave the work undone. */
import type { Snapshot } from '../workspace/snapshot';

/** Telemetry of steps and of the database's health; pointers of the project context, and counts of sprints. */
export type OptionalWrite = 'telemetry' | 'bookkeeping';

/** The optional write that alone writes a file (a path relative to the root), where one does. */
export function optionalWriteOf(file: string | undefined, { layout }: Snapshot): OptionalWrite | undefined {
  if (file === undefined) return undefined;
  if (file.startsWith('telemetry/')) return 'telemetry';
  return file === layout.stores.project_context.path ? 'bookkeeping' : undefined;
}
