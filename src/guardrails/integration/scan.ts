/** What a `security_scan` test needs of a scanner: the interface between the suite and `guardrails/security`. */

/** One rule that a text broke, in the shape in which a test's result keeps it. */
export interface ScanFinding {
  /** The rule's name: `pathTraversal`, `sensitiveData`, … */
  readonly rule: string;
  /** How much it takes off the score, from 0. */
  readonly severity: number;
  readonly message: string;
  readonly details?: unknown;
}

/** What a scanner says of one file. */
export interface ScanVerdict {
  /** Whether the text passes. A test that expects `pass` wants true, one that expects `fail` wants false. */
  readonly valid: boolean;
  /** 100 less the severities, at least 0. */
  readonly score: number;
  /** `SECURE` from 80, `WARNING` from 60, else `CRITICAL`. */
  readonly assessment: string;
  readonly findings: readonly ScanFinding[];
}

/**
 * Looks through one text.
 *
 * @param text the whole text, a byte-order mark included; at most `READ_LIMIT` bytes of it
 * @param language what the file's name says that it holds; undefined where it says nothing known
 * @param path relative to the cmos root, `/` between names: rules about names and extensions go by it. It is never
 *   absolute, so that where a workspace lies says nothing about what is in it.
 */
export type SecurityScan = (
  text: string,
  language: ScanLanguage | undefined,
  path: string,
) => ScanVerdict | Promise<ScanVerdict>;

export type ScanLanguage = 'json' | 'jsonl' | 'yaml' | 'markdown' | 'javascript' | 'typescript' | 'python';

const LANGUAGES: Readonly<Record<string, ScanLanguage>> = {
  json: 'json',
  jsonl: 'jsonl',
  yaml: 'yaml',
  yml: 'yaml',
  md: 'markdown',
  js: 'javascript',
  cjs: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  py: 'python',
};

/** The language that a file's name tells. */
export function languageOf(path: string): ScanLanguage | undefined {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(LANGUAGES, extension) ? LANGUAGES[extension] : undefined;
}
