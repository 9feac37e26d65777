/** What kind of text is scanned: what a comment is in it, and what its quotes mean, depends on that. */

/**
 * `data`: YAML, JSON and what else only states values; `prose`: Markdown; `markup`: HTML; `code`: everything that runs.
 * `text` is what cannot be told: it is taken for both data and code.
 */
export type TextKind = 'json' | 'yaml' | 'settings' | 'prose' | 'markup' | 'code' | 'text';

/** How a language marks comments. */
type CommentStyle = 'none' | 'hash' | 'slashes' | 'dashes' | 'markup';

export interface Language {
  readonly kind: TextKind;
  readonly comments: CommentStyle;
}

const JSON_LIKE: Language = { kind: 'json', comments: 'none' };
const YAML: Language = { kind: 'yaml', comments: 'hash' };
const SETTINGS: Language = { kind: 'settings', comments: 'hash' };
const PROSE: Language = { kind: 'prose', comments: 'markup' };
const MARKUP: Language = { kind: 'markup', comments: 'markup' };
const HASH_CODE: Language = { kind: 'code', comments: 'hash' };
const SLASH_CODE: Language = { kind: 'code', comments: 'slashes' };
const SQL: Language = { kind: 'code', comments: 'dashes' };
const UNKNOWN: Language = { kind: 'text', comments: 'none' };

/** By file extension, and by the names that editors give languages. */
const LANGUAGES: ReadonlyMap<string, Language> = new Map(
  (
    [
      ['json jsonl jsonc', JSON_LIKE],
      ['yaml yml', YAML],
      ['env ini cfg conf properties toml dotenv', SETTINGS],
      ['md markdown mdx', PROSE],
      ['html htm xml svg vue', MARKUP],
      ['py python rb ruby sh bash zsh shellscript pl r ex exs dockerfile', HASH_CODE],
      [
        'js mjs cjs jsx ts tsx mts cts javascript typescript javascriptreact typescriptreact java kt c h cpp cs go rs php swift scala dart',
        SLASH_CODE,
      ],
      ['sql', SQL],
    ] as const
  ).flatMap(([names, language]) => names.split(' ').map((name): [string, Language] => [name, language])),
);

/** The language that is named, else the one that a path's extension tells, else unknown. */
export function languageOf(path: string | undefined, named: string | undefined): Language {
  const name = (path ?? '').slice((path ?? '').lastIndexOf('/') + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return LANGUAGES.get(named?.toLowerCase() ?? '') ?? LANGUAGES.get(extension) ?? UNKNOWN;
}
