/** The interpreter behind a version manager's shim: found by starting the shim, and not again. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Interpreters } from '../../../src/node/interpreters';
import { Writers } from '../../../src/node/writers';
import { askPython, hasPython } from '../../support/python';

const BUNDLE = path.resolve(__dirname, '..', '..', '..', 'dist');

describe('the interpreter behind a shim', function () {
  if (process.platform === 'win32') return;
  this.timeout(60_000);
  const usual = process.env['XDG_CACHE_HOME'];
  let folder: string;
  let root: string;
  let real: string;
  let shim: string;

  const at = (...names: string[]): string => path.join(folder, ...names);
  const cache = (): string => at('cache', 'cmos-operations', 'interpreters', 'known.json');
  const starts = (): number => readFileSync(at('starts'), 'utf8').length;
  const program = (file: string, text: string): void => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o755 });
  };
  /** Starts a writer by the shim, as a process of ours would, and ends it. */
  const start = async (options: { readonly root?: string } = {}): Promise<string | undefined> => {
    const writers = new Writers({ bundleFolder: BUNDLE, python: shim, root, ...options });
    try {
      return (await writers.get())?.engine;
    } finally {
      await writers.close();
    }
  };

  before(function () {
    if (!hasPython) this.skip();
    real = askPython('import json, sys; print(json.dumps(sys.executable), end="")', null).slice(1, -1);
  });

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-shim-')));
    root = at('workspace');
    shim = at('shims', 'python3');
    mkdirSync(root);
    writeFileSync(at('starts'), '');
    // An interpreter of this user's: a version manager's are links.
    mkdirSync(at('versions'));
    program(at('versions', 'python3'), `#!/bin/sh\nexec '${real}' "$@"\n`);
    program(shim, `#!/bin/sh\nprintf . >> '${at('starts')}'\nexec '${real}' "$@"\n`);
    process.env['XDG_CACHE_HOME'] = at('cache');
  });

  afterEach(() => {
    process.env['XDG_CACHE_HOME'] = usual;
    rmSync(folder, { recursive: true, force: true });
  });

  it('is found by one start of the shim', async () => {
    for (let time = 0; time < 3; time++) assert.match((await start()) ?? '', /^Python/);
    assert.equal(starts(), 1);
  });

  it('is kept for this user alone, and nowhere in the workspace', async () => {
    await start();
    assert.equal(statSync(path.dirname(cache())).mode & 0o777, 0o700);
    assert.equal(statSync(cache()).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(path.dirname(cache())), ['known.json']);
    assert.deepEqual(readdirSync(root), []);
  });

  it('is not kept where the cache folder lies in the workspace', async () => {
    process.env['XDG_CACHE_HOME'] = at('workspace', 'cache');
    await start();
    await start();
    assert.equal(starts(), 2);
    assert.deepEqual(readdirSync(root), []);
  });

  for (const [what, change] of [
    [
      'another workspace',
      () => {
        root = at('other');
        mkdirSync(root);
      },
    ],
    [
      'a shim that was written since',
      () => {
        utimesSync(shim, 1, 1);
      },
    ],
    [
      'a setting that names another shim',
      () => {
        const other = at('shims', 'python3.11');
        program(other, readFileSync(shim, 'utf8'));
        shim = other;
      },
    ],
  ] as const)
    it(`is found anew for ${what}`, async () => {
      await start();
      change();
      await start();
      await start();
      assert.equal(starts(), 2);
    });

  it('is found anew for another workspace without forgetting the first', async () => {
    const other = at('other');
    mkdirSync(other);
    await start();
    await start({ root: other });
    await start();
    assert.equal(starts(), 2);
  });

  describe('once it is known', () => {
    const interpreter = (): string => at('versions', 'python3');
    const recalled = (): Promise<string | undefined> => new Interpreters(root).recall(shim);

    beforeEach(async () => {
      await new Interpreters(root).remember(shim, interpreter());
      assert.equal(await recalled(), interpreter());
    });

    for (const [what, change] of [
      [
        'is gone',
        () => {
          rmSync(interpreter());
        },
      ],
      [
        'cannot be executed',
        () => {
          chmodSync(interpreter(), 0o644);
        },
      ],
      [
        'may be written by others',
        () => {
          chmodSync(interpreter(), 0o757);
        },
      ],
      [
        'may be written by its group',
        () => {
          chmodSync(interpreter(), 0o775);
        },
      ],
      [
        'is a folder',
        () => {
          rmSync(interpreter());
          mkdirSync(interpreter());
        },
      ],
    ] as const)
      it(`is not started where it ${what}`, async () => {
        change();
        assert.equal(await recalled(), undefined);
        assert.match((await start()) ?? '', /^Python/);
        assert.equal(starts(), 1);
      });

    for (const [what, change] of [
      [
        'is no JSON',
        () => {
          writeFileSync(cache(), '[{');
        },
      ],
      [
        'is of another shape',
        () => {
          writeFileSync(cache(), '[null, 1, {"interpreter": "/bin/sh"}]');
        },
      ],
      [
        'is too large',
        () => {
          writeFileSync(cache(), `${readFileSync(cache(), 'utf8')}${' '.repeat(100_000)}`);
        },
      ],
      [
        'may be written by others',
        () => {
          chmodSync(cache(), 0o606);
        },
      ],
      [
        'lies in a folder that others may write to',
        () => {
          chmodSync(path.dirname(cache()), 0o777);
        },
      ],
      [
        'is a link',
        () => {
          const elsewhere = at('elsewhere.json');
          writeFileSync(elsewhere, readFileSync(cache()), { mode: 0o600 });
          rmSync(cache());
          symlinkSync(elsewhere, cache());
        },
      ],
    ] as const)
      it(`is not taken from a file that ${what}`, async () => {
        change();
        assert.equal(await recalled(), undefined);
        assert.match((await start()) ?? '', /^Python/);
        assert.equal(starts(), 1);
      });

    it('is never a path from the working directory, nor one that somebody else owns', async function () {
      const text = readFileSync(cache(), 'utf8');
      writeFileSync(cache(), text.replace(interpreter(), path.relative(process.cwd(), interpreter())));
      assert.equal(await recalled(), undefined);
      if (process.geteuid?.() !== 0) this.skip();
      const { chownSync } = await import('node:fs');
      writeFileSync(cache(), text);
      chownSync(interpreter(), 12345, 0);
      assert.equal(await recalled(), undefined);
      chownSync(interpreter(), 0, 0);
      chownSync(cache(), 12345, 0);
      assert.equal(await recalled(), undefined);
      chownSync(cache(), 0, 0);
      chownSync(path.dirname(cache()), 12345, 0);
      assert.equal(await recalled(), undefined);
    });

    it('is given up for the shim where it does not start as a writer', async () => {
      program(interpreter(), '#!/bin/sh\nexit 1\n');
      assert.match((await start()) ?? '', /^Python/);
      assert.equal(starts(), 1);
      assert.equal(existsSync(cache()), true);
    });
  });
});
