/** The foundational references (playbook, "Documentation Governance", cross-references): what three files must name, and must not. */
import { t } from '@vscode/l10n';
import { anchor, type Anchor, type Chunk } from '../../core/files/text';
import type { Finding, Place } from '../../core/findings/finding';
import { documentOf } from '../../core/workspace/snapshot';
import { code, codes } from '../../core/findings/rule';
import { type Material, placeIn, placeOf } from './material';
import type { Document, DocumentSet } from './documents';

export const finding = codes({
  /**
   * One of the three files is not there, neither in the cmos root nor in the project.
   *
   * Write it; `cmos init` shows what belongs into it.
   */
  'references/missing-file': code<{ file: string }>({
    severity: 'warning',
    message: ({ args }) =>
      t('There is no {0}; it is one of the files that name the foundational templates.', args.file),
  }),
  /**
   * The file does not name `foundational-docs/roadmap_template.md` or `foundational-docs/tech_arch_template.md`.
   *
   * Name it where the file speaks of documents. A quick fix does: beside the other template, in a list of documents,
   * in a list of the context that names documents, else at the end.
   */
  'references/missing-reference': code<{ file: string; reference: string }>({
    severity: 'warning',
    message: ({ args: { file, reference } }) => t('{0} does not name {1}.', file, reference),
  }),
  /**
   * The file names `docs/roadmap.md` or `docs/technical_architecture.md`, which the templates have replaced.
   *
   * Name the template instead; a quick fix does.
   */
  'references/legacy-reference': code<{ reference: string; replacement: string }>({
    severity: 'warning',
    message: ({ args: { reference, replacement } }) =>
      t('“{0}” is where this stood formerly; it is {1} now.', reference, replacement),
  }),
});

/** What each required file names, and what it does not name any more. */
export const TEMPLATES = ['foundational-docs/roadmap_template.md', 'foundational-docs/tech_arch_template.md'] as const;
export const LEGACY = ['docs/roadmap.md', 'docs/technical_architecture.md'] as const;

/** A legacy path takes in all of the name that it ends: `foundational-docs/roadmap.md` holds one, too. */
const LEGACY_PATH = /(?<![\w.-])[\w.-]*docs\/(roadmap|technical_architecture)\.md/g;

/** A text that is checked, and where its places are. */
interface Checked {
  readonly name: string;
  readonly text: string;
  readonly whole: Place;
  place(start: number, end: number): Place;
}

export function* foundationalReferences(material: Material): Iterable<Finding> {
  const severity = usesTemplates(material.set) ? 'warning' : 'information';
  for (const [name, checked] of requiredFiles(material)) {
    if (checked === undefined) {
      const place: Place = { store: 'document', path: name };
      yield finding('references/missing-file', { args: { file: name }, severity, place });
      continue;
    }
    const { text, whole } = checked;
    for (const reference of TEMPLATES) {
      if (text.includes(reference)) continue;
      yield finding('references/missing-reference', {
        args: { file: checked.name, reference },
        severity,
        place: whole,
      });
    }
    for (const { index, 0: reference, 1: kind } of text.matchAll(LEGACY_PATH)) {
      const replacement = TEMPLATES[kind === 'roadmap' ? 0 : 1];
      const place = checked.place(index, index + reference.length);
      yield finding('references/legacy-reference', { args: { reference, replacement }, place });
    }
  }
}

/** The files of the reference's check, where this workspace keeps them; undefined for one that is not there. */
function requiredFiles({
  snapshot,
  set,
}: Material): readonly (readonly [name: string, checked: Checked | undefined])[] {
  const { agents, master_context: master } = snapshot.layout.stores;
  const context = documentOf(snapshot.master_context);
  return [
    [agents.path, checkedDocument(set, agents.path)],
    ['README.md', checkedDocument(set, 'README.md') ?? checkedDocument(set, '../README.md')],
    // One that is there and cannot be read is told of elsewhere.
    ...(snapshot.master_context.state === 'unreadable'
      ? []
      : [[master.path, context && checkedContext(master.path, context.text.chunks)] as const]),
  ];
}

function checkedDocument({ documents, unread }: DocumentSet, path: string): Checked | undefined {
  const wanted = path.toLowerCase();
  const document = documents.find((each) => each.path.toLowerCase() === wanted);
  if (document !== undefined) return checkedText(document);
  const known = unread.find((each) => each.path.toLowerCase() === wanted);
  // What could not be read lacks nothing that can be told.
  return known && { name: path, text: TEMPLATES.join(' '), whole: at(path), place: () => at(path) };
}

function at(path: string): Place {
  return { store: 'document', path };
}

function checkedText(document: Document): Checked {
  const { path, text } = document;
  return { name: path, text, whole: placeOf(document), place: (start, end) => placeIn(document, { start, end }) };
}

function checkedContext(name: string, chunks: readonly Chunk[]): Checked | undefined {
  const [chunk] = chunks;
  if (chunk === undefined) return undefined;
  const place = (at: Anchor): Place => ({ store: 'master_context', at });
  const first = chunk.text.search(/\r|\n|$/);
  return {
    name,
    text: chunk.text,
    whole: place(anchor(chunk, 0, first)),
    place: (start, end) => place(anchor(chunk, start, end)),
  };
}

/**
 * Whether only those who ask about references are told a finding: that the templates are not named where nothing speaks
 * of them is no news to others.
 */
export function isForAskers({ code, severity }: Finding): boolean {
  return severity === 'information' && (code === 'references/missing-file' || code === 'references/missing-reference');
}

/** Whether there are templates, or a document speaks of them. Where nobody does, that they are not named is no fault. */
function usesTemplates({ documents }: DocumentSet): boolean {
  return documents.some(({ path, text }) => path.includes('foundational-docs/') || text.includes('foundational-docs/'));
}
