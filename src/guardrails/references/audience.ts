/**
 * For whom a document is, and whether it is where such documents belong (playbook, "Documentation Governance": internal vs
 * external). Only what a document says of itself counts, and a person's own folder; a wrong guess costs trust.
 */
import { t } from '@vscode/l10n';
import type { Finding } from '../../core/findings/finding';
import type { Span } from '../../core/files/text';
import { code, codes } from '../../core/findings/rule';
import { short } from '../../core/findings/values';
import { type Material, placeIn } from './material';
import { type Document, markdownOf } from './documents';

export const finding = codes({
  /**
   * A document under `docs/` or `foundational-docs/`, which go to those who use the starter, says `audience:
   * internal` in its front matter (or `maintainers`), or names a person's own folder. The message quotes what it is
   * judged by. `audience: external` in the front matter ends it.
   *
   * Move it, or take that part out.
   */
  'docs/internal-material': code<{ evidence: string }>({
    severity: 'information',
    message: ({ args }) =>
      t(
        'This is for maintainers, to judge by “{0}”, and what is in this folder goes to those who use the starter.',
        short(args.evidence),
      ),
  }),
  /**
   * A document elsewhere says `audience: external` in its front matter (or `downstream`, `public`, `users`).
   *
   * Move it to `docs/` or `foundational-docs/`.
   */
  'docs/external-material': code<{ evidence: string }>({
    severity: 'information',
    message: ({ args }) =>
      t(
        'This is for those who use the starter, to judge by “{0}”; that belongs into docs/ or foundational-docs/.',
        short(args.evidence),
      ),
  }),
});

/** What is for those outside; the rest of a workspace is its maintainers'. */
const EXTERNAL = /^(?:\.\.\/)?(?:docs|foundational-docs)\//;

/** Read by both, or templates, which are meant to be given away. */
const EITHER = /^(?:\.\.\/)?(?:(?:readme|agents|changelog|license|contributing|security)[^/]*$|(?:.*\/)?templates\/)/i;

/** In a person's own folder; a made-up name, and what is given as an example, names nobody's. */
const HOME =
  /(?<!(?:for example|e\.g\.)[\s,:`"'(]{0,4})(?<![\w.~-])(?:\/Users\/|\/home\/|[A-Z]:\\Users\\)(?!(?:you|your[\w-]*|me|user|username|name|shared|public|ubuntu|runner|node|app|example[\w-]*)\b)[\w.-]+[\\/]/i;

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
    const { path, text } = document;
    const declared = AUDIENCES.get((markdownOf(document).front.get('audience') ?? '').toLowerCase().trim());
    const draft = ({ start, end }: Span) => ({
      args: { evidence: text.slice(start, end) },
      place: placeIn(document, { start, end }),
    });
    if (EXTERNAL.test(path)) {
      const evidence =
        declared === 'internal' ? declaration(document) : declared === undefined ? firstOf(HOME, text) : undefined;
      if (evidence !== undefined) yield finding('docs/internal-material', draft(evidence));
    } else if (declared === 'external' && !EITHER.test(path)) {
      yield finding('docs/external-material', draft(declaration(document)));
    }
  }
}

/** The line of the front matter that says it. */
function declaration({ text }: Document): Span {
  return firstOf(/^audience:[^\r\n]*/im, text) ?? { start: 0, end: 0 };
}

function firstOf(pattern: RegExp, text: string): Span | undefined {
  const match = pattern.exec(text);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}
