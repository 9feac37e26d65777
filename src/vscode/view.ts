/** What a view says of itself: its tree is made of it, and `npm run generate` writes its part of the manifest. */
import type * as vscode from 'vscode';
import { Tree, type TreeOptions, type TreeServices } from './tree';

export interface View<Made extends Tree = Tree> extends TreeOptions {
  readonly id: `cmos.${string}`;
  readonly name: string;
  /** Its place among the views, from the top. */
  readonly order: number;
  /** Its part of the height, in relation to the others'. */
  readonly size: number;
  /** The name of a codicon, for where a person moves the view; CMOS's own picture where none is given. */
  readonly icon?: string;
  /** Whether it is closed at first. */
  readonly collapsed?: boolean;
  /** What is shown instead of no rows, and when. The text is `welcome.KEY` for translators. */
  readonly welcome?: readonly { readonly key: string; readonly when: string; readonly text: string }[];
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
