/**
 * For whom a document is, and whether it stands where such documents stand (playbook, "Documentation Governance":
 * internal vs external). Only what a document says of itself counts as evidence; a wrong guess costs trust.
 */
import { t } from '@vscode/l10n';
import { type Finding } from '../../core/findings/finding';
import { lastNotGreater, lineStartsOf, type Span } from '../../core/files/text';
import { found, type Material, placeIn } from './codes';
import { type Document, markdownOf } from './documents';

/** What is told to those outside; the rest of a workspace is its maintainers'. */
const EXTERNAL = /^(?:\.\.\/)?(?:docs|foundational-docs)\//;

/** Read by both, or blanks that are given away by nature. */
const EITHER = /^(?:\.\.\/)?(?:(?:readme|agents|changelog|license|contributing|security)[^/]*$|(?:.*\/)?templates\/)/i;

const INTERNAL_SIGNS: readonly RegExp[] = [
  /\b(?:maintainers?|internal|team)[- ]only\b/gi,
  /\bfor (?:internal use|(?:the |our )?(?:core |project )?maintainers)\b/gi,
  /\bprocedures (?:that |which )?(?:the )?maintainers (?:follow|use|run)\b/gi,
  /\b(?:not for (?:distribution|publication|release)|do not (?:ship|distribute|publish) this)\b/gi,
  /\bcompany[- ]confidential\b/gi,
  // A person's own folder: nobody else has it.
  /(?<![\w.~-])(?:\/Users\/(?!you\b|your|me\b|user\b|username\b|name\b|shared\b|example)[\w.-]+|\/home\/(?!you\b|your|user\b|username\b|name\b|ubuntu\b|runner\b|node\b|app\b|example)[\w.-]+|[A-Z]:\\Users\\(?!you\b|your|user\b|username\b|name\b|public\b|example)[\w.-]+)[\\/]/gi,
];

const EXTERNAL_SIGNS: readonly RegExp[] = [
  /\b(?:intended|written|meant|made) for (?:the )?(?:downstream|external|starter|end)\b[^.\r\n]{0,60}/gi,
  /\b(?:this|the following) (?:guide|document|page|manual|handbook|tutorial)\b[^.\r\n]{0,80}\b(?:downstream|starter users?|adopters|users of (?:the|this) starter)\b/gi,
];

const AUDIENCES: ReadonlyMap<string, 'internal' | 'external'> = new Map([
  ['internal', 'internal'],
  ['maintainer', 'internal'],
  ['maintainers', 'internal'],
  ['external', 'external'],
  ['downstream', 'external'],
  ['public', 'external'],
  ['users', 'external'],
]);

export function* audiences({ set }: Material): Iterable<Finding> {
  for (const document of set.documents) {
    const { path } = document;
    const declared = AUDIENCES.get((markdownOf(document).front.get('audience') ?? '').toLowerCase().trim());
    if (EXTERNAL.test(path)) {
      const draft = declared === 'external' ? undefined : draftOf(document, INTERNAL_SIGNS, declared);
      if (draft !== undefined) yield found('docs/internal-material', draft);
    } else if (!EITHER.test(path)) {
      const draft = declared === 'internal' ? undefined : draftOf(document, EXTERNAL_SIGNS, declared);
      if (draft !== undefined) yield found('docs/external-material', draft);
    }
  }
}

function draftOf(document: Document, signs: readonly RegExp[], declared: string | undefined) {
  const places = [...(declared === undefined ? [] : [declaration(document)]), ...evidence(document, signs)];
  const [first, ...more] = places;
  if (first === undefined) return undefined;
  const related = more
    .slice(0, 5)
    .map((span) => ({ ...placeIn(document, span), message: t('This speaks for it as well.') }));
  return { args: { evidence: document.text.slice(first.start, first.end) }, place: placeIn(document, first), related };
}

/** The line of the front matter that says it. */
function declaration({ text }: Document): Span {
  const [line = ''] = /^audience:[^\r\n]*/im.exec(text) ?? [];
  const start = text.indexOf(line);
  return { start, end: start + line.length };
}

function evidence({ text, chunk }: Document, signs: readonly RegExp[]): readonly Span[] {
  const starts = lineStartsOf(chunk);
  const known = new Map<number, boolean>();
  /** A line that names the folders says the rule itself, and is no evidence of what is kept here. */
  const speaksOfPlaces = (offset: number): boolean => {
    const line = lastNotGreater(starts, offset);
    const speaks = known.get(line) ?? NAMES_FOLDERS.test(text.slice(starts[line], starts[line + 1]).trimEnd());
    known.set(line, speaks);
    return speaks;
  };
  const spans = signs.flatMap((sign) =>
    [...text.matchAll(sign)].map(({ index, 0: found }) => ({ start: index, end: index + found.length })),
  );
  return spans.filter(({ start }) => !speaksOfPlaces(start)).toSorted((a, b) => a.start - b.start);
}

const NAMES_FOLDERS = /(?:^|[^\w/.-])(?:cmos\/)?(?:foundational-)?docs\/(?=[\s`'",.)]|$)/;
