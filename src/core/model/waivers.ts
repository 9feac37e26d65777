/** Waivers: prerequisites that a person let go of, in the master context's `waivers` (playbook, "Context Intake"). */
import { nodeAt } from '../files/context/parse';
import { type ContextDocument, type JsonNode } from '../files/context/model';
import { parseTime } from '../files/log/time';
import { rememberedBy } from '../ground/memo';

export interface Waiver {
  readonly mission: string;
  readonly prerequisite: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  /** As written; a time that cannot be understood never ends the waiver. */
  readonly expires: string | undefined;
}

/** All waivers of a master context, expired ones too. Entries that name no mission and prerequisite are none. */
export const waiversOf = rememberedBy((document: ContextDocument): readonly Waiver[] => {
  const list = nodeAt(document, ['waivers']);
  if (list?.kind !== 'array') return [];
  return list.items.flatMap((node) => {
    const [mission, prerequisite] = [text(node, 'mission'), text(node, 'prerequisite')];
    if (mission === '' || prerequisite === '') return [];
    const expires = text(node, 'expires');
    const rest = { reason: text(node, 'reason'), by: text(node, 'by'), at: text(node, 'at') };
    return { mission, prerequisite, ...rest, expires: expires === '' ? undefined : expires };
  });
});

/** Whether a waiver holds at a time, in milliseconds since 1970. */
export function holds({ expires }: Waiver, now: number): boolean {
  const end = expires === undefined ? undefined : parseTime(expires);
  return end === undefined || now < end;
}

function text(node: JsonNode, key: string): string {
  const value = node.kind === 'object' ? node.members.get(key)?.value : undefined;
  // An id may have been written without quotes.
  if (value?.kind === 'number') return value.text;
  return value?.kind === 'string' ? value.value : '';
}
