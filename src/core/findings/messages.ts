/** What a person reads: each finding's message, made from its arguments in this one place, so that it can be translated. */
import { t } from '@vscode/l10n';
import { missingText } from '../workspace/database-fault';
import { encodingText } from '../workspace/encoding';
import { emptyText } from '../workspace/readable';
import type { Finding } from './finding';
import { oneLine, shortened } from '../ground/printable';

/** Longer values are cut in a message, in UTF-16 units; the finding itself keeps them whole. */
const LONGEST = 80;

/** The message of a finding, one sentence or two, without its place and code. */
export function messageOf(finding: Finding): string {
  switch (finding.code) {
    case 'drift/mission-field': {
      const { mission, field, database, file } = finding.args;
      return t('{0}: {1} differs. Database: {2}, file: {3}.', mission, field, value(database), value(file));
    }
    case 'drift/mission-missing-in-file':
      return t(
        '{0} ({1}) is in the database, not in the backlog file.',
        finding.args.mission,
        short(finding.args.name),
      );
    case 'drift/mission-missing-in-database':
      return t('{0} is in the backlog file, not in the database.', finding.args.mission);
    case 'drift/mission-order': {
      const { mission, after } = finding.args;
      return after === undefined
        ? t('{0} comes first in the database, later in the file.', mission)
        : t('{0} comes after {1} in the database, elsewhere in the file.', mission, after);
    }
    case 'drift/sprint-field': {
      const { sprint, field, database, file } = finding.args;
      return t('Sprint “{0}”: {1} differs. Database: {2}, file: {3}.', sprint, field, value(database), value(file));
    }
    case 'drift/sprint-missing-in-file':
      return t('Sprint “{0}” is in the database, not in the backlog file.', finding.args.sprint);
    case 'drift/sprint-missing-in-database':
      return t('Sprint “{0}” is in the backlog file, not in the database.', finding.args.sprint);
    case 'drift/dependency-type': {
      const { from, to, database, file } = finding.args;
      return t(
        'The dependency {0} → {1} has another type. Database: {2}, file: {3}.',
        from,
        to,
        value(database),
        value(file),
      );
    }
    case 'drift/dependency-missing-in-file': {
      const { from, to, type } = finding.args;
      return t('The dependency {0} → {1} ({2}) is in the database, not in the backlog file.', from, to, type);
    }
    case 'drift/dependency-missing-in-database': {
      const { from, to, type } = finding.args;
      return t('The dependency {0} → {1} ({2}) is in the backlog file, not in the database.', from, to, type);
    }
    case 'drift/session-missing-in-file': {
      const { count, summary } = finding.args;
      return count === 1
        ? t('An event of the database is not in the session log: {0}', short(summary))
        : t('{0} events of the database are not in the session log, the first: {1}', count, short(summary));
    }
    case 'drift/session-missing-in-database': {
      const { count, summary } = finding.args;
      return count === 1
        ? t('This event is not in the database: {0}', short(summary))
        : t('This event and {0} more are not in the database: {1}', count - 1, short(summary));
    }
    case 'drift/session-order':
      return t('Line {0} stands at another place than its event in the database.', finding.args.line);
    case 'drift/context-value': {
      const { context, path, database, file } = finding.args;
      return t('{0}: {1} differs. Database: {2}, file: {3}.', context, path, value(database), value(file));
    }
    case 'drift/context-missing-in-file':
      return t('The database has a {0}, and there is no file for it.', finding.args.context);
    case 'drift/context-missing-in-database':
      return t('The database has no {0}.', finding.args.context);
    case 'export/stale':
      return t('This export is older than the database: {0} missions differ.', finding.args.missions);
    case 'backlog/syntax':
      return t('YAML syntax error: {0}', finding.args.detail);
    case 'backlog/merge-marker':
    case 'context/merge-marker':
      return t('An unfinished merge: this conflict marker is still in the file.');
    case 'backlog/duplicate-id':
      return t('{0} stands more than once; tools that read the file take the last one.', finding.args.mission);
    case 'backlog/duplicate-sprint':
      return t('Sprint “{0}” stands more than once.', finding.args.sprint);
    case 'backlog/duplicate-key':
    case 'context/duplicate-key':
      return t('The key “{0}” stands more than once; the last one counts.', finding.args.key);
    case 'backlog/missing-id':
      return t('A mission without an id: the reference tools stop here.');
    case 'backlog/unknown-status':
      return t('“{0}” is not a status that CMOS knows.', short(finding.args.status));
    case 'backlog/shape':
      return t('Expected here: {0}.', finding.args.expected);
    case 'backlog/single-document':
      return t('The file has one YAML document; the reference tools look for missions in the second and find none.');
    case 'backlog/ambiguous-scalar':
      return t(
        'Without quotes, Python reads this as {0} and other tools do not. Put it in quotes.',
        finding.args.reading,
      );
    case 'readiness/unmet-prerequisite': {
      const { mission, prerequisite, status } = finding.args;
      return t('{0} is under way, and its prerequisite {1} is {2}.', mission, prerequisite, status);
    }
    case 'readiness/cycle':
      return t('These missions wait for each other: {0}.', finding.args.missions);
    case 'readiness/dangling-dependency': {
      const { from, to, missing } = finding.args;
      return t('The dependency {0} → {1} names {2}, and there is no such mission.', from, to, missing);
    }
    case 'readiness/self-dependency':
      return t('{0} depends on itself.', finding.args.mission);
    case 'readiness/direction-conflict':
      return t('Dependencies of type “{0}” point both ways here: {1}', finding.args.type, finding.args.evidence);
    case 'readiness/waiver-time': {
      const { mission, prerequisite, expires } = finding.args;
      return t(
        'The waiver of {0} for {1} counts for nothing: “{2}” is not a time.',
        prerequisite,
        mission,
        short(expires),
      );
    }
    case 'readiness/waiver-expired': {
      const { mission, prerequisite, expires } = finding.args;
      return t('The waiver of {0} for {1} expired {2}.', prerequisite, mission, short(expires));
    }
    case 'log/invalid-line':
      return finding.args.more === 0
        ? t('Line {0} is not an event: {1}', finding.args.line, finding.args.detail)
        : t('Line {0} and {1} more are not events: {2}', finding.args.line, finding.args.more, finding.args.detail);
    case 'log/merge-marker':
      return t('Line {0} is a conflict marker of an unfinished merge.', finding.args.line);
    case 'log/glued-line':
      return finding.args.events === 1
        ? t('Line {0} is an event with something else behind it.', finding.args.line)
        : t(
            'Line {0} holds {1} events; tools that read line by line find none there.',
            finding.args.line,
            finding.args.events,
          );
    case 'log/unfinished-line':
      return t('The last line has no end: the reference tools would glue the next event to it.');
    case 'context/syntax':
      return t('JSON syntax error: {0}', finding.args.detail);
    case 'context/byte-order-mark':
      return t('The file begins with a byte-order mark, which Python’s JSON refuses.');
    case 'context/not-an-object':
      return t('A context is a JSON object.');
    case 'context/size': {
      const { kilobytes, limit } = finding.args;
      return t('This context has {0} KB; its limit is {1} KB.', kilobytes, limit);
    }
    case 'security/secret':
    case 'security/path':
      return finding.args.detail;
    case 'telemetry/invalid-line':
      return t('Line {0} is not an event: {1}', finding.args.line, finding.args.detail);
    case 'telemetry/shape': {
      const { line, field, expected } = finding.args;
      if (expected === 'required') return t('Line {0} has no “{1}”.', line, short(field));
      return expected === 'date-time'
        ? t('Line {0}: “{1}” is not a time that can be understood.', line, short(field))
        : t('Line {0}: “{1}” has another type than {2}.', line, short(field), expected.replaceAll('|', ', '));
    }
    case 'telemetry/error':
      return t('The database could not be used: {0}', short(finding.args.detail));
    case 'telemetry/repeated-failure': {
      const { count, first, last, detail } = finding.args;
      return t(
        'The database could not be used {0} times one after the other (lines {1} to {2}): {3}',
        count,
        first,
        last,
        short(detail),
      );
    }
    case 'journal/unfinished':
      return t(
        '“{0}”, begun {1}, is not finished. Run Recover (cmos recover) before you repair, unless another window or command is at work.',
        short(finding.args.title),
        finding.args.at,
      );
    case 'telemetry/unreadable':
    case 'file/unreadable':
    case 'database/unreadable':
      return finding.args.reason;
    case 'file/encoding':
      return encodingText(finding.args.file, finding.args);
    case 'file/empty':
      return emptyText(finding.args.file);
    case 'layout/second-file':
      return t('{0} is there too and is not used; {1} is.', finding.args.other, finding.args.used);
    case 'references/missing-file':
      return t('There is no {0}; it is one of the files that name the foundational templates.', finding.args.file);
    case 'references/missing-reference':
      return t('{0} does not name {1}.', finding.args.file, finding.args.reference);
    case 'references/legacy-reference':
      return t('“{0}” is where this stood formerly; it is {1} now.', finding.args.reference, finding.args.replacement);
    case 'docs/dead-link':
    case 'docs/dead-path': {
      const { target, candidate } = finding.args;
      return candidate === undefined
        ? t('There is nothing at “{0}”.', short(target))
        : t('There is nothing at “{0}”; {1} has that name.', short(target), candidate);
    }
    case 'docs/internal-material':
      return t(
        'This is for maintainers, to judge by “{0}”, and what is in this folder goes to those who use the starter.',
        short(finding.args.evidence),
      );
    case 'docs/external-material':
      return t(
        'This is for those who use the starter, to judge by “{0}”; that belongs into docs/ or foundational-docs/.',
        short(finding.args.evidence),
      );
    case 'docs/review-due': {
      const { since, areas, changed } = finding.args;
      return t('Last looked at on {0}; since then this changed: {1} ({2}).', since, areas, changed);
    }
    case 'docs/unread':
      return t('This document was not read, or not well: {0}.', finding.args.reason);
    case 'docs/not-all':
      return t('The workspace has more than was looked at: {0} documents were.', finding.args.documents);
    case 'database/missing': {
      const { expected, missing, traces } = finding.args;
      return missing
        ? missingText(expected, traces)
        : t('There is no database: {0} would be it. The files are all there is.', expected);
    }
    case 'database/busy':
      return t('The database is being written all the time: no quiet moment was found to read it. It is tried again.');
    case 'database/schema':
      return t('The database is not quite as expected: {0}', finding.args.detail);
    case 'database/context-syntax':
      return t('The database’s {0} is not valid JSON: {1}', finding.args.context, finding.args.detail);
  }
}

function value(text: string | undefined): string {
  return text === undefined || text === '' ? t('none') : `“${short(text)}”`;
}

/** One line, and not too long a one. */
function short(text: string): string {
  return shortened(oneLine(text), LONGEST);
}
