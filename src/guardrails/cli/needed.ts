/** Which checks the changes since a mission's start, or since a time, ask for. */
import { t } from '@vscode/l10n';
import { CmosError } from '../../core/ground/errors';
import { parseTime } from '../../core/files/log/time';
import { neededChecks, neededText, unknownTexts } from '../../core/operations/needed-checks';
import { missionOf } from '../../core/operations/change';
import { modelOf } from '../../core/model/missions';
import { nodeGit } from '../../node/git';
import type { CommandInput, CommandResult } from '../../cli/command';
import { withDefault } from '../../cli/option-text';
import type { Guardrail } from './guardrail';

export const needed: Guardrail = {
  name: 'needed',
  description: () => t('which checks the changes since a mission’s start need'),
  options: () => [
    ['--mission <id>', withDefault(t('the mission since whose start'), t('the one in progress'))],
    ['--since <time>', t('since a time, ISO 8601, instead')],
  ],
  async run(input, words): Promise<CommandResult> {
    const { snapshot } = input;
    const asked = sinceWhen(input, words);
    if (asked === undefined)
      return {
        status: 0,
        text: `${t('No mission is in progress.')} ${t('Name one, or a time with --since.')}`,
        json: { mission: null, since: null, changed: null, unknown: [], needed: [] },
      };
    const { since, mission } = asked;
    const changes = await nodeGit.changedSince(snapshot.layout.root, since);
    if (changes === undefined)
      return {
        status: 0,
        text: t(
          'What changed since {0} is unknown: git is not installed, this is not a git repository, or git cannot read it.',
          since,
        ),
        json: { mission: mission ?? null, since, changed: null, unknown: [], needed: [] },
      };
    const { changed, unknown } = changes;
    const checks = neededChecks(changed);
    const lines = checks.map((each) => `- ${neededText(each)}`);
    return {
      status: 0,
      text: [
        checks.length === 0
          ? t('What changed since {0} needs no check ({1} files).', since, changed.length)
          : t('What changed since {0} needs:', since),
        ...lines,
        ...unknownTexts(unknown),
      ].join('\n'),
      json: { mission: mission ?? null, since, changed, unknown, needed: checks },
    };
  },
};

/** Undefined where nothing is named and no mission is in progress. */
function sinceWhen(
  { snapshot, options }: CommandInput,
  [word]: readonly string[],
): { since: string; mission?: string } | undefined {
  const { since, mission: option } = options;
  if (typeof since === 'string') {
    if (parseTime(since) !== undefined) return { since };
    throw new CmosError('usage', t('{0} is not a time in ISO 8601.', since), {
      advice: t('For instance 2025-03-14T09:00:00Z.'),
    });
  }
  const id = typeof option === 'string' ? option : word;
  const mission =
    id === undefined ? modelOf(snapshot).missions.find(({ kind }) => kind === 'running') : missionOf(snapshot, id);
  if (mission === undefined) return undefined;
  if (mission.startedAt === undefined)
    throw new CmosError('usage', t('It is not known when {0} was started.', mission.id), {
      advice: t('Name a time with --since.'),
    });
  return { since: mission.startedAt, mission: mission.id };
}
