/**
 * The manifest's commands, menus and views, from what the sources declare, and their texts in `package.nls.json`. An operation is a
 * command by itself, and each view has one for long lists (`views.mjs`). Any other command is declared beside what it does:
 *
 *     export const parityCommands: readonly EditorCommand[] = [
 *       {
 *         id: 'cmos.refresh',
 *         title: 'Refresh',
 *         icon: 'refresh',
 *         palette: 'cmos.hasWorkspace',
 *         menus: [{ view: 'cmos.backlog', group: 'navigation@3' }],
 *         run: (services) => () => refreshAll(services),
 *       },
 *     ];
 *
 * (`src/core/operations/editor-entry.ts` and `src/vscode/commands/services.ts` have the types.)
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { declared, EDITOR } from './declarations.mjs';
import { showMore, viewEntries, views } from './views.mjs';

const TRUSTED = 'isWorkspaceTrusted';

/** Groups of menus are sorted by their names: operations come after what opens a thing (`1_open`). */
const BEFORE_CHAPTERS = 2;

/** `package.json` and `package.nls.json`, each with its whole text. */
export function manifest(project, operations) {
  const [manifest, texts] = ['package.json', 'package.nls.json'].map((file) =>
    JSON.parse(readFileSync(path.join(project, file), 'utf8')),
  );
  const declarations = views(project).map(({ value }) => value);
  const commands = [
    ...operations.map(ofOperation),
    ...declared(project, EDITOR, 'EditorCommand').map(({ value }) => value),
    ...declarations.map(showMore),
  ];
  const menus = {};
  for (const [menu, entry] of commands.flatMap(menuEntries)) (menus[menu] ??= []).push(entry);
  checkViews(commands, declarations);
  const { texts: viewTexts, ...viewParts } = viewEntries(declarations);
  Object.assign(manifest.contributes, { commands: commands.map(commandEntry), menus, ...viewParts });
  const others = Object.entries(texts).filter(([key]) => !/^(command|view|welcome)\./.test(key));
  const titles = commands.map(({ id, title }) => [titleKey(id), title]);
  return [
    { file: 'package.json', text: json(manifest) },
    { file: 'package.nls.json', text: json({ ...Object.fromEntries([...others, ...titles]), ...viewTexts }) },
  ];
}

/** The command of an operation. It stands in menus in its chapter and order, and only where it may write. */
function ofOperation({ chapter: number, id, title, value: { chapter, order, editor = {} } }) {
  return {
    id,
    title,
    enablement: `${TRUSTED} && cmos.hasWorkspace`,
    ...editor,
    menus: (editor.menus ?? []).map((menu) => ({
      group: `${BEFORE_CHAPTERS + number}_${chapter}@${order}`,
      ...menu,
      when: all(TRUSTED, menu.when),
    })),
  };
}

function commandEntry({ id, icon, enablement }) {
  return {
    command: id,
    title: `%${titleKey(id)}%`,
    category: 'CMOS',
    ...(icon === undefined ? {} : { icon: `$(${icon})` }),
    ...(enablement === undefined ? {} : { enablement }),
  };
}

function menuEntries({ id, palette, menus = [] }) {
  const inPalette =
    palette === undefined ? [] : [['commandPalette', { command: id, when: palette === false ? 'false' : palette }]];
  return [...inPalette, ...menus.flatMap((menu) => entriesOf(id, menu))];
}

function entriesOf(command, { view, rows, with: words, when, group, inline }) {
  if (view === undefined) return [['editor/title', { command, when, group }]];
  const onView = `view == ${view}`;
  if (rows === undefined) return [['view/title', { command, when: all(onView, when), group }]];
  const item = `^${oneOf(rows)}${words === undefined ? '' : `.*;${oneOf(words)}`}`;
  const onRow = all(onView, when, `viewItem =~ /${item}/`);
  return [
    ...(inline === undefined ? [] : [['view/item/context', { command, when: onRow, group: `inline@${inline}` }]]),
    ...(group === undefined ? [] : [['view/item/context', { command, when: onRow, group }]]),
  ];
}

/** An expression for one of some words, as a whole word. */
function oneOf(words) {
  return `${words.length === 1 ? words[0] : `(${words.join('|')})`}\\b`;
}

function checkViews(commands, views) {
  const known = new Set(views.map(({ id }) => id));
  for (const { id, menus = [] } of commands)
    for (const { view } of menus)
      if (view !== undefined && !known.has(view)) throw new Error(`${id}: there is no view ${view}.`);
}

function titleKey(id) {
  return `command.${id.replace(/^cmos\./, '')}.title`;
}

function all(...conditions) {
  return conditions.filter((each) => each !== undefined).join(' && ');
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
