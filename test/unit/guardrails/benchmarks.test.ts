import assert from 'node:assert/strict';
import { BENCHMARKS, parseBenchmarks } from '../../../src/guardrails/benchmarks/benchmarks';
import { parseManifest } from '../../../src/guardrails/integration/manifest';

const TEXT = `{
  "latency": { "baseline": 200, "enhanced": 180, "unit": "ms" },
  "score": { "baseline": 0.5, "enhanced": 0.75 },
  "size": { "baseline": "big", "unit": "MB" },
  "odd": 5
}`;

const metric = (name: string, trend: string, minImprovement: number, more: object = {}): object => ({
  name,
  baselinePath: `${name}.baseline`,
  enhancedPath: `${name}.enhanced`,
  trend,
  minImprovement,
  ...more,
});

const manifestOf = (...metrics: readonly object[]) =>
  parseManifest(
    JSON.stringify({
      suites: [{ id: 's', tests: [{ id: 't', type: 'performance_snapshot', target: BENCHMARKS, metrics }] }],
    }),
  );

/** Findings as their code and the text under them. */
function found(
  text: string,
  manifest = manifestOf(metric('latency', 'decrease', 0.2), metric('score', 'increase', 0.5)),
): string[] {
  const texts: Record<string, string> = { [BENCHMARKS]: text, [manifest.path]: manifest.text };
  return parseBenchmarks(text, manifest).findings.map(
    ({ code, file, at }) => `${code} ${texts[file]?.slice(at?.start, at?.end)}`,
  );
}

describe('benchmarks', () => {
  it('are held against what the manifest asks, and told of where they miss it', () => {
    assert.deepEqual(found(TEXT), [
      'benchmark/missed-target 180',
      'benchmark/malformed "big"',
      'benchmark/malformed "size"',
      'benchmark/no-target "size"',
      'benchmark/malformed 5',
    ]);
    const [latency, score] = parseBenchmarks(TEXT, manifestOf(metric('latency', 'decrease', 0.2))).benchmarks;
    assert.deepEqual(
      [latency?.baseline?.value, latency?.enhanced?.value, latency?.unit, latency?.judged[0]?.improvement],
      [200, 180, 'ms', 0.1],
    );
    assert.deepEqual(score?.judged, []);
  });

  it('says in the manifest where a metric leads nowhere', () => {
    const manifest = manifestOf(metric('none', 'increase', 0), metric('score', 'up', 0));
    const bad = parseBenchmarks(TEXT, manifest).findings.filter(({ code }) => code === 'benchmark/bad-target');
    assert.deepEqual(
      bad.map(({ file, at }) => [file, (JSON.parse(manifest.text.slice(at?.start, at?.end)) as { name: string }).name]),
      [
        [manifest.path, 'none'],
        [manifest.path, 'score'],
      ],
    );
  });

  it('keep what can be read of a broken file', () => {
    const cut = TEXT.slice(0, TEXT.indexOf('"size"'));
    const { benchmarks, findings } = parseBenchmarks(cut);
    assert.deepEqual(
      benchmarks.map(({ name }) => name),
      ['latency', 'score'],
    );
    assert.ok(findings.some(({ code }) => code === 'benchmark/syntax'));
    for (const text of ['', '[]', 'null', '{"a": {"baseline": NaN, "enhanced": 1e999}}'])
      assert.ok(
        parseBenchmarks(text).findings.some(({ severity }) => severity === 'error'),
        text,
      );
    assert.equal(parseBenchmarks('{"__proto__": {"baseline": 1, "enhanced": 2}}').benchmarks[0]?.name, '__proto__');
  });
});
