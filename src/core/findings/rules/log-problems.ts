/** What is wrong with the session log itself. */
import { t } from '@vscode/l10n';
import { gluedLines } from '../../files/log/glued';
import type { LogLine, SessionLog } from '../../files/log/model';
import { anchor } from '../../files/text';
import { documentOf } from '../../workspace/snapshot';
import type { Finding, Fix } from '../finding';
import { type FindingMaker, rule } from '../rule';
import { rememberedBy } from '../../ground/memo';

type Code = 'log/invalid-line' | 'log/merge-marker' | 'log/glued-line' | 'log/unfinished-line';

export const logProblems = rule<Code>(
  {
    'log/invalid-line': 'error',
    'log/merge-marker': 'error',
    // Tools that read a line at a time find no event in it.
    'log/glued-line': 'warning',
    // The reference glues its next event to such a line (field guide, section 8); ours ends it first.
    'log/unfinished-line': 'information',
  },
  (snapshot, finding) => {
    const log = documentOf(snapshot.sessions);
    return log === undefined ? [] : problemsOf(log, finding);
  },
  async (snapshot, breather) => {
    for (const line of documentOf(snapshot.sessions)?.lines ?? []) {
      isGood(line);
      await breather.pause();
    }
  },
);

/** So many bad lines get a finding each; the last one stands for the rest: a file that is no log is one trouble. */
const MOST = 500;

const problemsOf = rememberedBy((log: SessionLog, finding: FindingMaker<Code>): readonly Finding[] => {
  const bad = log.lines.flatMap((line, index) => (isGood(line) ? [] : [{ line, number: log.text.lineOf(index) + 1 }]));
  const findings: Finding[] = bad
    .slice(0, MOST)
    .map(({ line, number }, index) => ofLine(line, number, index === MOST - 1 ? bad.length - MOST : 0, finding));
  for (const { parts, line, raw } of gluedLines(log).slice(0, MOST)) {
    const [, second] = parts;
    if (second === undefined) continue;
    const start = second.text.indexOf(second.raw);
    findings.push(
      finding('log/glued-line', {
        args: { line: line + 1, events: parts.filter(({ event }) => event !== undefined).length },
        place: { store: 'sessions', at: anchor(second, start, start + second.raw.length) },
        fileValue: raw,
      }),
    );
  }
  const last = log.lines.findLast(({ text }) => text !== '');
  if (log.unfinished && last !== undefined) {
    const at = anchor(last, Math.max(0, last.text.length - 1), last.text.length);
    findings.push(finding('log/unfinished-line', { args: {}, place: { store: 'sessions', at } }));
  }
  return findings;
});

const good = new WeakSet<LogLine>();

/** Whether a line is an event or blank; remembered apart from its number, which an edit above it changes. */
function isGood(line: LogLine): boolean {
  if (good.has(line)) return true;
  const is = line.raw === '' || line.event !== undefined;
  if (is) good.add(line);
  return is;
}

const RESOLVE: Fix = { title: t('Resolve merge conflicts'), operation: 'resolve', parameters: { file: 'sessions' } };

const ofLine = rememberedBy((line: LogLine, number: number, more: number, finding: FindingMaker<Code>): Finding => {
  const problem = line.problem ?? { kind: 'not-json', detail: '', start: 0, end: line.text.length };
  const place = { store: 'sessions', at: anchor(line, problem.start, problem.end) } as const;
  return problem.kind === 'merge-marker'
    ? finding('log/merge-marker', { args: { line: number }, place, fixes: [RESOLVE] })
    : finding('log/invalid-line', { args: { line: number, detail: problem.detail, more }, place, fileValue: line.raw });
});
