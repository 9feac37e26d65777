/** Text that becomes a command somewhere else: of a database, a shell, a template, a browser, a model. */
import { t } from '@vscode/l10n';
import type { SecurityRule } from '../../../core/scan/rule';

const VERB = String.raw`\b(?:select\b[^;\n]{1,200}\bfrom|insert[ ]{1,4}into|update\b[^;\n]{1,100}\bset|delete[ ]{1,4}from)\b`;

export const INJECTION: readonly SecurityRule[] = [
  {
    id: 'injection/sql-built',
    category: 'A03',
    message: () => t('A database statement is put together from text; pass values as parameters.'),
    patterns: [
      // A statement's literal that ends, and then something is added.
      new RegExp(
        `${VERB}[^;\\n]{0,200}?["'\`][ \\t]{0,9}(?:\\+|\\.\\.|\\|\\||%(?=[ \\t(]))[ \\t]{0,9}[A-Za-z_(]`,
        'gi',
      ),
      new RegExp(`${VERB}[^;\\n]{0,200}?(?:\\$\\{|#\\{|["'\`]\\.format\\()`, 'gi'),
      new RegExp(`\\bf["'][^\\n]{0,40}${VERB}[^;\\n]{0,200}?\\{[A-Za-z_]`, 'gi'),
    ],
  },
  {
    id: 'injection/sql-payload',
    category: 'A03',
    message: () => t('This text would change a database statement that it is put into.'),
    patterns: [
      /['"`][ \t]{0,9}\)?[ \t]{0,9}\b(?:or|and)\b[ \t]{1,9}['"]?(?<left>\w{1,20})['"]?[ \t]{0,9}(?:=|like)[ \t]{0,9}['"]?\k<left>\b/gi,
      /['"`)][ \t]{0,9};[ \t]{0,9}(?:drop|truncate|alter|delete|insert|update|exec)[ \t]{1,9}(?:table|database|from|into|user|xp_)/gi,
      /\bunion[ \t]{1,9}(?:all[ \t]{1,9})?select\b/gi,
      /\b(?:waitfor[ \t]{1,9}delay|benchmark\(\d|pg_sleep\(|xp_cmdshell)/gi,
    ],
  },
  {
    id: 'injection/document-query',
    category: 'A03',
    message: () => t('An operator of a document database stands where a value belongs.'),
    patterns: [
      /["']\$(?:where|ne|gt|regex)["'][ \t]{0,9}:[ \t]{0,9}(?:null|""|''|["']{1,2}|["'](?:this\.|\.\*|function))/gi,
    ],
  },
  {
    id: 'injection/command-built',
    category: 'A03',
    message: () => t('A shell command is put together from text; run programs with a list of arguments.'),
    patterns: [
      /\b(?:exec|execSync|system|popen|shell_exec|passthru)\([ \t]{0,9}(?:[fr]{0,2}["'`][^"'`\n]{0,200}(?:\$\{|\{[A-Za-z_]|["'`][ \t]{0,9}[+.%]))/g,
      /\b(?:os\.system|os\.popen|child_process\.exec|execSync|shell_exec|Runtime\.getRuntime\(\)\.exec)\([ \t]{0,9}[A-Za-z_$]/g,
      /\bsubprocess\.\w{1,20}\([^\n]{0,200}\bshell[ \t]{0,4}=[ \t]{0,4}True\b/g,
      /\bspawn\([^\n]{0,200}\bshell[ \t]{0,4}:[ \t]{0,4}true\b/g,
    ],
  },
  {
    id: 'injection/command-payload',
    category: 'A03',
    message: () => t('This text would run a command in a shell that it is put into.'),
    patterns: [
      /(?:[;&|`]|\$\()[ \t]{0,9}(?:rm[ \t]{1,9}-[rf]{1,2}|(?:cat|less|head|tail)[ \t]{1,9}\/etc\/|(?:nc|ncat|netcat)[ \t]{1,9}-|wget[ \t]{1,9}http|curl[ \t]{1,9}http|chmod[ \t]{1,9}\+x|shutdown\b|mkfs\b|whoami\b|id[`)])/gi,
      /\/dev\/tcp\/[\w.]{1,100}\/\d{1,5}/g,
    ],
  },
  {
    id: 'injection/code',
    category: 'A03',
    message: () => t('Text is run as code.'),
    patterns: [
      // A name or a call behind the bracket: a literal is the author's own.
      /(?<![\w.$])(?:eval|new Function|execScript)\([ \t]{0,9}(?!["'`][^"'`\n]{0,200}["'`][ \t]{0,9}\))[^)\s]/g,
      /\bset(?:Timeout|Interval)\([ \t]{0,9}["'`]/g,
      /(?<![\w.])(?:exec|__import__)\([ \t]{0,9}(?:input|request|compile|base64)\b/g,
    ],
  },
  {
    id: 'injection/template',
    category: 'A03',
    message: () => t('This text would run in a template that it is put into.'),
    patterns: [
      /(?:\{\{|\$\{|#\{|<%=?|\{%)[ \t]{0,9}(?:\d{1,6}[ \t]{0,4}\*[ \t]{0,4}['"]?\d{1,6}|[^}\n]{0,100}(?:__class__|__globals__|__mro__|__subclasses__|T\(java|getRuntime\(|require\(['"]child_process|process\.mainModule|constructor\.constructor))/g,
      /\$\{(?:jndi|(?:lower|upper|env|sys|::-)[^}\n]{0,40}j)[^}\n]{0,200}/gi,
    ],
  },
  {
    id: 'injection/prompt',
    category: 'A03',
    message: () => t('This text tells a model to set its instructions aside.'),
    patterns: [
      /\b(?:ignore|disregard|forget|override|bypass)[ \t\n]{1,9}(?:(?:all|any|every|the|your|of|these|those|my)[ \t\n]{1,9}){0,4}(?:previous|prior|above|earlier|preceding|existing|system|safety)[ \t\n]{1,9}(?:\w{1,20}[ \t\n]{1,9}){0,2}?(?:instructions?|prompts?|rules?|guidelines?|guardrails?|directives?)\b/gi,
      /\b(?:reveal|print|repeat|output|show|leak)[ \t\n]{1,9}(?:me[ \t]{1,9})?(?:your|the)[ \t\n]{1,9}(?:hidden[ \t]{1,9}|full[ \t]{1,9}|initial[ \t]{1,9}){0,2}system[ \t\n]{1,9}prompt\b/gi,
      /<\|(?:im_start|im_end|system|endoftext)\|>|\[\/?INST\]|<<\/?SYS>>/g,
    ],
    // A model reads comments like anything else.
    inComments: true,
  },
  {
    id: 'injection/script',
    category: 'A03',
    message: () => t('A script stands in text that a page may show.'),
    patterns: [
      /<script\b[^>\n]{0,200}>/gi,
      /<(?:img|svg|body|iframe|input|video|a|div|details|object|embed)\b[^>\n]{0,200}\bon[a-z]{3,20}[ \t]{0,4}=/gi,
      /["'(=][ \t]{0,9}(?:java|vb)script:[^\s"']/gi,
      /\bdata:text\/html[;,]/gi,
    ],
    kinds: ['json', 'yaml', 'settings', 'text', 'prose'],
  },
  {
    id: 'injection/page',
    category: 'A03',
    message: () => t('Text becomes a part of a page as it is; put it in as text.'),
    patterns: [
      /\.(?:innerHTML|outerHTML)[ \t]{0,9}\+?=[ \t]{0,9}(?!["'`][^"'`$\n]{0,200}["'`][ \t]{0,9}(?:;|$))[^=\s]/gm,
      /\bdocument\.write(?:ln)?\([ \t]{0,9}[^"'`)\s]/g,
      /\.insertAdjacentHTML\(|\bdangerouslySetInnerHTML\b|\bv-html=|\|[ \t]{0,4}safe\b[ \t]{0,4}\}\}|\bmark_safe\([^"')]/g,
    ],
  },
];
