/** Findings of guardrails as the command line prints them: as `lint` prints the others. */
import { isGrave } from '../../cli/findings';
import { type GuardrailFinding, rangesIn } from '../finding';

/** `texts` holds the text of each file that a finding has a place in. */
export function guardrailLines(
  findings: readonly GuardrailFinding[],
  texts: Readonly<Record<string, string>>,
): readonly string[] {
  return placed(findings, texts).map(({ code, severity, message, file, range }) => {
    const place = range === null ? file : `${file}:${range.start.line + 1}:${range.start.character + 1}`;
    return `${place}: ${severity} ${code}: ${message}`;
  });
}

export function guardrailJson(
  findings: readonly GuardrailFinding[],
  texts: Readonly<Record<string, string>>,
): readonly object[] {
  return placed(findings, texts).map((each) => ({ ...each, fixes: [] }));
}

/** Whether one of them is an error or a warning. */
export function hasGrave(findings: readonly GuardrailFinding[]): boolean {
  return findings.some(isGrave);
}

function placed(findings: readonly GuardrailFinding[], texts: Readonly<Record<string, string>>) {
  const ranges = new Map(Object.entries(texts).map(([file, text]) => [file, rangesIn(text)]));
  return findings.map(({ code, severity, message, file, at }) => ({
    code,
    severity,
    message,
    file,
    range: (at === undefined ? undefined : ranges.get(file)?.(at)) ?? null,
  }));
}
