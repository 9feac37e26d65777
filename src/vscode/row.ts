/** A row of a view as data: what it says, what a click on it opens, and what is below it. */
import * as vscode from 'vscode';
import type { Range } from '../core/files/text';
import type { Place } from '../core/findings/finding';
import { fileOf, rangeOf } from '../core/findings/places';
import type { Parameters } from '../core/operations/operation';
import type { Snapshot } from '../core/workspace/snapshot';
import { toRange } from './ranges';

export interface Row {
  /** What commands know it by, and menus where it has no `context`. */
  readonly kind: string;
  readonly label: string;
  /** Tells it from its neighbours, also after another look; its label where nothing else is given. */
  readonly key?: string | undefined;
  readonly description?: string | undefined;
  /** The name of a codicon, or an icon with a colour. */
  readonly icon?: string | vscode.ThemeIcon | undefined;
  /** One that is worked out is asked for when the pointer rests on the row. */
  readonly tooltip?: string | (() => vscode.MarkdownString) | undefined;
  /** What a screen reader says; the label and the description where nothing else is given. */
  readonly spoken?: string | undefined;
  /** What an operation that is called on it is about: parameters by their names. */
  readonly target?: Parameters | undefined;
  /** The manifest's `viewItem`. */
  readonly context?: string | undefined;
  /** What a click opens: a path relative to the root, and what is selected in it. */
  readonly place?: { readonly path: string; readonly range?: Range | undefined } | undefined;
  /** What a click runs instead, and what with; with the row itself where it is a name alone. */
  readonly command?: readonly [id: string, ...parameters: unknown[]] | undefined;
  /** Asked for when the row is opened. */
  readonly children?: (() => Rows | Promise<Rows>) | undefined;
  /** Whether what is below it is shown at once. */
  readonly open?: boolean | undefined;
}

/** What a row opens that is about a place in a store; nothing where the store has no text. */
export function placeIn(snapshot: Snapshot, place: Place): Row['place'] {
  const range = rangeOf(snapshot, place);
  return range === undefined ? undefined : { path: fileOf(snapshot, place), range };
}

/** A list of rows; one by `each` makes those that are shown alone. */
export type Rows = Pick<readonly Row[], 'length' | 'slice'>;

export function each<Of>(all: readonly Of[], make: (one: Of) => Row): Rows {
  return { length: all.length, slice: (start, end) => all.slice(start, end).map(make) };
}

/** A row that says how many there are below it. */
export function section(look: Omit<Row, 'description' | 'children'>, rows: Rows): Row {
  if (rows.length === 0) return { ...look, description: vscode.l10n.t('none') };
  return { ...look, description: String(rows.length), children: () => rows };
}

/** Colours that an icon's name stands for. */
const COLOURS: Readonly<Record<string, string>> = {
  warning: 'list.warningForeground',
  error: 'list.errorForeground',
};

/** An icon by its name, in a colour of the theme's. */
export function icon(name: string, colour = COLOURS[name]): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

/** A row as the editor draws it. */
export function itemOf(row: Row, uriOfPath: (path: string) => vscode.Uri): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    row.label,
    row.children === undefined ? None : row.open === true ? Expanded : Collapsed,
  );
  if (row.icon !== undefined) item.iconPath = typeof row.icon === 'string' ? icon(row.icon) : row.icon;
  if (row.description !== undefined) item.description = row.description;
  if (typeof row.tooltip === 'string') item.tooltip = row.tooltip;
  item.contextValue = row.context ?? row.kind;
  item.accessibilityInformation = {
    label: row.spoken ?? [row.label, row.description].filter(Boolean).join(', '),
  };
  const command = commandOf(row, uriOfPath);
  if (command !== undefined) item.command = command;
  return item;
}

function commandOf(row: Row, uriOfPath: (path: string) => vscode.Uri): vscode.Command | undefined {
  const title = vscode.l10n.t('Open');
  if (row.command !== undefined) {
    const [command, ...parameters] = row.command;
    return { command, title, arguments: parameters.length === 0 ? [row] : parameters };
  }
  if (row.place === undefined) return undefined;
  const { path, range } = row.place;
  const options = { preserveFocus: true, ...(range === undefined ? {} : { selection: toRange(range) }) };
  return { command: 'vscode.open', title, arguments: [uriOfPath(path), options] };
}

/** Whether two rows look the same and lead to the same place; what is below them is not looked at. */
export function looksSame(a: Row, b: Row): boolean {
  return a === b || lookOf(a) === lookOf(b);
}

function lookOf({ label, description, icon: sign, tooltip, spoken, context, place, command, children, open }: Row) {
  const shown = [label, description, sign, tooltip, spoken, context, place, command, children === undefined, open];
  // What is undefined and what is worked out later become null.
  return JSON.stringify(shown);
}
