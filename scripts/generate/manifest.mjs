/**
 * The manifest's commands and their menus, from what the sources declare: `commands` and `menus` of `package.json`, and the titles
 * in `package.nls.json`. An operation is a command by itself. Any other command is declared beside what it does:
 *
 *     export const declarations: readonly CommandDeclaration[] = [
 *       {
 *         id: 'cmos.refresh',
 *         title: 'Refresh',
 *         icon: 'refresh',
 *         palette: 'cmos.hasWorkspace',
 *         menus: [{ view: 'cmos.backlog', group: 'navigation@3' }],
 *       },
 *     ];
 *
 * (`src/core/operations/editor-entry.ts` has the types.) What is in the manifest and declared nowhere stays as it is.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { declared } from './declarations.mjs';

const TRUSTED = 'isWorkspaceTrusted';

/** Groups of menus are sorted by their names: operations come after what opens a thing (`1_open`). */
const BEFORE_CHAPTERS = 2;

/** `package.json` and `package.nls.json`, each with its whole text. */
export function manifest(project, operations) {
  const [manifest, texts] = ['package.json', 'package.nls.json'].map((file) =>
    JSON.parse(readFileSync(path.join(project, file), 'utf8')),
  );
  const commands = [
    ...operations.map(ofOperation),
    ...declared(project, 'src', 'CommandDeclaration').map(({ value }) => value),
  ];
  const own = new Set(commands.map(({ id }) => id));
  const others = (entries) => entries.filter(({ command }) => !own.has(command));
  const { contributes } = manifest;
  contributes.commands = [...others(contributes.commands), ...commands.map(commandEntry)];
  const added = commands.flatMap(menuEntries);
  for (const menu of new Set([...Object.keys(contributes.menus), ...added.map(([menu]) => menu)])) {
    const entries = added.filter(([each]) => each === menu).map(([, entry]) => entry);
    contributes.menus[menu] = [...others(contributes.menus[menu] ?? []), ...entries];
  }
  checkViews(commands, contributes.views);
  const titles = Object.fromEntries(commands.map(({ id, title }) => [titleKey(id), title]));
  const otherTexts = Object.entries(texts).filter(([key]) => !(key in titles));
  return [
    { file: 'package.json', text: json(manifest) },
    { file: 'package.nls.json', text: json({ ...Object.fromEntries(otherTexts), ...titles }) },
  ];
}

/** The command of an operation. It stands in menus in its chapter and order, and only where it may write. */
function ofOperation({ chapter: number, value: { name, title, parameters, chapter, order, editor = {} } }) {
  const asks = Object.values(parameters).some(({ required, asked }) => required === true || asked === true);
  return {
    id: `cmos.${name}`,
    title: asks ? `${title()}…` : title(),
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
  const known = new Set(Object.values(views).flatMap((each) => each.map(({ id }) => id)));
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
