/** Reading a field's value as text. */
import type { BacklogField } from '../files/backlog/model';
import { pythonStr } from '../files/python';
import { pythonRepr } from './values';

/** A field's value where it is a string, otherwise undefined. */
export function pairText(field: BacklogField | undefined): string | undefined {
  return field?.value.kind === 'scalar' && field.value.value.type === 'str' ? field.value.value.value : undefined;
}

/** A scalar field's value as Python's `str()` prints it; undefined for none, `None` and collections. */
export function scalarText(field: BacklogField | undefined): string | undefined {
  if (field?.value.kind !== 'scalar' || field.value.value.type === 'none') return undefined;
  return pythonStr(field.value.value);
}

/** A field's value as findings show it: a scalar's text, a collection as Python prints it; undefined for nothing. */
export function fieldText(field: BacklogField | undefined): string | undefined {
  if (field === undefined) return undefined;
  return field.value.kind === 'scalar' ? scalarText(field) : pythonRepr(field.value);
}

/** A value of the database's metadata as findings show it; undefined for nothing. */
export function dataText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
