/** How a mission's notes grow: nothing that was written down is lost (playbook, "Mission Lifecycle", step 3). */
import { t } from '@vscode/l10n';
import type { Mission } from '../model/missions';
import { isSuperseded } from '../model/status';
import type { Parameter, Parameters, PlanContext } from './operation';

/** The parameter `strict` of operations whose counterpart in the reference replaces a mission's notes. */
export const strictNotes: Parameter = { type: 'boolean', title: () => t('Replace the notes, as the reference does') };

/** Notes with one more line at their end. */
export function withLine({ notes }: Mission, line: string): string {
  const known = linesOf(notes);
  return known === '' ? line : `${known}\n${line}`;
}

/**
 * Notes with one more paragraph at their end; the same one again is not doubled. What tells that a mission was superseded
 * comes first, where other tools look for it. A strict operation replaces the notes.
 */
export function withParagraph(
  { notes }: Mission,
  text: string,
  { strict }: Parameters,
  { policy }: Pick<PlanContext, 'policy'>,
): string {
  const known = linesOf(notes);
  if (strict === true || policy.strict || known === '') return text;
  if (isSuperseded(text)) return `${known}\n\n`.startsWith(`${text}\n\n`) ? known : `${text}\n\n${known}`;
  return `\n\n${known}\n\n`.includes(`\n\n${text}\n\n`) ? known : `${known}\n\n${text}`;
}

/** Notes without the line break that a literal text ends with; empty where there is nothing but blanks. */
function linesOf(notes = ''): string {
  return notes.trim() === '' ? '' : notes.replace(/\n$/, '');
}
