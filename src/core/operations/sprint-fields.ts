/** What a person says of a sprint: the parameters that `sprint add` and `sprint edit` share, and the columns that they lead to. */
import { t } from '@vscode/l10n';
import { parseTime } from '../files/log/time';
import { refuse } from '../ground/refusals';
import type { Sprint } from '../model/missions';
import { isKnownSprintStatus } from '../model/status';
import { type Parameter, type Parameters, textOf, textsOf } from './operation';

const FIELDS = [
  { parameter: 'title', column: 'title', property: 'title', removable: false },
  { parameter: 'focus', column: 'focus', property: 'focus', removable: true },
  { parameter: 'start', column: 'start_date', property: 'startDate', removable: true },
  { parameter: 'end', column: 'end_date', property: 'endDate', removable: true },
  { parameter: 'status', column: 'status', property: 'status', removable: false },
] as const;

type Field = (typeof FIELDS)[number];
type Columns = Readonly<Partial<Record<Field['column'], string | null>>>;

const TITLES: Readonly<Record<Field['parameter'], () => string>> = {
  title: () => t('What it is called'),
  focus: () => t('What it is about'),
  start: () => t('Start date'),
  end: () => t('End date'),
  status: () => t('Status'),
};

/** The parameter of a field; where a sprint is given, a person finds what it says now. */
export function sprintParameter(name: Field['parameter'], more: Partial<Parameter> = {}): Parameter {
  const placeholder = name === 'start' || name === 'end' ? { placeholder: 'DATE' } : {};
  return { type: 'string', title: TITLES[name], ...placeholder, ...more };
}

/** What a sprint says in a field now. */
export function said(sprint: Sprint | undefined, name: Field['parameter']): string | undefined {
  const field = FIELDS.find(({ parameter }) => parameter === name);
  return field && sprint?.[field.property];
}

/**
 * The columns that were given and that a sprint has otherwise, with null for those that `without` takes away. Refused for a status
 * that no sprint has, and for dates that are none or that end before they begin.
 */
export function sprintColumns(given: Parameters, sprint?: Sprint): Columns {
  const without = textsOf(given['without']);
  for (const name of without)
    if (!FIELDS.some(({ parameter, removable }) => removable && parameter === name))
      throw refuse(t('{0} cannot be taken away from a sprint.', name), t('focus, start and end can.'));
  const after = (field: Field): string | undefined =>
    without.includes(field.parameter)
      ? undefined
      : (textOf(given[field.parameter])?.trim() ?? sprint?.[field.property]);
  const changed = FIELDS.filter((field) => after(field) !== sprint?.[field.property]);
  for (const field of changed) check(field, after(field));
  checkOrder(changed, after);
  return Object.fromEntries(changed.map((field) => [field.column, after(field) ?? null]));
}

function check({ parameter }: Field, value: string | undefined): void {
  if (value === undefined) return;
  if (parameter === 'status' && !isKnownSprintStatus(value))
    throw refuse(
      t('{0} is not a status of sprints.', value),
      t('For instance Planned, Current, In Progress, Deferred or Completed.'),
    );
  if ((parameter === 'start' || parameter === 'end') && parseTime(value) === undefined)
    throw refuse(t('{0} is not a date in ISO 8601.', value), t('For instance 2025-03-14.'));
}

function checkOrder(changed: readonly Field[], after: (field: Field) => string | undefined): void {
  const dates = FIELDS.filter(({ parameter }) => parameter === 'start' || parameter === 'end');
  if (!dates.some((field) => changed.includes(field))) return;
  const [start = '', end = ''] = dates.map(after);
  const [begins, ends] = [parseTime(start), parseTime(end)];
  if (begins !== undefined && ends !== undefined && ends < begins)
    throw refuse(t('The sprint would end {0}, before it starts {1}.', end, start));
}
