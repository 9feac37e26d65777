/** The reference's verdicts, recorded from its own tools: ours must be the same, and touch nothing. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cmos } from '../support/cmos';
import { check } from '../../src/core/findings/check';
import { locate } from '../../src/core/findings/located';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';
import { recordings } from './recordings';

const SHARED = path.resolve('../shared');
/** Every file below a folder with a hash of its bytes, so that any change shows. */
function hashes(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}

describe('parity as the reference sees it', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-conformance-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { name, steps, put, prepare } of recordings('validate_parity.py')) {
    it(name, async () => {
      const expected = steps.at(-1);
      assert.ok(expected);
      put(folder);
      await prepare(folder);
      const before = hashes(folder);
      const { status, out, err } = await cmos(folder, 'parity', '--reference');
      const lines = (text: string): string[] =>
        text
          .split('\n')
          .filter((line) => line !== '')
          .sort();
      assert.deepEqual(lines(out), lines(expected.stdout));
      assert.equal(status, expected.exit);
      if (expected.stderrLastLine !== '') assert.match(err, /Database does not exist: .*db\/cmos\.sqlite/);
      for (const command of ['parity', 'lint', 'status', 'next', 'list', 'ready', 'doctor'])
        await cmos(folder, command);
      assert.deepEqual(hashes(folder), before, 'nothing was written');
    });
  }
});

describe('places of drift in real files', () => {
  for (const sample of ['07-cpms-initial', '39-derived-partial-write']) {
    it(sample, async function () {
      const root = path.join(SHARED, 'samples', sample);
      if (!existsSync(root)) this.skip();
      const snapshot = await new Workspace(nodePorts(), root, DEFAULT_SETTINGS).refresh();
      const lines = readFileSync(path.join(root, 'missions/backlog.yaml'), 'utf8').split('\n');
      const drifts = check(snapshot).findings.filter(({ code }) => code === 'drift/mission-field');
      assert.equal(drifts.length, 4);
      for (const finding of drifts) {
        const { range } = locate(snapshot, finding);
        assert.ok(range);
        assert.equal(range.start.line, range.end.line);
        const text = lines[range.start.line]?.slice(range.start.character, range.end.character);
        assert.equal(text, finding.fileValue ?? finding.mission);
      }
    });
  }
});
