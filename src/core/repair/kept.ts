/** What a seed or an export leaves alone: what the side that it writes has changed since both agreed. */
import { t } from '@vscode/l10n';
import { keepOwn } from '../files/context/keep';
import { type JsonNode, type JsonPath } from '../files/context/model';
import { formatPath } from '../files/context/parse';
import { type Finding } from '../findings/finding';
import { valueText } from '../findings/rules/drift-contexts';
import { ofValue } from '../findings/moved';
import { type Stays } from '../seed/input';
import { type ContextId, type Snapshot } from '../workspace/snapshot';
import { itemOf, nameOf } from './items';
import { isOn, movedOn, type MovedValue, movedValue, takeMoved, valuesText } from './moved-values';
import { type Side } from '../ground/side';

export class Kept implements Stays {
  readonly #snapshot: Snapshot;
  readonly #side: Side;
  readonly #overridden: boolean;
  readonly #moved: ReadonlyMap<string | undefined, Finding>;
  /** What another value would have taken the place of, by item. */
  readonly #met = new Map<string, MovedValue>();

  /** `side` is written. Where it is `overridden`, nothing stays, and what would have is named all the same. */
  constructor(snapshot: Snapshot, side: Side, overridden: boolean) {
    this.#snapshot = snapshot;
    this.#side = side;
    this.#overridden = overridden;
    this.#moved = new Map(movedOn(snapshot, side).map((finding) => [itemOf(finding), finding]));
  }

  value(...name: readonly string[]): boolean {
    const item = nameOf(...name);
    const finding = this.#moved.get(item);
    return finding !== undefined && this.#meet(item, movedValue(this.#snapshot, finding));
  }

  context(id: ContextId, own: JsonNode, wanted: JsonNode): JsonNode {
    const known = this.#snapshot.agreed?.contexts[id];
    if (known === undefined) return wanted;
    return keepOwn(own, wanted, (path: JsonPath, mine, other) => {
      const [database, file] = this.#side === 'database' ? [mine, other] : [other, mine];
      const moved = ofValue(known, { path, ...(database && { database }), ...(file && { file }) });
      if (!isOn(moved, this.#side)) return false;
      const name = `${id} ${formatPath(path)}`;
      return this.#meet(name, { name, database: valueText(database), file: valueText(file), moved });
    });
  }

  #meet(item: string, value: MovedValue | undefined): boolean {
    if (value !== undefined) this.#met.set(item, value);
    return !this.#overridden;
  }

  /** Whether anything was met that stays, or would have stayed. */
  get any(): boolean {
    return this.#met.size > 0;
  }

  /** What became of it, in sentences. */
  get notices(): readonly string[] {
    if (!this.any) return [];
    const values = [...this.#met.values()];
    if (this.#overridden) return [overwritten(this.#side, valuesText(values))];
    const [both, alone] = [true, false].map((wanted) => values.filter(({ moved }) => (moved === 'both') === wanted));
    return [
      ...sentence(alone, (text) => keptAlone(this.#side, text)),
      ...sentence(both, (text) => t('Kept, because both changed since they agreed: {0}.', text)),
      takeMoved(),
    ];
  }

  /** What a reason for something else would overwrite as well; empty where that is nothing. */
  get warning(): string {
    if (!this.any) return '';
    const text = valuesText([...this.#met.values()]);
    return this.#side === 'database'
      ? t('With a reason it also overwrites what the database changed since both agreed: {0}.', text)
      : t('With a reason it also overwrites what the files changed since both agreed: {0}.', text);
  }
}

function sentence(values: readonly MovedValue[] = [], of: (text: string) => string): readonly string[] {
  return values.length === 0 ? [] : [of(valuesText(values))];
}

function keptAlone(side: Side, text: string): string {
  return side === 'database'
    ? t('Kept, because the database changed since both agreed: {0}.', text)
    : t('Kept, because the files changed since both agreed: {0}.', text);
}

function overwritten(side: Side, text: string): string {
  return side === 'database'
    ? t('Overwritten, although the database changed since both agreed: {0}.', text)
    : t('Overwritten, although the files changed since both agreed: {0}.', text);
}
