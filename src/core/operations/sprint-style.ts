/** How a workspace writes the statuses and dates of its sprints. */
import type { Sprint } from '../model/missions';
import { type StatusKind, sprintStatusKind } from '../model/status';

/** A status as the last sprint of one of these kinds has it; else the usual word, without capitals where no sprint has one. */
export function sprintStatusAs(sprints: readonly Sprint[], kinds: readonly StatusKind[], usual: string): string {
  const written = sprints.map(({ status }) => status).filter((status) => status !== '');
  const known = written.findLast((status) => kinds.includes(sprintStatusKind(status)));
  if (known !== undefined) return known;
  const small = written.length > 0 && written.every((status) => status === status.toLowerCase());
  return small ? usual.toLowerCase() : usual;
}

/** A time (ISO 8601) as a sprint, else the last that has one, writes its dates: without the time of day where none has it. */
export function sprintDateAs(sprints: readonly Sprint[], sprint: Sprint, now: string): string {
  const written = [sprint, ...sprints.toReversed()].flatMap(({ startDate, endDate }) => [startDate, endDate]);
  const like = written.find((date) => date !== undefined && date !== '');
  return like === undefined || /^\d{4}-\d\d-\d\d$/.test(like) ? now.slice(0, 10) : now;
}
