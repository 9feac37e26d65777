/** A command for each operation of the registry: arguments, options and help come from its parameters. */
import { t } from '@vscode/l10n';
import { changedStores, renderChangeSet } from '../../core/changes/render';
import { Run } from '../../core/operations/run';
import type { Incident } from '../../core/escalation/incident';
import { Incidents } from '../../core/escalation/incidents';
import { fallbackLines, triedLines } from '../../core/escalation/messages';
import type { Operation, Parameters } from '../../core/operations/operation';
import { check } from '../../core/findings/check';
import { CmosError } from '../../core/ground/errors';
import { parseTime } from '../../core/files/log/time';
import { nodeGit } from '../../node/git';
import { runScript } from '../../node/scripts';
import type { WritingCommand, WritingInput } from '../command';
import { verdictText } from '../findings';
import { gateJson } from '../gates';
import { withDefault } from '../option-text';
import { argumentsOf, flagOf, missingIn, optionsOf, positionalOf, usageOf } from './operation-usage';
import { oneLine } from '../../core/ground/printable';

/** Who did it, where nobody says: the reference's own default. */
export const AGENT = 'codex';

/** How a step of a checklist stands. */
const MARKS = { ok: '[x]', attention: '[!]', failed: '[ ]' } as const;

export function operationCommand(operation: Operation): WritingCommand {
  return {
    name: operation.name,
    description: operation.description,
    usage: () => usageOf(operation),
    writes: true,
    arguments: () => argumentsOf(operation),
    options: () => [
      ...optionsOf(operation),
      ['--agent <name>', withDefault(t('who does it'), AGENT)],
      ['--ts <time>', withDefault(t('when, ISO 8601'), t('now'))],
      ['--override <reason>', t('pass the gates that are open, for a reason that is recorded with them')],
    ],
    async run({ root, refresh, commit, files, ports, policy, arguments: given, options }) {
      const parameters = parametersOf(operation, given, options);
      const dryRun = options['dryRun'] === true;
      const run = new Run(operation, parameters, {
        refresh,
        ports: commit,
        policy,
        gatherPorts: {
          files,
          reading: { ports, files: commit.files },
          git: nodeGit,
          run: dryRun ? undefined : runScript,
          incidents: new Incidents(files, commit.files, root, ports.now),
        },
        dryRun,
        unread: true,
        agent: text(options['agent']) ?? AGENT,
        at: timeOf(text(options['ts'])),
        sleep: ports.sleep,
        now: ports.now,
      });
      const result = await run.carryOut(overrideReason(options['override'])).catch((error: unknown) => {
        throw run.escalated === undefined ? error : withTries(error, run.escalated.incident, run.escalated.kept);
      });
      const { plan, committed, passed, tried, fallbacks } = result;
      const copy = committed?.copy?.path;
      const { changeSet, event, nextMission, checklist = [], notices = [] } = plan;
      // Whoever repairs wants to know what is left.
      const left = changeSet.toleratesDrift === true && committed !== undefined;
      const report = left ? await refresh().then(check, () => undefined) : undefined;
      return {
        status: checklist.some(({ state }) => state === 'failed') ? 1 : 0,
        text: [
          ...checklist.map(({ state, detail }) => `${MARKS[state]} ${oneLine(detail)}`),
          ...(dryRun ? [renderChangeSet(changeSet)] : checklist.length > 0 ? [] : [changeSet.title]),
          ...(dryRun || nextMission === undefined ? [] : [t('Next: {0}', nextMission)]),
          ...notices,
          ...passed.map(({ code, message }) => t('Passed {0}. {1}', code, oneLine(message))),
          ...triedLines(tried),
          ...fallbackLines(fallbacks),
          ...(copy === undefined ? [] : [t('The database as it was before is kept as {0}.', copy)]),
          ...(report === undefined ? [] : [verdictText(report)]),
        ]
          .filter((each) => each !== '')
          .join('\n'),
        json: {
          operation: operation.name,
          changed: changedStores(changeSet),
          ...(event === undefined ? {} : { event }),
          ...(nextMission === undefined ? {} : { nextMission }),
          ...(checklist.length === 0 ? {} : { steps: checklist }),
          ...(notices.length === 0 ? {} : { notices }),
          ...(passed.length === 0 ? {} : { passed: passed.map(gateJson) }),
          ...(tried.length === 0 ? {} : { tried }),
          ...(fallbacks.length === 0 ? {} : { fallbacks }),
          ...(copy === undefined ? {} : { copy }),
          ...(report === undefined ? {} : { verdict: report.verdict }),
          dryRun,
        },
      };
    },
  };
}

/** The error with what was tried before a person is asked. */
function withTries(error: unknown, { attempts, fallbacks }: Incident, kept: boolean): unknown {
  if (!CmosError.is(error)) return error;
  const { code, message, file, advice } = error;
  return new CmosError(code, [message, ...triedLines(attempts), ...fallbackLines(fallbacks)].join('\n'), {
    ...(file === undefined ? {} : { file }),
    advice: [advice ?? '', kept ? t('It stands among what needs you: cmos needs.') : ''].filter(Boolean).join('\n'),
    cause: error,
  });
}

/** The parameters that were given: options, and what stands behind the command for ids that no option gives. */
function parametersOf(
  operation: Operation,
  given: WritingInput['arguments'],
  options: WritingInput['options'],
): Parameters {
  const byOption = Object.entries(operation.parameters).map(
    ([name, parameter]) => [name, options[camelCase(flagOf(name, parameter))]] as const,
  );
  const parameters = Object.fromEntries(byOption.filter(([, value]) => value !== undefined));
  const free = positionalOf(operation).filter(([name]) => parameters[name] === undefined);
  const behind = given.filter((each) => each !== undefined);
  const usage = t('Usage: {0}', `cmos ${operation.name} ${usageOf(operation)}`);
  if (behind.length > free.length)
    throw new CmosError('usage', t('too many arguments: {0}', behind.slice(free.length).join(' ')), { advice: usage });
  for (const [at, value] of behind.entries()) parameters[free[at]?.[0] ?? ''] = value;
  const missing = missingIn(operation, parameters);
  if (missing.length > 0)
    throw new CmosError(
      'usage',
      missing.length === 1
        ? t('missing required option {0}', missing.join(''))
        : t('missing required options {0}', missing.join(', ')),
      { advice: usage },
    );
  return parameters;
}

/** The name under which commander keeps an option. */
function camelCase(flag: string): string {
  return flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The reason for passing a gate: one that says nothing is none. */
export function overrideReason(given: unknown): string | undefined {
  const reason = text(given);
  if (reason?.trim() !== '') return reason;
  throw new CmosError('usage', t('--override needs a reason.'), { advice: t('It is recorded with the change.') });
}

/** The time as it was given, if it is one. */
function timeOf(given: string | undefined): string | undefined {
  if (given === undefined || parseTime(given) !== undefined) return given;
  throw new CmosError('usage', t('{0} is not a time in ISO 8601.', given), {
    advice: t('For instance 2025-03-14T09:00:00Z.'),
  });
}
