/** Real workspaces, broken in every way and mended from either side. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeDatabase } from '../../scripts/lib/workspace-database.mjs';
import { check } from '../../src/core/findings/check';
import { referenceVerdict } from '../../src/core/parity/reference';
import { driftOf } from '../../src/core/repair/items';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import type { Snapshot } from '../../src/core/workspace/snapshot';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';
import { BREAKERS } from '../support/breaks';
import { all, broken, driftIn, filesOf, mended, rowsOf } from '../support/mending';

const samples = path.resolve('../shared/samples');
const names = existsSync(samples) ? readdirSync(samples).filter((name) => !name.startsWith('_')) : [];

describe('repairing real workspaces', function () {
  this.timeout(300_000);
  if (names.length === 0) it('needs the samples, which are not at hand');

  for (const name of names) {
    it(`finds and mends what breaks ${name}`, async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-repair-'));
      try {
        const top = path.join(folder, 'w');
        cpSync(path.join(samples, name), top, { recursive: true });
        const root = existsSync(path.join(top, 'cmos')) ? path.join(top, 'cmos') : top;
        if (!existsSync(path.join(root, 'db', 'cmos.sqlite'))) await makeDatabase(root);
        const settings = { ...DEFAULT_SETTINGS, profile: 'mirrored' as const };
        const first = await new Workspace(nodePorts(), root, settings).refresh();
        const state = mended(first, all('database'));
        const left = mendable(state);
        assert.deepEqual(left, [], 'everything that can be mended is');
        const wasOk = referenceVerdict(state).exitStatus === 0;
        const breaks = new Set<string>();
        for (const [kind, breaker] of Object.entries(BREAKERS))
          for (const at of [0, 7]) {
            const change = breaker(state, at);
            if (change === undefined) continue;
            const apart = broken(state, change);
            assert.ok(mendable(apart).length > 0, `${kind} ${at} is found`);
            breaks.add(kind);
            for (const side of ['database', 'files'] as const) {
              const where = `${kind} ${at} from the ${side}`;
              const after = mended(apart, all(side));
              assert.deepEqual(mendable(after), [], where);
              assert.deepEqual(driftIn(after), driftIn(state), where);
              if (wasOk) assert.equal(referenceVerdict(after).exitStatus, 0, where);
              if (/event|log/.test(kind) || kind.includes('without quotes')) continue;
              const kept = side === 'database' ? rowsOf : filesOf;
              assert.deepEqual(kept(after), kept(apart), where);
            }
          }
        assert.ok(breaks.size >= 5, [...breaks].join());
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

/** What there is to mend, by item. */
function mendable(snapshot: Snapshot): readonly string[] {
  return check(snapshot).findings.flatMap((finding) =>
    finding.code === 'drift/mission-order' ? [] : (driftOf(finding)?.item ?? []),
  );
}
