/** How the values of benchmarks came to be what they are, from the commits of the file that holds them. */
import { type Git } from '../../core/ground/git';
import { BENCHMARKS, parseBenchmarks, type ValueName, VALUES } from './benchmarks';

/** One change of a value that a commit made. */
export interface BenchmarkChange {
  readonly benchmark: string;
  readonly value: ValueName;
  /** Undefined where it was not there before, or is not any more. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly commit: string;
  readonly time: string;
  readonly author: string;
  readonly subject: string;
}

/** So many versions are looked at. */
const VERSIONS = 100;

/**
 * The changes, the newest first; undefined where git tells nothing. A commit whose file cannot be read as JSON is passed
 * over, so that what it broke and the next one mended is no change.
 */
export async function historyOf(git: Git, root: string): Promise<readonly BenchmarkChange[] | undefined> {
  const versions = await git.versionsOf(root, BENCHMARKS, VERSIONS + 1);
  if (versions === undefined) return undefined;
  const changes: BenchmarkChange[] = [];
  // Of the oldest that is looked at it is known what came before only where it is the first of all.
  const whole = versions.length <= VERSIONS;
  let known: ReadonlyMap<string, number> | undefined = whole ? new Map() : undefined;
  for (const { text, commit, time, author, subject } of versions.toReversed()) {
    const values = text === undefined ? new Map<string, number>() : valuesOf(text);
    if (values === undefined) continue;
    if (known !== undefined)
      for (const key of new Set([...known.keys(), ...values.keys()])) {
        const [before, after] = [known.get(key), values.get(key)];
        if (before === after) continue;
        const [value, benchmark] = partsOf(key);
        changes.push({ benchmark, value, before, after, commit, time, author, subject });
      }
    known = values;
  }
  return changes.toReversed();
}

function valuesOf(text: string): ReadonlyMap<string, number> | undefined {
  const { benchmarks, findings } = parseBenchmarks(text);
  if (findings.some(({ code, severity }) => code === 'benchmark/syntax' && severity === 'error')) return undefined;
  const values = new Map<string, number>();
  for (const benchmark of benchmarks)
    for (const value of VALUES) {
      const found = benchmark[value];
      if (found !== undefined) values.set(`${value} ${benchmark.name}`, found.value);
    }
  return values;
}

/** A key's value name has no blank; whatever follows the first one is the benchmark's own name. */
function partsOf(key: string): [ValueName, string] {
  const cut = key.indexOf(' ');
  return [key.slice(0, cut) === 'baseline' ? 'baseline' : 'enhanced', key.slice(cut + 1)];
}
