/** The ways to mend a difference, as findings offer them: the repair of one item. */
import { t } from '@vscode/l10n';
import type { Finding, Fix } from '../findings/finding';
import { movedSide } from '../findings/moved';
import type { Snapshot } from '../workspace/snapshot';
import { canBeMended, isDamaged, REJECTED } from './damage';
import { itemOf } from './items';
import type { Side } from '../ground/side';

/** A fix with what it does to the two sides. */
interface RepairFix extends Fix {
  readonly side: Side;
  /** Whether there is no doubt about it: one side alone moved, or it adds what the other side lacks. */
  readonly unambiguous: boolean;
}

/** Taking the database's, taking the file's; the side that moved stands first. */
export function repairFixes(snapshot: Snapshot, finding: Finding): readonly RepairFix[] {
  const item = itemOf(finding);
  if (item === undefined) return [];
  const moved = movedSide(snapshot, finding);
  const [fromDatabase, fromFile] = titlesOf(finding);
  if (isDamaged(finding)) {
    const parameters = { take: 'files', only: [item] };
    const unambiguous = finding.code === 'log/glued-line';
    const fix = { title: fromFile, operation: 'repair', parameters, side: 'files', unambiguous } as const;
    return canBeMended(snapshot) ? [fix] : [];
  }
  const fix = (side: Side, title: string): RepairFix => ({
    title,
    operation: 'repair',
    parameters: { take: side, only: [item] },
    side,
    // Events are only ever added: whichever side has more of them is right.
    unambiguous: isEvent(finding) || (moved === side && !removes(finding, side)),
  });
  if (isEvent(finding)) return [fix(holder(finding), fromDatabase)];
  // What cannot be read there has nothing to give.
  if (finding.code === 'database/context-syntax') return [fix('files', fromFile)];
  const fixes = [fix('database', fromDatabase), fix('files', fromFile)];
  return moved === 'files' ? fixes.toReversed() : fixes;
}

/** Whether a fix takes something away that the other side has: then a person decides. */
function removes({ code }: Finding, side: Side): boolean {
  return code.endsWith('-missing-in-file')
    ? side === 'files'
    : code.endsWith('-missing-in-database') && side === 'database';
}

/** Whether a finding is of an event that one side lacks. */
export function isEvent({ code }: Finding): boolean {
  return code === 'drift/session-missing-in-file' || code === 'drift/session-missing-in-database';
}

/** The side that has what the other lacks. */
function holder({ code }: Finding): Side {
  return code === 'drift/session-missing-in-file' ? 'database' : 'files';
}

function titlesOf(finding: Finding): readonly [database: string, file: string] {
  switch (finding.code) {
    case 'drift/mission-missing-in-file':
      return [
        t('Put {0} into the backlog file', finding.args.mission),
        t('Take {0} out of the database', finding.args.mission),
      ];
    case 'drift/mission-missing-in-database':
      return [
        t('Take {0} out of the backlog file', finding.args.mission),
        t('Put {0} into the database', finding.args.mission),
      ];
    case 'drift/sprint-missing-in-file':
      return [
        t('Put the sprint {0} into the backlog file', finding.args.sprint),
        t('Take the sprint {0} out of the database', finding.args.sprint),
      ];
    case 'drift/sprint-missing-in-database':
      return [
        t('Take the sprint {0} out of the backlog file', finding.args.sprint),
        t('Put the sprint {0} into the database', finding.args.sprint),
      ];
    case 'drift/dependency-missing-in-file':
      return [t('Put the dependency into the backlog file'), t('Take the dependency out of the database')];
    case 'drift/dependency-missing-in-database':
      return [t('Take the dependency out of the backlog file'), t('Put the dependency into the database')];
    case 'drift/session-missing-in-file':
      return [t('Put the event into the session log'), ''];
    case 'drift/session-missing-in-database':
      return [t('Put the event into the database'), ''];
    case 'drift/session-order':
      return [t('Order the session log as the database'), t('Order the database as the session log')];
    case 'log/glued-line':
      return ['', t('Give each event a line of its own')];
    case 'log/invalid-line':
      return ['', t('Move this line to {0}', REJECTED)];
    case 'drift/context-missing-in-file':
      return [t('Make the file from the database'), t('Take the context out of the database')];
    case 'drift/context-missing-in-database':
    case 'database/context-syntax':
      return [t('Take the file away'), t('Put the context into the database')];
    default:
      return [
        t('Take the database’s value: {0}', short(finding.databaseValue)),
        t('Take the file’s value: {0}', short(finding.fileValue)),
      ];
  }
}

/** Longer values are cut in a title, in UTF-16 units. */
const LONGEST = 40;

/** A value in one line. */
export function short(value: string | undefined): string {
  if (value === undefined || value === '') return t('nothing');
  const line = value.replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
