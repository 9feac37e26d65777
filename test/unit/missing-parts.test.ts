/** Where a file of the program is gone, a person is told so, and never by a stack. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import initSqlJs from 'sql.js';
import { CmosError } from '../../src/core/ground/errors';
import { onDemand, part } from '../../src/core/ground/parts';
import { makeWorkspace } from '../../scripts/lib/make-workspace.mjs';

describe('a part of the program that is missing', function () {
  this.timeout(60_000);
  let folder: string;
  let dist: string;
  let root: string;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-parts-'));
    dist = path.join(folder, 'dist');
    cpSync('dist', dist, { recursive: true, filter: (file) => !file.endsWith('.map') });
    root = await makeWorkspace('in-step', path.join(folder, 'workspace'));
    // Only SQLite reads a schema with this.
    const file = path.join(root, 'db', 'cmos.sqlite');
    const database = new (await initSqlJs()).Database(readFileSync(file));
    database.run('CREATE TABLE other (id PRIMARY KEY) WITHOUT ROWID');
    writeFileSync(file, database.export());
    database.close();
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command without the file whose name begins like this. */
  function without(start: string, ...words: readonly string[]): ReturnType<typeof spawnSync> {
    const name = readdirSync(dist).find((each) => each.startsWith(start));
    assert.ok(name, start);
    const [there, away] = [path.join(dist, name), path.join(folder, name)];
    renameSync(there, away);
    try {
      return spawnSync(process.execPath, [path.join(dist, 'cli.js'), ...words, '--root', root], { encoding: 'utf8' });
    } finally {
      renameSync(away, there);
    }
  }

  for (const [start, ...words] of [
    ['process-', 'parity'],
    ['parity-', 'parity'],
    ['checks-', 'doctor'],
    ['looks-', 'status'],
    ['changes-', 'note', '--summary', 'x'],
    ['sql-wasm.js', 'parity'],
    ['sql-wasm.wasm', 'parity'],
  ] as const)
    it(`is named in text and JSON: ${start}`, () => {
      const text = without(start, ...words);
      const told = without(start, ...words, '--format', 'json');
      assert.equal(text.status, 3, String(text.stderr));
      assert.equal(told.status, 3);
      assert.ok(JSON.parse(String(told.stdout)), 'one object');
      const all = [text.stdout, text.stderr, told.stdout, told.stderr].join('\n');
      assert.match(all, /is missing|cannot be loaded/);
      assert.doesNotMatch(all, /Require stack|^\s+at /m);
    });

  it('is named whichever it is', function () {
    this.timeout(240_000);
    for (const name of readdirSync(dist).filter((each) => each.startsWith('chunk-'))) {
      const { stdout, stderr } = without(name, 'start', '--summary', 's', '--dry-run', '--format', 'json');
      assert.ok(JSON.parse(String(stdout)), name);
      assert.doesNotMatch(String(stderr), /Require stack|^\s+at /m, name);
    }
  });

  it('is an error with a way out, whether a module or a file is not there', async () => {
    for (const code of ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ENOENT'])
      await assert.rejects(
        part(Promise.reject(Object.assign(new Error('Cannot find module'), { code }))),
        (error) => CmosError.is(error, 'program/incomplete') && error.advice !== undefined,
      );
    await assert.rejects(part(Promise.reject(new TypeError('ours'))), TypeError);
  });

  it('is looked for again when it is asked for again', async () => {
    let tries = 0;
    const ask = onDemand(() => (++tries === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(tries)));
    await assert.rejects(ask(), /gone/);
    assert.deepEqual(await Promise.all([ask(), ask()]), [2, 2]);
  });
});
