/**
 * Paths that lead out of where they belong. The reference takes each `../` for an attack, also that of a link between
 * two documents, and knows the encoded one only where the whole of `..` is encoded. Here a plain one counts where it leads
 * to a system's files or out of the workspace, and an encoded one always: nobody writes that by accident.
 */
import { t } from '@vscode/l10n';
import { DATA, lineBefore, type ScannedText, type SecurityRule } from '../rule';

/** A dot, a dot and a slash, each plain or encoded: once, twice, overlong in UTF-8, as a JSON or JavaScript escape. */
const DOT = String.raw`(?:\.|%(?:25){0,3}2e|%c0%ae|%u002e|\\u002e|\\x2e|&#46;)`;
const SLASH = String.raw`(?:[/\\]|%(?:25){0,3}(?:2f|5c)|%c0%af|%c1%9c|%u2215|%u2216|\\u002f|\\u005c|\\x2f|\\x5c|&#47;)`;

const SYSTEM = String.raw`(?:etc|proc|sys|dev|root|boot|var/(?:log|run|lib|spool)|usr/(?:bin|lib|local)|windows|winnt|system32|boot\.ini|win\.ini|\.ssh|\.aws|\.env\b|id_rsa|web-inf|\.git/)`;

function levelsUp(run: string): number {
  return run.split('..').length - 1;
}

/** How many folders lie between a file and its root; undefined where the path is not known. */
function depthOf(path: string | undefined): number | undefined {
  return path
    ?.replace(/^(?:\.\.?\/)+/, '')
    .split('/')
    .slice(0, -1).length;
}

/** What a module imports, and what a document links to, is resolved where it stands and by nobody's input. */
const LINK_BEFORE = /(?:\]\(|\bfrom[ \t]{0,9}["']|\bimport[ \t(]{1,9}["']|\brequire\(["']|\bhref=["']|\bsrc=["'])$/;

function leadsOut({ 0: run, index }: RegExpExecArray, { text, kind, path }: ScannedText): boolean {
  const levels = levelsUp(run);
  const depth = depthOf(path);
  // A cmos root is often a folder of its project: one level above it is still at home.
  if (depth !== undefined) return levels > depth + 1;
  if (kind === 'prose' || kind === 'markup' || LINK_BEFORE.test(lineBefore(text, index))) return false;
  // Contexts and missions lie one folder below the root: nothing they name is further up.
  return levels >= (DATA.includes(kind) ? 2 : 4);
}

export const TRAVERSAL: readonly SecurityRule[] = [
  {
    id: 'traversal/encoded',
    category: 'A01',
    message: () => t('A path leads upwards, and hides that by encoding it.'),
    patterns: [new RegExp(`${DOT}${DOT}${SLASH}|${SLASH}${DOT}${DOT}(?![\\w.;-])|\\.{4}[/\\\\]{2}|\\.\\.;/`, 'gi')],
    accept: ({ 0: match, index }, { text }) => {
      if (match.startsWith('....') || match === '..;/') return true;
      // Plain ones are the other rules' matter; a backslash after dots alone is a Windows path's.
      if (!/[%&u]|\\x/i.test(match)) return false;
      // In prose “…/%2E” may stand for itself; between letters it is a path.
      return /[%&\\]/.test(match) && !/\s/.test(text.slice(index, index + match.length));
    },
  },
  {
    id: 'traversal/system',
    category: 'A01',
    message: () => t('A path leads upwards to files of the system.'),
    patterns: [
      new RegExp(
        `(?:\\.\\.[/\\\\]{1,2}){1,40}(?:[\\w.-]{1,40}[/\\\\]){0,3}?${SYSTEM}(?=[/\\\\\\s"'\`)\\]},;:.]|$)`,
        'gim',
      ),
    ],
    accept: ({ 0: match }, { path }) =>
      // From a file that lies in a folder, `../.env` is the project's own.
      levelsUp(match) > 1 || depthOf(path) === 0 || !/^\.\.[/\\](?:\.env|\.git|\.ssh|dev|sys|root|boot)/i.test(match),
  },
  {
    id: 'traversal/outside',
    category: 'A01',
    message: () => t('A path leads out of the workspace.'),
    patterns: [/(?<![\w./\\])(?:\.\.[/\\]{1,2}){2,60}/g],
    accept: leadsOut,
  },
  {
    id: 'traversal/absolute',
    category: 'A01',
    message: () => t('This names a file of the system.'),
    patterns: [
      /(?<![\w./\\])\/(?:etc\/(?:passwd|shadow|sudoers|hosts|ssh\b)|proc\/self\b|root\/\.ssh\b|var\/run\/docker\.sock)/g,
      /\bfile:\/{2,3}(?=[A-Za-z/])[^\s"'<>]{1,300}/gi,
      /\b[a-z]:\\{1,2}windows\\{1,2}(?:system32|win\.ini)/gi,
    ],
    kinds: ['json', 'yaml', 'settings', 'text', 'code'],
  },
  {
    id: 'traversal/null-byte',
    category: 'A01',
    message: () => t('An encoded null byte cuts a path short.'),
    patterns: [/[\w./\\-]{1,200}%(?:25)?00(?![0-9a-f])/gi],
    accept: ({ 0: match }) => /[./\\]/.test(match),
  },
  {
    id: 'traversal/input',
    category: 'A01',
    message: () => t('A path is made of what a request says.'),
    patterns: [
      /\b(?:readFile|readFileSync|createReadStream|sendFile|writeFile|unlink|open|send_file|path\.join|path\.resolve|os\.path\.join)\([^()\n]{0,120}\b(?:req(?:uest)?\.(?:query|params|body|args|form|GET|POST)|params\[)/g,
    ],
  },
];
