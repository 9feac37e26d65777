/** The operations, in the order in which help, documentation and the manifest list them: by chapter, then by their order in it. */
import { declared, evaluated } from './declarations.mjs';

/** Where operations stand: the core's, then the wing's. */
const FOLDERS = ['src/core/operations/catalog', 'src/guardrails/operations'];

/** Each with its file and the name that it is exported under (`declared`), the number of its chapter, its command's id and title in the editor. */
export function operationsIn(project) {
  const { CHAPTERS, commandId, commandTitle } = evaluated(
    project,
    "export { CHAPTERS, commandId, commandTitle } from './src/core/operations/operation';",
  );
  const operations = FOLDERS.flatMap((folder) => declared(project, folder, 'Operation'))
    .map((each) => ({
      ...each,
      chapter: CHAPTERS.indexOf(each.value.chapter),
      id: commandId(each.value),
      title: commandTitle(each.value),
    }))
    .sort((a, b) => a.chapter - b.chapter || a.value.order - b.value.order || (a.value.name < b.value.name ? -1 : 1));
  operations.forEach(check);
  return operations;
}

/** What would pass unseen into the manifest. */
function check({ file, chapter, value: { title, order } }, at, operations) {
  const before = operations[at - 1];
  if (before?.chapter === chapter && before.value.order === order)
    throw new Error(`${file}: ${before.file} has the order ${order} in the same chapter.`);
  if (title().endsWith('…')) throw new Error(`${file}: the … behind a title comes by itself, where more is asked for.`);
}
