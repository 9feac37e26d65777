/** Ids of missions that are one where file names have no case. */
import { t } from '@vscode/l10n';
import { foldedId, idsByFolded } from '../../model/mission-ids';
import { modelOf } from '../../model/missions';
import { placeOfMission } from '../mission-place';
import { code, codes, type Rule } from '../rule';

const finding = codes({
  /**
   * The ids of two missions differ in case alone, or in how Unicode writes a letter. Where file names have no case, as on macOS
   * and Windows, the telemetry of both is one file.
   *
   * Give one of them another id.
   */
  'backlog/ids-alike': code<{ other: string }>({
    severity: 'warning',
    message: ({ mission = '', args: { other } }) =>
      t(
        '{0} differs from {1} in case alone: where file names have no case, both have one telemetry file.',
        mission,
        other,
      ),
  }),
});

export const missionIds: Rule = {
  codes: finding.codes,
  *check(snapshot) {
    const model = modelOf(snapshot);
    const first = idsByFolded(model);
    if (first.size === model.byId.size) return;
    for (const mission of model.byId.values()) {
      const other = first.get(foldedId(mission.id));
      if (other !== undefined && other !== mission.id)
        yield finding('backlog/ids-alike', {
          args: { other },
          mission: mission.id,
          field: 'id',
          place: placeOfMission(mission, 'id'),
        });
    }
  },
};
