import assert from 'node:assert/strict';
import { budgets } from '../../scripts/lib/budgets.mjs';
import { measured } from '../../scripts/lib/bundles.mjs';

describe('what is evaluated at start', function () {
  this.timeout(60_000);

  it('keeps to its budgets', async () => {
    const { metafile } = await measured();
    for (const { what, bytes, limit, files } of budgets(metafile)) {
      const largest = [...files].sort(([, a], [, b]) => b.bytes - a.bytes).slice(0, 5);
      const ways = largest.map(([file, each]) => `${each.bytes} ${wayTo(files, file)}`);
      assert.ok(
        bytes <= limit,
        `${what}: ${bytes} bytes of ${limit}. The largest, and how they come in:\n${ways.join('\n')}`,
      );
    }
  });
});

/** The files by which one is loaded, from the entry on. */
function wayTo(files: ReadonlyMap<string, { readonly from: string | undefined }>, file: string): string {
  const from = files.get(file)?.from;
  return from === undefined ? file : `${wayTo(files, from)} → ${file}`;
}
