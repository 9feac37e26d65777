/** A backlog parsed as one text: for files that are not laid out as blocks, and as the measure of the quick way. */
import { t } from '@vscode/l10n';
import { anchor, ChunkedText } from '../text';
import type { BacklogChunk } from './chunks';
import { type Assembled, assembleDocument, inlineDependencies, inlineMissions, listsOf, planOf } from './assemble';
import type { BacklogProblem, BacklogSprint } from './model';
import { readChunks } from './reading';
import { headOf, isNothing, recogniseSprint } from './recognise';

/** Parses the whole text. Never throws. */
export function parseWhole(text: string): Assembled {
  const chunk: BacklogChunk = { text, kind: 'frame', indent: 0 };
  const chunked = new ChunkedText(text === '' ? [] : [chunk], text);
  const reading = readChunks([chunk], () => undefined);
  const problems: BacklogProblem[] = [...reading.problems];
  const plan = planOf(reading.documents);
  const lists = listsOf(plan?.node);
  const sprints: BacklogSprint[] = [];
  if (lists !== undefined && lists.sprints?.kind === 'sequence') {
    for (const node of lists.sprints.items) {
      const { item, problems: found } = recogniseSprint(node, node.node);
      for (const problem of found) problems.push(problem);
      if (item === undefined) continue;
      const missions = item.missions?.kind === 'sequence' ? inlineMissions(item.missions.items, problems) : [];
      sprints.push({ id: item.id, fields: item.fields, missions, at: headOf(item.at) });
    }
  } else if (lists !== undefined && !isNothing(lists.sprints)) {
    problems.push({
      kind: 'shape',
      at: headOf(lists.sprints?.node ?? anchor(chunk, 0, 1)),
      detail: t('a list of sprints'),
    });
  } else if (lists === undefined && reading.sound && text.trim() !== '') {
    problems.push({
      kind: 'shape',
      at: headOf(anchor(chunk, 0, text.length)),
      detail: t('a plan with domainFields.sprints'),
    });
  }
  const dependencies = inlineDependencies(lists?.dependencies, problems);
  const document = assembleDocument(reading.documents, plan?.index ?? 0, sprints, dependencies, problems, chunked);
  return { document, sound: reading.sound };
}
