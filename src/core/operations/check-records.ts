/** The checks that a mission's changes ask for, as its completion tells and records them (playbook, "Quality & Telemetry"). */
import { t } from '@vscode/l10n';
import type { PlainJson } from '../files/python';
import { CHECK_NAMES, type CheckName, type NeededCheck, neededChecks, neededText, unknownTexts } from './needed-checks';
import type { Gathered } from './gather';
import { type Parameters, type PlanContext, textOf, textsOf } from './operation';
import { remedy } from '../ground/gate';
import { asSentence } from '../ground/printable';
import { refuse } from '../ground/refusals';
import { latestTests } from '../model/test-records';

interface CheckRecord {
  readonly check: CheckName;
  /** `open`: needed, and neither done nor waived. */
  readonly state: 'done' | 'waived' | 'open';
  readonly reason?: string;
  /** Undefined for one that was done though nothing asked for it. */
  readonly needed: NeededCheck | undefined;
}

/**
 * How each check stands: the parameter `checks` names those that were done, `waiveChecks` says why the others are left
 * out. Asks that none is open where the policy requires checks; an override waives them.
 */
export function checkRecords(parameters: Parameters, context: PlanContext): readonly CheckRecord[] {
  const { checks, waiveChecks } = parameters;
  const { gathered, policy, override, gates } = context;
  const done = new Set(textsOf(checks).flatMap(namesIn));
  const needed = neededChecks(gathered?.changes?.changed ?? []);
  const given = textOf(waiveChecks);
  const required = policy.requires.has('checks');
  const open = given === undefined ? needed.filter(({ check }) => !done.has(check)).map(neededText) : [];
  if (required && open.length > 0)
    gates.add({
      code: 'gate/checks',
      message: t('These checks are needed, and were neither done nor waived: {0}.', open.join('; ')),
      remedies: [{ title: t('Do them and name them with --checks, or say why not with --waive-checks') }],
      overridable: true,
    });
  if (done.has('integration')) requirePassedTests(parameters, context);
  const waiver = given ?? (required ? override : undefined);
  return CHECK_NAMES.flatMap((check): CheckRecord[] => {
    const asked = needed.find((each) => each.check === check);
    if (done.has(check)) return [{ check, state: 'done', needed: asked }];
    if (asked === undefined) return [];
    return [
      waiver === undefined
        ? { check, state: 'open', needed: asked }
        : { check, state: 'waived', reason: waiver, needed: asked },
    ];
  });
}

/** Asks that the suite, which is said to have been run, did not fail when it was recorded last. */
function requirePassedTests({ mission }: Parameters, { snapshot, gates }: PlanContext): void {
  const id = String(mission);
  const record = latestTests(snapshot, id);
  if (record === undefined || record.passed) return;
  gates.add({
    code: 'gate/failed-tests',
    message: t('The integration suite failed when it was recorded last on {0}: {1}', id, asSentence(record.summary)),
    remedies: [remedy(t('Correct what failed, and record a run'), 'record-tests', { mission: id })],
    overridable: true,
  });
}

/** Names as a person writes them: several in one text too, in any case. */
function namesIn(text: string): readonly CheckName[] {
  return text
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const name = CHECK_NAMES.find((each) => each === word.toLowerCase());
      if (name === undefined)
        throw refuse(t('There is no check {0}.', word), t('There are: {0}.', CHECK_NAMES.join(', ')));
      return name;
    });
}

/** The lines that notes keep of them. */
export function checkLines(records: readonly CheckRecord[]): readonly string[] {
  return records.flatMap(({ check, state, reason }) =>
    state === 'open' ? [] : [state === 'done' ? `Check ${check}: done` : `Check ${check}: waived, ${reason ?? ''}`],
  );
}

/** What the event keeps of them; undefined where there is nothing to keep. */
export function checksForEvent(records: readonly CheckRecord[]): PlainJson | undefined {
  const kept = records.filter(({ state }) => state !== 'open');
  if (kept.length === 0) return undefined;
  return kept.map(({ check, state, reason }) => ({ check, state, ...(reason === undefined ? {} : { reason }) }));
}

/** What a person should know of before: each check that is needed and open, and what may need one. */
export function checkNotices(records: readonly CheckRecord[], gathered: Gathered | undefined): readonly string[] {
  if (gathered === undefined) return [];
  return [
    ...records.flatMap(({ state, needed }) =>
      state === 'open' && needed !== undefined ? [t('A check is needed, {0}.', neededText(needed))] : [],
    ),
    ...unknownTexts(gathered.changes?.unknown ?? []),
  ];
}
