/** JSON files of the guardrails, read with the place of each value; what is wrong with them as findings. */
import { t } from '@vscode/l10n';
import type { ContextDocument, ContextProblem, JsonMember, JsonNode } from '../core/files/context/model';
import { parseContext } from '../core/files/context/parse';
import type { Span } from '../core/files/text';
import type { GuardrailFinding } from './finding';

export type Members = ReadonlyMap<string, JsonMember>;

interface JsonFile {
  readonly document: ContextDocument;
  /** Undefined where the file's value is no object. */
  readonly members: Members | undefined;
  /** What Node's `JSON.parse` would refuse: then the workspace's own runner reads nothing of it. */
  readonly broken: boolean;
  readonly problems: readonly { readonly message: string; readonly severity: 'error' | 'warning'; readonly at: Span }[];
}

export function readJsonFile(text: string): JsonFile {
  const document = parseContext(text);
  const constants = document.root === undefined ? [] : constantsIn(document.root);
  const problems = [
    ...document.problems.map(problemOf),
    ...constants.map(({ at }) => ({ message: t('JSON has no such number.'), severity: 'error' as const, at })),
  ];
  return {
    document,
    members: membersOf(document.root),
    broken:
      constants.length > 0 ||
      document.problems.some(({ kind }) => kind !== 'duplicate-key' && kind !== 'not-an-object'),
    problems,
  };
}

/** The problems as findings of a code. */
export function jsonFindings<Code extends string>(
  file: string,
  code: Code,
  { problems }: JsonFile,
): readonly GuardrailFinding<Code>[] {
  return problems.map((problem) => ({ code, file, ...problem }));
}

function problemOf({ kind, at, detail }: ContextProblem): JsonFile['problems'][number] {
  switch (kind) {
    case 'duplicate-key':
      return { message: t('{0} stands here twice; the last one counts.', detail), severity: 'warning', at };
    case 'not-an-object':
      return {
        message: t('The file must be a JSON object.'),
        severity: 'error',
        at: { start: at.start, end: at.start + 1 },
      };
    case 'byte-order-mark':
      return {
        message: t('The file begins with a byte-order mark, which JSON does not allow.'),
        severity: 'error',
        at,
      };
    case 'merge-marker':
    case 'syntax':
      return { message: detail, severity: 'error', at };
  }
}

/** Numbers that Python reads and JSON does not have (`NaN`, `Infinity`). Without recursion: nesting is anybody's. */
function constantsIn(root: JsonNode): readonly JsonNode[] {
  const found: JsonNode[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'array') for (const item of node.items) open.push(item);
    else if (node.kind === 'object') for (const { value } of node.members.values()) open.push(value);
    else if (node.kind === 'number' && /[IN]/.test(node.text)) found.push(node);
  }
  return found.toSorted((a, b) => a.at.start - b.at.start);
}

export function membersOf(node: JsonNode | undefined): Members | undefined {
  return node?.kind === 'object' ? node.members : undefined;
}

/** The items of a list; none where it is not one. */
export function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'array' ? node.items : [];
}

/** A string, or a number as it is written; nothing else names anything. */
export function wordOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : node?.kind === 'number' ? node.text : undefined;
}

/** The same of a member. */
export function wordIn(members: Members | undefined, name: string): string | undefined {
  return wordOf(members?.get(name)?.value);
}

/** What JavaScript takes for false. */
export function isEmptyValue(node: JsonNode): boolean {
  switch (node.kind) {
    case 'null':
      return true;
    case 'boolean':
      return !node.value;
    case 'string':
      return node.value === '';
    case 'number':
      return Number(node.text) === 0;
    default:
      return false;
  }
}

export function spanOf({ at: { start, end } }: JsonNode): Span {
  return { start, end };
}
