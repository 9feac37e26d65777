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

/**
 * Text without the control characters that a terminal would act on; each is replaced by U+FFFD. What a mission is called
 * is up to whoever wrote it, and must not move a cursor or set a title. Line ends and tabs stay.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what it is about; and what turns the direction of text around
  return text.replaceAll(/[\0-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');
}

/** One line of text, whatever was in it. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
