/** Reading a field's value as text. */
import { type BacklogField } from '../files/backlog/model';
import { pythonStr } from '../files/python';

/** A field's value where it is a string, otherwise undefined. */
export function pairText(field: BacklogField | undefined): string | undefined {
  return field?.value.kind === 'scalar' && field.value.value.type === 'str' ? field.value.value.value : undefined;
}

/** A scalar field's value as Python's `str()` prints it; undefined for none, `None` and collections. */
export function scalarText(field: BacklogField | undefined): string | undefined {
  if (field?.value.kind !== 'scalar' || field.value.value.type === 'none') return undefined;
  return pythonStr(field.value.value);
}
