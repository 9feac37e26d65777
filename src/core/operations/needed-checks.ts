/**
 * Which checks a change asks for (playbook, "Quality & Telemetry" and "Documentation Governance"): worked out from the
 * paths that changed, and from nothing else.
 */
import { t } from '@vscode/l10n';
import { isOwn } from '../ground/own-folder';

export type CheckName = 'integration' | 'security' | 'benchmarks' | 'references';

export const CHECK_NAMES: readonly CheckName[] = ['integration', 'security', 'benchmarks', 'references'];

export interface NeededCheck {
  readonly check: CheckName;
  /** What of the change asks for it, in a few words. */
  readonly reasons: readonly string[];
  /** The paths that ask for it, as they were given. */
  readonly paths: readonly string[];
}

interface CheckTrigger {
  readonly pattern: RegExp;
  readonly checks: readonly CheckName[];
  readonly what: () => string;
}

/** A path may ask for several checks. All are relative to the cmos root; what lies beside it begins with `../`. */
const CHECK_TRIGGERS: readonly CheckTrigger[] = [
  {
    pattern: /^(?:templates|missions\/templates)\//,
    checks: ['integration'],
    what: () => t('templates'),
  },
  {
    pattern:
      /^(?:context\/(?:integration_test_runner|security_validation|quality_assurance)\.[cm]?js|tests\/(?:integration|quality|backward_compatibility)\/.+|scripts\/(?:validate_[^/]+|package_starter\.sh))$/,
    checks: ['integration'],
    what: () => t('guardrails'),
  },
  {
    pattern:
      /^(?:(?:\.\.\/)?agents\.md|(?:scripts|workers|runtime)\/.+|contexts?\/[^/]+\.(?:[cm]?js|ts|py)|db\/schema\.sql|cli\.py)$/i,
    checks: ['integration'],
    what: () => t('orchestration assets'),
  },
  {
    pattern:
      /^(?:tests\/security\/.+|context\/security_validation\.[cm]?js|(?:(?:\.\.\/)?agents|templates\/agents)\.md|(?:\.\.\/)?(?:.+\/)?security[^/]*\.(?:md|ya?ml|json))$/i,
    checks: ['security'],
    what: () => t('security guidance or fixtures'),
  },
  {
    pattern: /^telemetry\/(?!events\/).+$/,
    checks: ['benchmarks'],
    what: () => t('telemetry collectors'),
  },
  {
    pattern:
      /^(?:runtime\/.+|workers\/.+|scripts\/mission_runtime\.py|contexts?\/(?:mission_runtime|db_client)\.py|tests\/performance\/.+)$/,
    checks: ['benchmarks'],
    what: () => t('orchestration that may have become heavier'),
  },
  {
    pattern: /^(?:(?:\.\.\/)?(?:docs|foundational-docs)\/.+|(?:\.\.\/)?(?:readme|agents)\.md|.+\.(?:md|markdown))$/i,
    checks: ['references'],
    what: () => t('documents'),
  },
];

/** What every mission changes by being run: no check is needed for that. */
const BOOKKEEPING =
  /^(?:db\/(?!schema\.sql$)|telemetry\/events\/|missions\/backlog\.yaml$)|(?:^|\/)(?:SESSIONS\.jsonl|PROJECT_CONTEXT\.json)$/;

/** The checks that a change of these paths asks for, in a fixed order; each with the paths that do. */
export function neededChecks(paths: readonly string[]): readonly NeededCheck[] {
  const asked = new Map<CheckName, { reasons: Set<string>; paths: Set<string> }>();
  for (const path of paths) {
    const plain = path.replaceAll('\\', '/').replace(/^\.\//, '');
    if (BOOKKEEPING.test(plain) || isOwn(plain)) continue;
    for (const { pattern, checks, what } of CHECK_TRIGGERS) {
      if (!pattern.test(plain)) continue;
      for (const check of checks) {
        const known = asked.get(check) ?? { reasons: new Set(), paths: new Set() };
        known.reasons.add(what());
        known.paths.add(path);
        asked.set(check, known);
      }
    }
  }
  return CHECK_NAMES.flatMap((check) => {
    const known = asked.get(check);
    return known === undefined ? [] : [{ check, reasons: [...known.reasons], paths: [...known.paths] }];
  });
}

/** So many paths are named in a sentence. */
const SHOWN_PATHS = 3;

/** A needed check in one line: what it is, and which paths ask for it. */
export function neededText({ check, reasons, paths }: NeededCheck): string {
  return t('{0}: {1} changed ({2}{3})', checkTitle(check), reasons.join(', '), ...namedOf(paths));
}

/** At most one line on files that would ask for a check if they changed, which git cannot tell of them. */
export function unknownTexts(unknown: readonly string[]): readonly string[] {
  const paths = [...new Set(neededChecks(unknown).flatMap((each) => each.paths))];
  if (paths.length === 0) return [];
  return [
    t('Git cannot tell whether these changed, because a content filter applies to them: {0}{1}.', ...namedOf(paths)),
  ];
}

/** The first paths, and how many more there are. */
function namedOf(paths: readonly string[]): [named: string, more: string] {
  const more = paths.length > SHOWN_PATHS ? t(' and {0} more', paths.length - SHOWN_PATHS) : '';
  return [paths.slice(0, SHOWN_PATHS).join(', '), more];
}

export function checkTitle(check: CheckName): string {
  switch (check) {
    case 'integration':
      return t('integration suite');
    case 'security':
      return t('security validation');
    case 'benchmarks':
      return t('benchmarks');
    case 'references':
      return t('foundational references');
  }
}
