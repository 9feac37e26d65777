/** How findings in documents are mended: edits worked out here, applied by whoever shows them. Nothing is written. */
import { t } from '@vscode/l10n';
import { parseContext, nodeAt } from '../../core/files/context/parse';
import { appendJson } from '../../core/files/context/write';
import type { Span, TextEdit } from '../../core/files/text';
import type { JsonPath } from '../../core/files/context/model';
import { CmosError } from '../../core/ground/errors';
import { fileOf } from '../../core/findings/places';
import type { Finding } from '../../core/findings/finding';
import { nameOf } from '../../core/ground/paths';
import { documentOf, type Snapshot } from '../../core/workspace/snapshot';
import { type Document, type DocumentSet, markdownOf } from './documents';
import { candidatesOf, finding as ofLinks, targetTo } from './links';
import { type Link, listItems, type Section } from './markdown';
import { finding as ofReferences, TEMPLATES } from './required';

export interface DocumentFix {
  readonly title: string;
  /** The file that is edited, relative to the cmos root; undefined where only one is made. */
  readonly edits?: { readonly path: string; readonly edits: readonly TextEdit[] };
  /** A file that is made where none is. */
  readonly creates?: { readonly path: string; readonly text: string };
  /** Whether it is what nearly everybody wants. */
  readonly preferred: boolean;
}

/** The ways to mend a finding, the likeliest first; none where a person must decide. */
export function fixesFor(finding: Finding, snapshot: Snapshot, set: DocumentSet): readonly DocumentFix[] {
  if (ofReferences.is('references/legacy-reference', finding)) {
    const { replacement } = finding.args;
    return replaced(finding, snapshot, replacement, t('Replace by {0}', replacement), true);
  }
  if (ofReferences.is('references/missing-reference', finding))
    return added(finding, snapshot, set, finding.args.reference);
  if (ofLinks.is('docs/dead-link', finding)) return linkFixes(finding, finding.args, snapshot, set);
  if (ofLinks.is('docs/dead-path', finding)) {
    const { candidate, target } = finding.args;
    if (candidate === undefined || candidate.startsWith('../')) return [];
    const path = target.startsWith('cmos/') ? `cmos/${candidate}` : candidate;
    // Inside a JSON string: a name that JSON would have to escape is left to a person.
    return /["\\]/.test(path) ? [] : replaced(finding, snapshot, path, t('Change it to {0}', path), true);
  }
  return [];
}

function replaced(
  finding: Finding,
  snapshot: Snapshot,
  newText: string,
  title: string,
  preferred: boolean,
): readonly DocumentFix[] {
  const { at } = finding.place;
  if (at === undefined) return [];
  const edits = [{ start: at.start, end: at.end, newText }];
  return [{ title, edits: { path: fileOf(snapshot, finding.place), edits }, preferred }];
}

function linkFixes(
  finding: Finding,
  { target, candidate }: { readonly target: string; readonly candidate: string | undefined },
  snapshot: Snapshot,
  set: DocumentSet,
): readonly DocumentFix[] {
  const { place } = finding;
  const document = set.documents.find(({ path }) => path === place.path);
  const link = document && markdownOf(document).links.find(({ at }) => at.start === place.at?.start);
  if (document === undefined || link === undefined || place.at?.chunk !== document.chunk) return [];
  const { root } = snapshot.layout;
  const repaired = candidate === undefined ? undefined : targetTo(root, document.path, candidate, target);
  return [
    ...(repaired === undefined ? [] : replaced(finding, snapshot, repaired, t('Change it to {0}', repaired), true)),
    ...creation(root, document, link),
    ...removal(document, link),
  ];
}

/** A document that is linked to and not there is begun with its title. Other kinds of files are not made up. */
function creation(root: string, document: Document, link: Link): readonly DocumentFix[] {
  const all = candidatesOf(root, document.path, link.target);
  const path = all.find((each) => !each.includes('%')) ?? all[0];
  if (path === undefined || link.kind === 'image' || !/\.(?:md|markdown)$/i.test(path)) return [];
  const name = nameOf(path)
    .replace(/\.\w+$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  const label = link.label === undefined ? '' : document.text.slice(link.label.start, link.label.end);
  const title = /^[^[\]`*\r\n]+$/.test(label.trim()) ? label.trim() : name.charAt(0).toUpperCase() + name.slice(1);
  return [{ title: t('Create {0}', path), creates: { path, text: `# ${title}\n` }, preferred: false }];
}

/** Takes a link away; what a reader sees of it stays. */
function removal({ path, text }: Document, { kind, whole, label }: Link): readonly DocumentFix[] {
  if (kind !== 'link' && kind !== 'image') return [];
  const kept = label === undefined || kind === 'image' ? '' : text.slice(label.start, label.end);
  const title = kind === 'image' ? t('Remove the image') : t('Remove the link, keep its text');
  return [{ title, edits: { path, edits: [{ ...whole, newText: kept }] }, preferred: false }];
}

function added(finding: Finding, snapshot: Snapshot, set: DocumentSet, reference: string): readonly DocumentFix[] {
  const path = fileOf(snapshot, finding.place);
  const title = t('Name {0} here', reference);
  if (finding.place.store === 'document') {
    const document = set.documents.find((each) => each.path === path);
    const edit = document && addedToMarkdown(document, reference);
    return edit === undefined ? [] : [{ title, edits: { path, edits: [edit] }, preferred: true }];
  }
  const text = documentOf(snapshot.master_context)?.text.text;
  const edits = text === undefined ? [] : addedToContext(text, reference);
  return edits.length === 0 ? [] : [{ title, edits: { path, edits }, preferred: true }];
}

const WHAT_IT_IS: Readonly<Record<string, string>> = {
  [TEMPLATES[0]]: 'Roadmap template',
  [TEMPLATES[1]]: 'Technical architecture template',
};

/** Behind the other template, else in the list of a section about documents, else in a section of its own at the end. */
function addedToMarkdown(document: Document, reference: string): TextEdit | undefined {
  const { text } = document;
  const { prose, sections } = markdownOf(document);
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const item = (mark: string): string => `${mark}${WHAT_IT_IS[reference] ?? 'Template'}: \`${reference}\``;
  const other = TEMPLATES.find((each) => each !== reference && text.includes(each));
  if (other !== undefined) {
    const line = lineAt(text, text.indexOf(other));
    const mark = /^\s*(?:[-*+]\s+|\d+[.)]\s+)/.exec(text.slice(line.start, line.end))?.[0];
    const plain = prose.slice(line.start, line.end).trim() !== '';
    if (mark !== undefined && plain) {
      const next = mark.replace(/\d+/, (number) => String(Number(number) + 1));
      return { start: line.end, end: line.end, newText: `${eol}${item(next)}` };
    }
  }
  const section = sections.find(
    (each) => ABOUT_DOCUMENTS.test(each.headings[0] ?? '') && listItems(prose, each.body).length > 0,
  );
  const last = section === undefined ? undefined : lastItem(prose, section);
  if (last !== undefined) return { start: last.end, end: last.end, newText: `${eol}${item(last.mark)}` };
  const gap = text === '' ? '' : /(?:\r\n|\n|\r)$/.test(text) ? eol : `${eol}${eol}`;
  return { start: text.length, end: text.length, newText: `${gap}## References${eol}${eol}${item('- ')}${eol}` };
}

const ABOUT_DOCUMENTS = /\b(?:references?|documentation|documents|docs|foundational|further reading|see also)\b/i;

/** The end of the last item of a section's last list, and the mark that a further one has. */
function lastItem(prose: string, { body }: Section): (Span & { mark: string }) | undefined {
  let last: (Span & { mark: string }) | undefined;
  for (const found of prose.slice(body.start, body.end).matchAll(/^( {0,3}(?:[-*+]\s+|\d+[.)]\s+))\S[^\r\n]*/gm)) {
    const start = body.start + found.index;
    last = {
      start,
      end: start + found[0].length,
      mark: (found[1] ?? '- ').replace(/\d+/, (number) => String(Number(number) + 1)),
    };
  }
  return last;
}

function lineAt(text: string, offset: number): Span {
  const start = Math.max(text.lastIndexOf('\n', offset), text.lastIndexOf('\r', offset)) + 1;
  return { start, end: offset + text.slice(offset).search(/\r|\n|$/) };
}

/** The lists of a context that name documents, the likeliest first. */
const CONTEXT_LISTS: readonly JsonPath[] = [
  ['next_session_context', 'key_reference_documents'],
  ['technical_context', 'integration_points'],
  ['key_reference_documents'],
];

function addedToContext(text: string, reference: string): readonly TextEdit[] {
  const context = parseContext(text);
  // In a file that is no sound JSON a place that looks right may be wrong.
  if (context.root?.kind !== 'object' || context.problems.some(({ kind }) => kind !== 'byte-order-mark')) return [];
  const known = CONTEXT_LISTS.find((path) => nodeAt(context, path)?.kind === 'array');
  const parent = CONTEXT_LISTS.find((path) => path.length > 1 && nodeAt(context, path.slice(0, -1))?.kind === 'object');
  try {
    return appendJson(context, known ?? parent ?? ['key_reference_documents'], reference);
  } catch (error) {
    if (CmosError.is(error, 'edit/unsafe')) return [];
    throw error;
  }
}
