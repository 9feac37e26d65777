import assert from 'node:assert/strict';
import { budgets } from '../../scripts/lib/budgets.mjs';
import { asCommonJs, measured } from '../../scripts/lib/bundles.mjs';

describe('what is evaluated at start', function () {
  this.timeout(60_000);

  let built: Awaited<ReturnType<typeof measured>>;

  before(async () => {
    built = await measured();
  });

  it('keeps to its budgets', () => {
    for (const { what, bytes, limit, files } of budgets(built.metafile)) {
      const largest = [...files].sort(([, a], [, b]) => b.bytes - a.bytes).slice(0, 5);
      const ways = largest.map(([file, each]) => `${each.bytes} ${wayTo(files, file)}`);
      assert.ok(
        bytes <= limit,
        `${what}: ${bytes} bytes of ${limit}. The largest, and how they come in:\n${ways.join('\n')}`,
      );
    }
  });

  it('has nothing that is for later', () => {
    for (const { what, forbidden } of budgets(built.metafile)) assert.deepEqual(forbidden, [], what);
  });

  it('takes the API of VS Code as it is: a copy for each file is most of the time', async () => {
    const codes = await Promise.all(built.outputFiles.map(async (file) => (await asCommonJs(file)).code));
    const taken = codes.flatMap((code) => code.match(/.{0,10}require\("vscode"\)/g) ?? []);
    assert.ok(taken.length > 0);
    assert.deepEqual(
      taken.filter((each) => !each.endsWith(`=require("vscode")`)),
      [],
    );
  });
});

/** The files by which one is loaded, from the entry on. */
function wayTo(files: ReadonlyMap<string, { readonly from: string | undefined }>, file: string): string {
  const from = files.get(file)?.from;
  return from === undefined ? file : `${wayTo(files, from)} → ${file}`;
}
