/** What is wrong with the session log itself. */
import { t } from '@vscode/l10n';
import { gluedLines } from '../../files/log/glued';
import type { LogLine, SessionLog } from '../../files/log/model';
import { anchor } from '../../files/text';
import { documentOf } from '../../workspace/snapshot';
import type { Finding, Fix } from '../finding';
import { folded } from '../folded';
import { code, codes, type ParityRule } from '../rule';
import { rememberedBy } from '../../ground/memo';

const finding = codes({
  /**
   * A line that is no JSON object. It is kept and shown, and hides no other line. It counts as drift, since no row
   * can match it as an event.
   *
   * Mend the line; or move it to `SESSIONS.rejected.jsonl` by its quick fix, or all of them with `cmos repair --take
   * files --only log/invalid-line`. It stands there byte for byte, and undo puts it back.
   */
  'log/invalid-line': code<{ line: number; detail: string }>({
    severity: 'error',
    drift: true,
    leavesOut: true,
    message: ({ args: { line, detail } }) => t('Line {0} is not an event: {1}', line, detail),
    titles: () => ({ files: t('Move this line to {0}', REJECTED) }),
  }),
  /**
   * A conflict marker of an unfinished merge.
   *
   * Finish the merge: events of both sides belong in the log, and *Resolve Merge Conflicts* (`cmos resolve`) puts
   * them there.
   */
  'log/merge-marker': code<{ line: number }>({
    severity: 'error',
    drift: true,
    leavesOut: true,
    message: ({ args: { line } }) => t('Line {0} is a conflict marker of an unfinished merge.', line),
  }),
  /**
   * Several events stand on one line, as where a tool added an event behind a line without an end. They are read as
   * events of their own and compared as such; tools that read line by line, the reference's among them, find none
   * there. It counts as drift.
   *
   * Give each event a line of its own: the quick fix does it, and so does every `cmos repair`.
   */
  'log/glued-line': code<{ line: number; events: number }>({
    // Tools that read a line at a time find no event in it.
    severity: 'warning',
    drift: true,
    message: ({ args: { line, events } }) =>
      events === 1
        ? t('Line {0} is an event with something else behind it.', line)
        : t('Line {0} holds {1} events; tools that read line by line find none there.', line, events),
    titles: () => ({ files: t('Give each event a line of its own') }),
    additive: true,
  }),
  /**
   * The last line has no line end. The reference's tools glue the next event to it.
   *
   * Add a line end.
   */
  'log/unfinished-line': {
    // The reference glues its next event to such a line (field guide, section 8); ours ends it first.
    severity: 'information',
    message: () => t('The last line has no end: the reference tools would glue the next event to it.'),
  },
});

export const logProblems: ParityRule = {
  codes: finding.codes,
  check(snapshot) {
    const log = documentOf(snapshot.sessions);
    return log === undefined ? [] : problemsOf(log);
  },
  async prepare(snapshot, breather) {
    for (const line of documentOf(snapshot.sessions)?.lines ?? []) {
      isGood(line);
      await breather.pause();
    }
  },
};

/** Where lines go that are no events; relative to the cmos root. */
export const REJECTED = 'SESSIONS.rejected.jsonl';

/** So many bad lines get a finding each. */
const MOST = 500;

const problemsOf = rememberedBy((log: SessionLog): readonly Finding[] => {
  const bad = log.lines.flatMap((line, index) => (isGood(line) ? [] : [{ line, number: log.text.lineOf(index) + 1 }]));
  const findings: Finding[] = folded(bad, MOST).map(({ item: { line, number }, count }) => ofLine(line, number, count));
  for (const { item, count } of folded(gluedLines(log), MOST)) {
    const { parts, line, raw } = item;
    const [, second] = parts;
    if (second === undefined) continue;
    const start = second.text.indexOf(second.raw);
    findings.push(
      finding('log/glued-line', {
        args: { line: line + 1, events: parts.filter(({ event }) => event !== undefined).length },
        place: { store: 'sessions', at: anchor(second, start, start + second.raw.length) },
        count,
        item: { kind: 'line', raw },
        fileValue: raw,
      }),
    );
  }
  const last = log.lines.findLast(({ text }) => text !== '');
  if (log.unfinished && last !== undefined) {
    const at = anchor(last, Math.max(0, last.text.length - 1), last.text.length);
    findings.push(finding('log/unfinished-line', { place: { store: 'sessions', at } }));
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

function resolve(): Fix {
  return { title: t('Resolve merge conflicts'), operation: 'resolve', parameters: { file: 'sessions' } };
}

const ofLine = rememberedBy((line: LogLine, number: number, count: number): Finding => {
  const problem = line.problem ?? { kind: 'not-json', detail: '', start: 0, end: line.text.length };
  const place = { store: 'sessions', at: anchor(line, problem.start, problem.end) } as const;
  return problem.kind === 'merge-marker'
    ? finding('log/merge-marker', { args: { line: number }, count, place, fixes: [resolve()] })
    : finding('log/invalid-line', {
        args: { line: number, detail: problem.detail },
        count,
        item: { kind: 'line', raw: line.raw },
        place,
        fileValue: line.raw,
      });
});
