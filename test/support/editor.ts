/**
 * As much of `vscode` as trees need, for tests without an editor. To be imported before what imports `vscode`. What a test looks
 * at, `view` and `contexts` have.
 */
import Module from 'node:module';

class EventEmitter<Value> {
  readonly #listeners = new Set<(value: Value) => void>();
  readonly event = (listener: (value: Value) => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: Value): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

class Named {
  readonly id: string;
  readonly color: Named | undefined;
  constructor(id: string, color?: Named) {
    this.id = id;
    this.color = color;
  }
}

/** The context keys that were set. */
export const contexts = new Map<string, unknown>();

export const vscode = {
  EventEmitter,
  TreeItem,
  ThemeIcon: Named,
  ThemeColor: Named,
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  l10n: {
    t: (text: string, ...values: unknown[]): string =>
      text.replaceAll(/\{(\d+)\}/g, (_, at: string) => String(values[Number(at)])),
  },
  window: {
    createTreeView: () => ({
      revealed: [] as unknown[],
      reveal(row: unknown) {
        this.revealed.push(row);
      },
      dispose: () => undefined,
    }),
  },
  commands: {
    executeCommand: (command: string, key: string, value: unknown): Promise<void> => {
      if (command === 'setContext') contexts.set(key, value);
      return Promise.resolve();
    },
  },
};

const loader = Module as unknown as { _load: (name: string, ...others: unknown[]) => unknown };
const load = loader._load.bind(loader);
loader._load = (name, ...others) => (name === 'vscode' ? vscode : load(name, ...others));
