/** Taking missions, sprints and dependencies out of a backlog. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../../ground/errors';
import { type TextEdit } from '../../text';
import { extentOf } from '../../yaml-node';
import { type BacklogDependency, type BacklogDocument, type BacklogMission, type BacklogSprint } from '../model';
import { keepAnchors } from './anchors';
import { listOf } from './lists';
import { locate } from './locate';
import { cutItem } from './remove';
import { checked, unsafe } from './safety';
import { type Target } from './set';

/** The edits that take a mission out with its lines; comments above it stay. Throws `edit/unsafe`. */
export function removeMission(document: BacklogDocument, mission: BacklogMission): readonly TextEdit[] {
  return removeItem(document, mission, mission.id);
}

/** The edits that take a sprint out; one that still has missions is refused. Throws `edit/unsafe`. */
export function removeSprint(document: BacklogDocument, sprint: BacklogSprint): readonly TextEdit[] {
  if (sprint.missions.length > 0)
    throw new CmosError('edit/unsafe', t('{0} still has missions.', sprint.id), {
      advice: t('Move or remove its missions first.'),
    });
  return removeItem(document, sprint, sprint.id);
}

/** The edits that take a dependency out. Throws `edit/unsafe`. */
export function removeDependency(document: BacklogDocument, dependency: BacklogDependency): readonly TextEdit[] {
  return removeItem(document, dependency, `${dependency.from} → ${dependency.to}`);
}

function removeItem(document: BacklogDocument, target: Target, name: string): readonly TextEdit[] {
  const located = locate(document, target.at);
  if (located?.whole !== true) throw unsafe(name);
  const { text, roots, mapping } = located;
  const found = listOf(text, roots, mapping);
  if (found === undefined) throw unsafe(name);
  const kept = keepAnchors(roots, text, extentOf(mapping));
  const cut = cutItem(text, found.list, found.index, found.colon);
  return checked(document, kept && cut && [...cut, ...kept.edits], { change: 'remove', target }, name);
}
