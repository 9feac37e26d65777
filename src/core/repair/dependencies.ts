/** Mending differences of dependencies. */
import { t } from '@vscode/l10n';
import { removeDependency } from '../files/backlog/write/remove';
import { insertDependency } from '../files/backlog/write/insert';
import { setField } from '../files/backlog/write/set';
import { dependencyKey } from '../parity/backlog-index';
import type { Side } from '../ground/side';
import type { RepairWork } from './work';

export function mendDependency(
  work: RepairWork,
  ends: { readonly from: string; readonly to: string },
  take: Side,
): void {
  const { from, to } = ends;
  const key = dependencyKey(ends);
  const row = work.dependencies.get(key);
  const entry = work.index?.dependencies.get(key);
  if (take === 'database') {
    work.edit((document, index) => {
      const target = index.dependencies.get(key);
      if (row === undefined) return target === undefined ? [] : removeDependency(document, target);
      if (target === undefined) return insertDependency(document, { from, to, type: row.type });
      return setField(document, target, 'type', row.type);
    });
    return;
  }
  if (entry === undefined) {
    if (row !== undefined) work.rows.remove('mission_dependencies', { from_id: from, to_id: to, type: row.type });
    return;
  }
  if (row !== undefined) {
    work.rows.set('mission_dependencies', { from_id: from, to_id: to }, 'type', row.type, entry.type);
    return;
  }
  // Its foreign keys refuse one that names a mission which is nowhere.
  const missing = [from, to].find((id) => !work.missions.has(id) && !work.rows.inserts('missions', id));
  if (missing === undefined) work.rows.insert('mission_dependencies', { from_id: from, to_id: to, type: entry.type });
  else work.left.push(t('The dependency {0} → {1} waits: {2} is not in the database yet.', from, to, missing));
}
