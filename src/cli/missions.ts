/** Missions as the command line prints them. */
import { type Mission } from '../core/model/missions';

/** The shape in which the reference's `status` lists its candidates. */
export function missionJson({ id, name, status, completedAt, sprintId }: Mission): object {
  return { id, name, status, completed_at: completedAt ?? null, sprint: sprintId ?? null };
}

/** Rows as columns, each as wide as its widest cell; nothing behind the last. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
