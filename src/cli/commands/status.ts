import { t } from '@vscode/l10n';
import { check } from '../../core/findings/check';
import { countOf } from '../../core/findings/places';
import { type Claim, claimsOf, claimText } from '../../core/model/claims';
import { eventsOf } from '../../core/model/events';
import { candidates, countByKind, modelOf } from '../../core/model/missions';
import { nextReady, readinessOf } from '../../core/model/readiness';
import type { Snapshot } from '../../core/workspace/snapshot';
import type { Finding } from '../../core/findings/finding';
import { runningElsewhere } from '../../node/worktrees';
import type { Command, CommandInput } from '../command';
import { countsText, verdictText } from '../findings';
import { oneLine } from '../../core/ground/printable';
import { claimJson } from '../claims';
import { missionJson, statusCounts, table, unfinishedRows } from '../missions';

/** The reference's `status` lists so many. */
const MOST_CANDIDATES = 5;

/** The workspace at a glance; `more` finds what is beside the snapshot, so that as much is counted as `lint` lists. */
export const status = (more: (input: CommandInput) => Promise<readonly Finding[]>): Command => ({
  name: 'status',
  description: () => t('the workspace at a glance: profile, verdict, counts, what is under way and what comes next'),
  elsewhere: runningElsewhere,
  async run(input) {
    const { snapshot } = input;
    const report = check(snapshot);
    const findings = [...report.findings, ...(await more(input))];
    const model = modelOf(snapshot);
    const readiness = readinessOf(snapshot);
    const queue = candidates(model);
    const counts = new Map<string, number>();
    for (const mission of model.missions) counts.set(mission.status, (counts.get(mission.status) ?? 0) + 1);
    const active = [...claimsOf(snapshot).values()];
    const next = nextReady(queue, readiness);
    const [last] = eventsOf(snapshot);
    const rows = [
      [t('profile'), snapshot.profile.name],
      [t('parity'), verdictText(report)],
      ...unfinishedRows(snapshot),
      [t('missions'), statusCounts(model.missions) || t('none')],
      [t('active'), active.map((claim) => activeText(claim, snapshot)).join(', ') || t('none')],
      [t('next'), next === undefined ? t('none') : `${oneLine(next.id)} ${oneLine(next.name)} (${next.status})`],
      [
        t('last event'),
        last === undefined
          ? t('none')
          : [last.ts, last.mission, last.action ?? last.status, oneLine(last.summary ?? '')].filter(Boolean).join('  '),
      ],
      [t('findings'), countsText(findings)],
    ];
    return {
      status: 0,
      text: table(rows).join('\n'),
      json: {
        root: snapshot.layout.root,
        profile: snapshot.profile.name,
        verdict: report.verdict,
        findings: countOf(findings),
        unfinished: snapshot.unfinished,
        counts: Object.fromEntries(counts),
        kinds: Object.fromEntries(countByKind(model.missions)),
        active: active.map((claim) => ({ ...missionJson(claim.mission), claim: claimJson(claim, snapshot) })),
        next: next === undefined ? null : missionJson(next),
        lastEvent: last?.fields ?? null,
        // As the reference's `status`: those that can be taken up by precedence, then the others in row order.
        candidates: queue
          .concat(model.missions.filter((mission) => !queue.includes(mission)))
          .slice(0, MOST_CANDIDATES)
          .map(missionJson),
      },
    };
  },
});

/** A mission in progress, and who works on it. */
function activeText(claim: Claim, snapshot: Snapshot): string {
  const { id, name } = claim.mission;
  const details = claimText(claim, snapshot);
  return oneLine(`${id} ${name}${details === '' ? '' : ` (${details})`}`);
}
