import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { CmosError } from '../../../src/core/ground/errors';
import { ownScript, ownScripts, runnable, usualPrograms } from '../../../src/guardrails/own-scripts';
import { runOwnSuite } from '../../../src/node/own-suite';
import { runScript } from '../../../src/node/scripts';
import { Folder, removeFolders } from './folder';

const PROGRAMS = { python: 'python3', node: process.execPath };

describe('a workspace’s own scripts', () => {
  afterEach(removeFolders);

  it('are found under the root or its cmos folder, the root’s first, with the folder they call their own', async () => {
    const folder = new Folder({
      'scripts/validate_parity.py': '',
      'cmos/scripts/validate_parity.py': '',
      'cmos/scripts/seed_sqlite.py': '',
      'cmos/context/integration_test_runner.js': '',
      'scripts/validate_foundational_refs.py/not-a-file': '',
    });
    const { root } = folder;
    assert.deepEqual(
      (await ownScripts(folder, PROGRAMS)).map(({ command, path: file, program, arguments: words, folder: at }) => ({
        command,
        path: file,
        program,
        arguments: words,
        folder: at,
      })),
      [
        {
          command: 'parity',
          path: 'scripts/validate_parity.py',
          program: 'python3',
          arguments: ['scripts/validate_parity.py'],
          folder: root,
        },
        {
          command: 'seed',
          path: 'cmos/scripts/seed_sqlite.py',
          program: 'python3',
          arguments: ['scripts/seed_sqlite.py'],
          folder: `${root}/cmos`,
        },
        {
          command: 'integration',
          path: 'cmos/context/integration_test_runner.js',
          program: process.execPath,
          arguments: ['context/integration_test_runner.js'],
          folder: `${root}/cmos`,
        },
      ],
    );
    assert.equal(usualPrograms('win32').python, 'python');
    assert.equal(usualPrograms('linux').python, 'python3');
  });

  it('are none of its own behind a link that leads out', async () => {
    const folder = new Folder({ '../elsewhere/validate_parity.py': '', '../elsewhere/x': '' });
    symlinkSync(path.join(folder.top, 'elsewhere'), path.join(folder.root, 'scripts'));
    mkdirSync(path.join(folder.root, 'cmos', 'scripts'), { recursive: true });
    symlinkSync(
      path.join(folder.top, 'elsewhere', 'validate_parity.py'),
      path.join(folder.root, 'cmos', 'scripts', 'validate_parity.py'),
    );
    assert.deepEqual(await ownScripts(folder, PROGRAMS), []);
  });

  it('run with their words as they are, and not at all where the folder is not trusted', async () => {
    const folder = new Folder({
      'context/integration_test_runner.js': 'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]))',
    });
    const script = await ownScript(folder, 'integration', PROGRAMS);
    assert.ok(script);
    const words = ['--output', 'a b; rm -rf "$HOME" `x`'];
    const { exit, output } = await runScript(runnable(script, true, words));
    assert.deepEqual([exit, JSON.parse(output)], [0, [folder.root, ...words]]);
    assert.throws(
      () => runnable(script, false),
      (error) => CmosError.is(error, 'commit/untrusted'),
    );
  });

  it('are heard while they print, with variables of their own', async () => {
    const folder = new Folder({ 'say.js': 'console.log("a " + process.env.TIDE); console.error("b")' });
    let heard = '';
    const { output } = await runScript({
      program: process.execPath,
      arguments: ['say.js'],
      folder: folder.root,
      timeout: 60_000,
      environment: { TIDE: 'high' },
      heard: (text) => (heard += text),
    });
    assert.deepEqual(heard.trim().split('\n').sort(), ['a high', 'b']);
    assert.equal(heard, output);
  });

  it('that run the suite leave their report to us, change nothing, and are not run where it is not trusted', async () => {
    const folder = new Folder({
      'context/integration_test_runner.js': `
        const fs = require('node:fs');
        fs.writeFileSync(process.argv[3], JSON.stringify({ status: 'passed', suites: [{ id: 's', status: 'passed',
          tests: [{ id: 't', status: 'passed' }] }] }));
        fs.writeFileSync('ran', '');`,
    });
    const own = await ownScript(folder, 'integration', PROGRAMS);
    assert.ok(own);
    await assert.rejects(runOwnSuite(own, false), (error) => CmosError.is(error, 'commit/untrusted'));
    assert.ok(!existsSync(path.join(folder.root, 'ran')));
    const { script, outcome } = await runOwnSuite(own, true);
    assert.deepEqual([script.exit, outcome?.status, outcome?.suites[0]?.tests[0]?.id], [0, 'passed', 't']);
    folder.write('context/integration_test_runner.js', 'process.exit(3)');
    const silent = await runOwnSuite(own, true);
    assert.deepEqual([silent.script.exit, silent.outcome], [3, undefined]);
  });
});
