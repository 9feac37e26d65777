/** Missions as the command line prints them. */
import { t } from '@vscode/l10n';
import type { Mission } from '../core/model/missions';
import { oneLine } from '../core/ground/printable';
import type { Snapshot } from '../core/workspace/snapshot';

/** The shape in which the reference's `status` lists its candidates. */
export function missionJson({ id, name, status, completedAt, sprintId }: Mission): object {
  return { id, name, status, completed_at: completedAt ?? null, sprint: sprintId ?? null };
}

/** How many missions there are of each status, in words; empty where there are none. */
export function statusCounts(missions: readonly Mission[]): string {
  const counts = new Map<string, number>();
  for (const { status } of missions) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${oneLine(status)}`).join(', ');
}

/** A row for each change that was begun and not ended. */
export function unfinishedRows({ unfinished }: Snapshot): readonly (readonly string[])[] {
  return unfinished.map(({ title, at, file }) => [t('not finished'), unfinishedText(title === '' ? file : title, at)]);
}

export function unfinishedText(title: string, at: string): string {
  return at === '' ? t('{0}; run cmos recover', title) : t('{0} ({1}); run cmos recover', oneLine(title), at);
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
