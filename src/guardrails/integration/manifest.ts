/**
 * `tests/integration/test_manifest.json`: suites of tests, each with its place in the text. Whatever is wrong with one test is a
 * finding, and that test's own result; the others stay.
 */
import { t } from '@vscode/l10n';
import type { JsonNode } from '../../core/files/context/model';
import type { Span } from '../../core/files/text';
import type { GuardrailFinding } from '../finding';
import {
  isEmptyValue,
  itemsOf,
  jsonFindings,
  type Members,
  membersOf,
  readJsonFile,
  spanOf,
  wordIn,
  wordOf,
} from '../json-file';
import { metricOf, type MetricTest } from './metrics';

/** Where the manifest is, relative to the cmos root. */
export const MANIFEST = 'tests/integration/test_manifest.json';

const TEST_TYPES = [
  'file_exists',
  'directory_exists',
  'content_includes',
  'security_scan',
  'code_quality',
  'performance_snapshot',
] as const;

type TestType = (typeof TEST_TYPES)[number];

export type Expectation = 'pass' | 'fail';

export interface SuiteTest {
  /** Identifies it in its manifest: the suite's key and its own id, and a number where an id stands twice. */
  readonly key: string;
  /** Undefined where it has none. */
  readonly id: string | undefined;
  /** As written; one of `TEST_TYPES`, unless there is a problem. */
  readonly type: string | undefined;
  readonly description: string;
  readonly target: string | undefined;
  readonly expectation: Expectation;
  readonly includes: readonly string[];
  readonly metrics: readonly MetricTest[];
  /** The whole test, and its id (or else its beginning). */
  readonly at: Span;
  readonly idAt: Span;
  readonly targetAt: Span | undefined;
  /** Why it cannot be run: then it fails with this. */
  readonly problem: string | undefined;
}

export interface Suite {
  readonly key: string;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly at: Span;
  readonly idAt: Span;
  readonly tests: readonly SuiteTest[];
}

export interface Manifest {
  /** Relative to the cmos root. */
  readonly path: string;
  readonly text: string;
  readonly mission: string | undefined;
  readonly version: string | undefined;
  readonly suites: readonly Suite[];
  readonly findings: readonly GuardrailFinding<ManifestCode>[];
  /** Whether the whole cannot be read as JSON: what could be read is here, and the suite cannot pass. */
  readonly broken: boolean;
}

type ManifestCode =
  | 'integration/syntax'
  | 'integration/shape'
  | 'integration/missing-id'
  | 'integration/duplicate-id'
  | 'integration/bad-test';

/** More tests than this are not read. */
export const MAX_TESTS = 10_000;

/** Never throws. */
export function parseManifest(text: string, path = MANIFEST): Manifest {
  return new Reader(text, path).read();
}

class Reader {
  readonly #text: string;
  readonly #path: string;
  readonly #findings: GuardrailFinding<ManifestCode>[] = [];
  #count = 0;

  constructor(text: string, path: string) {
    this.#text = text;
    this.#path = path;
  }

  read(): Manifest {
    const file = readJsonFile(this.#text);
    this.#findings.push(...jsonFindings(this.#path, 'integration/syntax', file));
    const { members } = file;
    const meta = membersOf(members?.get('meta')?.value);
    const suites = members === undefined ? [] : this.#list(members, 'suites', { start: 0, end: 1 });
    const keys = new Keys();
    return {
      path: this.#path,
      text: this.#text,
      mission: wordIn(meta, 'mission'),
      version: wordIn(meta, 'version'),
      suites: suites.flatMap((node, index) => this.#suite(node, index, keys) ?? []),
      findings: this.#findings.toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0)),
      broken: file.broken || members === undefined,
    };
  }

  #add(code: ManifestCode, severity: 'error' | 'warning', at: Span, message: string): void {
    this.#findings.push({ code, severity, message, file: this.#path, at: { start: at.start, end: at.end } });
  }

  /** A member that is to be a list; none where it is not. */
  #list(members: Members, name: string, at: Span): readonly JsonNode[] {
    const node = members.get(name)?.value;
    if (node?.kind === 'array') return node.items;
    if (node === undefined) this.#add('integration/shape', 'warning', at, t('There are no {0} here.', name));
    else this.#add('integration/shape', 'error', node.at, t('{0} must be a list.', name));
    return [];
  }

  #suite(node: JsonNode, index: number, keys: Keys): Suite | undefined {
    const members = membersOf(node);
    if (members === undefined) {
      this.#add('integration/shape', 'error', node.at, t('A suite must be an object.'));
      return undefined;
    }
    const { id, idAt } = this.#id(members, node, t('The suite has no id.'));
    const { key, twice } = keys.take(id ?? String(index + 1));
    if (twice && id !== undefined)
      this.#add('integration/duplicate-id', 'warning', idAt, t('Another suite has the id {0} already.', id));
    const own = new Keys();
    const tests = this.#list(members, 'tests', idAt).flatMap((each, at) => this.#test(each, at, key, own) ?? []);
    const [name, description] = ['name', 'description'].map((each) => wordIn(members, each));
    return { key, id, name, description, at: spanOf(node), idAt, tests };
  }

  #test(node: JsonNode, index: number, suite: string, keys: Keys): SuiteTest | undefined {
    if (++this.#count > MAX_TESTS) {
      if (this.#count === MAX_TESTS + 1)
        this.#add('integration/shape', 'error', node.at, t('Only the first {0} tests are read.', MAX_TESTS));
      return undefined;
    }
    const members: Members = membersOf(node) ?? new Map<string, never>();
    const isObject = node.kind === 'object';
    const { id, idAt } = isObject
      ? this.#id(members, node, t('The test has no id.'))
      : { id: undefined, idAt: spanOf(node) };
    const { key, twice } = keys.take(id ?? String(index + 1));
    if (twice && id !== undefined)
      this.#add(
        'integration/duplicate-id',
        'warning',
        idAt,
        t('Another test of this suite has the id {0} already.', id),
      );

    const type = members.get('type')?.value;
    const target = members.get('target')?.value;
    const expectation = members.get('expectation')?.value;
    const metrics = itemsOf(members.get('metrics')?.value).map(metricOf);
    const includes = includesOf(members.get('includes')?.value);
    const trouble = isObject
      ? troubleOf({ type, target, expectation, includes, metrics })
      : ([node, t('A test must be an object.')] as const);
    if (trouble !== undefined) this.#add('integration/bad-test', 'error', trouble[0]?.at ?? idAt, trouble[1]);
    return {
      key: `${suite}/${key}`,
      id,
      type: wordOf(type),
      description: wordIn(members, 'description') ?? '',
      target: target?.kind === 'string' ? target.value : undefined,
      expectation: expectation?.kind === 'string' && expectation.value === 'fail' ? 'fail' : 'pass',
      includes: includes ?? [],
      metrics,
      at: spanOf(node),
      idAt,
      targetAt: target === undefined ? undefined : spanOf(target),
      problem: trouble?.[1],
    };
  }

  #id(members: Members, node: JsonNode, missing: string): { id: string | undefined; idAt: Span } {
    const value = members.get('id')?.value;
    const id = wordOf(value);
    const begin = { start: node.at.start, end: node.at.start + 1 };
    const idAt = value === undefined ? begin : spanOf(value);
    if (id === undefined || id === '') this.#add('integration/missing-id', 'warning', idAt, missing);
    return { id: id === '' ? undefined : id, idAt };
  }
}

interface Parts {
  readonly type: JsonNode | undefined;
  readonly target: JsonNode | undefined;
  readonly expectation: JsonNode | undefined;
  readonly includes: readonly string[] | undefined;
  readonly metrics: readonly MetricTest[];
}

/**
 * What keeps a test from being run. The reference lets some of these pass: a test that looks for nothing
 * (`content_includes` without `includes`, `performance_snapshot` without `metrics`, an empty target that is expected to
 * fail), and an expectation that is neither word. They show nothing, so here they fail and say why.
 */
function troubleOf({
  type,
  target,
  expectation,
  includes,
  metrics,
}: Parts): readonly [JsonNode | undefined, string] | undefined {
  const name = wordOf(type);
  if (name === undefined) return [type, t('The test has no type.')];
  if (!isTestType(name)) return [type, t('There is no test type {0}; there are {1}.', name, TEST_TYPES.join(', '))];
  if (target?.kind !== 'string' || target.value === '') return [target, t('The test has no target.')];
  // The reference takes whatever counts as false for a missing expectation.
  if (expectation !== undefined && !isEmptyValue(expectation)) {
    const word = wordOf(expectation);
    if (word !== 'pass' && word !== 'fail') return [expectation, t('An expectation is pass or fail.')];
  }
  if (name === 'content_includes' && (includes === undefined || includes.length === 0))
    return [target, t('The test names no text to look for (includes).')];
  if (name === 'performance_snapshot' && metrics.length === 0) return [target, t('The test names no metrics.')];
  return undefined;
}

function isTestType(name: string): name is TestType {
  return (TEST_TYPES as readonly string[]).includes(name);
}

/** The texts to look for: a list, or one alone. Undefined where something in it is no text. */
function includesOf(node: JsonNode | undefined): readonly string[] | undefined {
  if (node === undefined || isEmptyValue(node)) return [];
  const words = (node.kind === 'array' ? node.items : [node]).map((each) =>
    each.kind === 'string' ? each.value : undefined,
  );
  return words.every((word) => word !== undefined) ? words : undefined;
}

/** Gives each its own key, whatever the ids are. */
class Keys {
  readonly #taken = new Set<string>();
  /** How often each id was seen: thousands of the same one are not counted from one each time. */
  readonly #seen = new Map<string, number>();

  take(id: string): { readonly key: string; readonly twice: boolean } {
    let number = (this.#seen.get(id) ?? 0) + 1;
    const twice = number > 1;
    let key = twice ? `${id}#${number}` : id;
    while (this.#taken.has(key)) key = `${id}#${++number}`;
    this.#seen.set(id, number);
    this.#taken.add(key);
    return { key, twice };
  }
}
