/** What a view says of itself: its tree is made of it, and `npm run generate` writes the list of views. */
import type * as vscode from 'vscode';
import { Tree, type TreeOptions, type TreeServices } from './tree';

export interface View<Made extends Tree = Tree> extends TreeOptions {
  readonly id: `cmos.${string}`;
  /** A tree with a state of its own; where none is given, `rows` says it all. */
  readonly tree?: new (services: TreeServices, options: TreeOptions) => Made;
}

/** The trees of all views. */
export class Views implements vscode.Disposable {
  readonly #trees: ReadonlyMap<string, Tree>;

  constructor(services: TreeServices, views: readonly View[]) {
    this.#trees = new Map(views.map((view) => [view.id, new (view.tree ?? Tree)(services, view)]));
  }

  /** The tree of one of the views. */
  of<Made extends Tree>({ id }: View<Made>): Made {
    return this.#trees.get(id) as Made;
  }

  dispose(): void {
    for (const tree of this.#trees.values()) tree.dispose();
  }
}
