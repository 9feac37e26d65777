import { t } from '@vscode/l10n';
import { Incidents } from '../../core/escalation/incidents';
import { headlineOf } from '../../core/escalation/messages';
import { openIncidents } from '../../core/escalation/records';
import { review as operation } from '../../core/operations/catalog/review';
import type { WritingCommand } from '../command';
import { AGENT, operationCommand } from './operations';

const ofMission = operationCommand(operation);

/** Reviews a mission that fell back, or an incident that `needs` lists. */
export const review: WritingCommand = {
  ...ofMission,
  description: () => t('record a person’s word on a mission that fell back, or on an incident that cmos needs lists'),
  async run(input) {
    const { root, refresh, files, ports, commit, arguments: ids, options } = input;
    const incidents = new Incidents(files, commit.files, root, ports.now);
    const id = ids[0] ?? options['mission'];
    const incident = openIncidents(await incidents.read(await refresh())).find((each) => each.id === id);
    if (incident === undefined) return ofMission.run(input);
    const dryRun = options['dryRun'] === true;
    if (!dryRun)
      await incidents.review(incident, {
        at: new Date(ports.now()).toISOString(),
        by: typeof options['agent'] === 'string' ? options['agent'] : AGENT,
        ...(typeof options['remark'] === 'string' ? { remark: options['remark'] } : {}),
      });
    return {
      status: 0,
      text: t('Reviewed: {0}', headlineOf({ kind: 'incident', incident, times: 1 })),
      json: { operation: 'review', incident: incident.id, dryRun },
    };
  },
};
