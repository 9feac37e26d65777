/** Waivers: prerequisites that a person let go of, in the master context's `waivers` (playbook, "Context Intake"). */
import { jsonValue, nodeAt } from '../files/context/parse';
import type { ContextDocument, JsonNode } from '../files/context/model';
import { parseTime } from '../files/log/time';
import type { Anchor } from '../files/text';
import { rememberedBy } from '../ground/memo';

export interface Waiver {
  readonly mission: string;
  readonly prerequisite: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  /** From when on it no longer holds; undefined: never. `time` is in milliseconds since 1970, undefined where that is no time. */
  readonly expires: { readonly text: string; readonly time: number | undefined; readonly at: Anchor } | undefined;
}

/** All waivers of a master context, expired ones too. Entries that name no mission and prerequisite are none. */
export const waiversOf = rememberedBy((document: ContextDocument): readonly Waiver[] => {
  const list = nodeAt(document, ['waivers']);
  if (list?.kind !== 'array') return [];
  return list.items.flatMap((node) => {
    const [mission, prerequisite] = [text(node, 'mission'), text(node, 'prerequisite')];
    if (mission === '' || prerequisite === '') return [];
    const rest = { reason: text(node, 'reason'), by: text(node, 'by'), at: text(node, 'at') };
    return { mission, prerequisite, ...rest, expires: expiryOf(node) };
  });
});

/** Whether a waiver holds at a time, in milliseconds since 1970: one that ends at what is no time does not. */
export function isInForce({ expires }: Waiver, now: number): boolean {
  return expires === undefined || (expires.time !== undefined && now < expires.time);
}

function expiryOf(node: JsonNode): Waiver['expires'] {
  const value = node.kind === 'object' ? node.members.get('expires')?.value : undefined;
  if (value === undefined || value.kind === 'null') return undefined;
  return value.kind === 'string'
    ? { text: value.value, time: parseTime(value.value), at: value.at }
    : { text: JSON.stringify(jsonValue(value)), time: undefined, at: value.at };
}

function text(node: JsonNode, key: string): string {
  const value = node.kind === 'object' ? node.members.get(key)?.value : undefined;
  // An id may have been written without quotes.
  if (value?.kind === 'number') return value.text;
  return value?.kind === 'string' ? value.value : '';
}
