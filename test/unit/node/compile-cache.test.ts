/** Where compiled code is kept: only where nobody else could put code of theirs. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepCompiled } from '../../../src/node/compile-cache';

describe('what Node compiled', function () {
  if (process.platform === 'win32') return;
  const { XDG_CACHE_HOME: usual, NODE_DISABLE_COMPILE_CACHE: off } = process.env;
  let base: string;

  /** The folder that it is kept in, when the user's cache is this one. */
  const kept = (cache: string): string | undefined => {
    process.env['XDG_CACHE_HOME'] = cache;
    let folder: string | undefined;
    keepCompiled((given) => (folder = given));
    return folder;
  };
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };

  beforeEach(() => {
    delete process.env['NODE_DISABLE_COMPILE_CACHE'];
    // Not in the folder for temporary files, which everybody may write to.
    base = realpathSync(mkdtempSync(path.join(os.homedir(), '.cmos-test-')));
  });
  afterEach(() => {
    set('XDG_CACHE_HOME', usual);
    set('NODE_DISABLE_COMPILE_CACHE', off);
    rmSync(base, { recursive: true, force: true });
  });

  it('is kept in a private folder of the user’s cache', () => {
    const folder = path.join(base, 'cmos-operations', 'compiled');
    assert.equal(kept(base), folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(kept(base), folder, 'and the next time');
  });

  it('is not kept where others may read it, or put something else in its place', () => {
    const folder = path.join(base, 'cmos-operations', 'compiled');
    mkdirSync(folder, { recursive: true });
    for (const [changed, mode] of [
      [folder, 0o755],
      [folder, 0o770],
      [path.dirname(folder), 0o777],
      [base, 0o775],
    ] as const) {
      chmodSync(base, 0o700);
      chmodSync(path.dirname(folder), 0o700);
      chmodSync(folder, 0o700);
      assert.equal(kept(base), folder);
      chmodSync(changed, mode);
      assert.equal(kept(base), undefined, `${changed} ${mode.toString(8)}`);
    }
  });

  it('is not kept in a folder for all', () => {
    const shared = path.join(base, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    assert.equal(kept(shared), undefined);
    symlinkSync(shared, path.join(base, 'link'));
    assert.equal(kept(path.join(base, 'link')), undefined, 'nor by another name');
  });

  it('is not kept where the user wants none, and where Node keeps none', () => {
    process.env['NODE_DISABLE_COMPILE_CACHE'] = '1';
    assert.equal(kept(base), undefined);
    keepCompiled(undefined);
    assert.equal(existsSync(path.join(base, 'cmos-operations')), false);
  });
});
