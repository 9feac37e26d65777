/** The views, from the top: what the sources declare, and the manifest's part of them. */
import { declared, EDITOR } from './declarations.mjs';

/** The container of the views, and its picture. */
const CONTAINER = 'cmos';
const PICTURE = 'media/activity.svg';

/** Each with its file and the name that it is exported under (`declared`). */
export function views(project) {
  return declared(project, EDITOR, 'View').sort((a, b) => a.value.order - b.value.order);
}

/** `views` and `viewsWelcome` of the manifest, and the texts that they name. */
export function viewEntries(declarations) {
  return {
    views: { [CONTAINER]: declarations.map(viewEntry) },
    viewsWelcome: declarations.flatMap(({ id, welcome = [] }) =>
      welcome.map(({ key, when }) => ({ view: id, contents: `%${welcomeKey(key)}%`, when })),
    ),
    texts: Object.fromEntries(
      declarations.flatMap(({ id, name, welcome = [] }) => [
        [nameKey(id), name],
        ...welcome.map(({ key, text }) => [welcomeKey(key), text]),
      ]),
    ),
  };
}

function viewEntry({ id, size, icon, collapsed, filledKey }) {
  return {
    id,
    name: `%${nameKey(id)}%`,
    contextualTitle: 'CMOS',
    icon: icon === undefined ? PICTURE : `$(${icon})`,
    ...(filledKey === undefined ? {} : { when: filledKey }),
    ...(collapsed === true ? { visibility: 'collapsed' } : {}),
    initialSize: size,
  };
}

/** What each view has for the row that stands for others (`Tree`). */
export function showMore({ id }) {
  return { id: `${id}.showMore`, title: 'Show More', icon: 'ellipsis', palette: false };
}

function nameKey(id) {
  return `view.${id.replace(/^cmos\./, '')}.name`;
}

function welcomeKey(key) {
  return `welcome.${key}`;
}
