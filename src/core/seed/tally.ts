/** What a seed or an export does, counted by kind, in sentences for a person. */
import { t } from '@vscode/l10n';

export type Kind = 'sprint' | 'mission' | 'dependency' | 'event' | 'context' | 'value';

/** `kept`: only the side that is written has it, and it stays. `lost`: the same, and it goes. */
export type Fate = 'inserted' | 'changed' | 'kept' | 'lost';

export class Tally {
  readonly #counts: Record<Fate, Map<Kind, number>> = {
    inserted: new Map(),
    changed: new Map(),
    kept: new Map(),
    lost: new Map(),
  };
  readonly #findings: string[] = [];

  add(fate: Fate, kind: Kind, count = 1): void {
    if (count > 0) this.#counts[fate].set(kind, (this.#counts[fate].get(kind) ?? 0) + count);
  }

  /** Something that is left out or left as it is, and why; a sentence. */
  find(sentence: string): void {
    this.#findings.push(sentence);
  }

  /** `2 missions, 39 session events`; undefined where there is nothing of that fate. */
  textOf(fate: Fate): string | undefined {
    const counts = this.#counts[fate];
    if (counts.size === 0) return undefined;
    return KINDS.flatMap((kind) => {
      const count = counts.get(kind);
      return count === undefined ? [] : [countText(kind, count)];
    }).join(', ');
  }

  get findings(): readonly string[] {
    return this.#findings;
  }
}

const KINDS: readonly Kind[] = ['sprint', 'mission', 'dependency', 'event', 'context', 'value'];

function countText(kind: Kind, count: number): string {
  switch (kind) {
    case 'sprint':
      return count === 1 ? t('1 sprint') : t('{0} sprints', count);
    case 'mission':
      return count === 1 ? t('1 mission') : t('{0} missions', count);
    case 'dependency':
      return count === 1 ? t('1 dependency') : t('{0} dependencies', count);
    case 'event':
      return count === 1 ? t('1 session event') : t('{0} session events', count);
    case 'context':
      return count === 1 ? t('1 context') : t('{0} contexts', count);
    case 'value':
      return count === 1 ? t('1 value') : t('{0} values', count);
  }
}
