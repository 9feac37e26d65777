/**
 * What the editor's manifest says of a command. Data only: `npm run generate` writes it into `package.json`
 * (`scripts/generate/manifest.mjs`). Conditions are VS Code's when clauses.
 */
export interface EditorEntry<Word extends string = string> {
  /** The name of a codicon. */
  readonly icon?: string;
  /** The command is greyed, and not in the palette, while this does not hold. */
  readonly enablement?: string;
  /** When the palette has it; without this, whenever it is enabled. False: never. */
  readonly palette?: string | false;
  readonly menus?: readonly MenuEntry<Word>[];
}

type MenuEntry<Word extends string> = RowMenu<Word> | TitleMenu | EditorTitleMenu;

interface Placed {
  /** As VS Code has it: `navigation` are the visible buttons, `GROUP@ORDER` gives a place in a group. */
  readonly group?: string;
  /** A further condition. */
  readonly when?: string;
}

/** The menu of a view's rows. An operation stands there in its chapter and order, unless `group` says otherwise. */
interface RowMenu<Word extends string> extends Placed {
  readonly view: string;
  /** The kinds of rows: how their `contextValue` begins. */
  readonly rows: readonly string[];
  /** Only on rows whose `contextValue` also has one of these words: a mission's status, for instance. */
  readonly with?: readonly Word[];
  /** Also a button on the row itself, in this order. */
  readonly inline?: number;
}

/** The title bar of a view. */
interface TitleMenu extends Placed {
  readonly view: string;
  readonly rows?: never;
  readonly group: string;
}

/** The title bar of an editor. */
interface EditorTitleMenu extends Placed {
  readonly view?: never;
  readonly rows?: never;
  readonly group: string;
  readonly when: string;
}

/** A command of the editor that is not an operation. */
export interface CommandDeclaration extends EditorEntry {
  readonly id: `cmos.${string}`;
  /** In title case; ends in `…` exactly when the command asks for more. */
  readonly title: string;
}
