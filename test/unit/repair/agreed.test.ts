/** What both sides agreed on last, and which side of a difference moved since. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync, mkdirSync, symlinkSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CmosError } from '../../../src/core/ground/errors';
import { check } from '../../../src/core/findings/check';
import { locate } from '../../../src/core/findings/located';
import { AGREED_FILE } from '../../../src/core/workspace/agreed';
import { movedOf, movedSide } from '../../../src/core/findings/moved';
import { agreedAfter, rememberAgreed } from '../../../src/core/operations/remember-agreed';
import { itemOf } from '../../../src/core/repair/items';
import { repairFixes } from '../../../src/core/repair/fixes';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { nodeCommitFiles } from '../../../src/node/commit-files';
import { BREAKERS } from '../../support/breaks';
import { all, broken, mended } from '../../support/mending';
import { TestWorkspace } from '../../support/workspaces';

const DATABASE = [/in the database$/, /out of the database$/, /into the database$/];

describe('which side moved', function () {
  this.timeout(20_000);
  let workspace: TestWorkspace;
  let agreed: Snapshot;

  before(async () => {
    workspace = await TestWorkspace.inStep();
    await rememberAgreed(nodeCommitFiles, (await workspace.read()).snapshot);
    agreed = (await workspace.read()).snapshot;
    assert.ok(agreed.agreed !== undefined);
  });
  after(() => {
    workspace.remove();
  });

  const movements = (snapshot: Snapshot): readonly unknown[] =>
    check(snapshot)
      .findings.filter((finding) => itemOf(finding) !== undefined && finding.code !== 'drift/mission-order')
      .filter(({ code }) => code !== 'drift/session-order')
      .map((finding) => movedOf(snapshot, finding));

  for (const [name, breaker] of Object.entries(BREAKERS)) {
    const side = DATABASE.some((pattern) => pattern.test(name)) ? 'database' : 'files';
    // One line more of a text that both have, or another order, says nothing about who was first.
    if (name.includes('twice') || name.includes('order')) continue;
    it(`is known after ${name}`, () => {
      const seen = [0, 1, 2, 3, 4].flatMap((at) => {
        const change = breaker(agreed, at);
        return change === undefined ? [] : movements(broken(agreed, change));
      });
      assert.deepEqual(new Set(seen), new Set([side]));
    });
  }

  it('is both where both moved, and the file’s message says so', () => {
    const one = BREAKERS['notes in the database']?.(agreed, 2);
    const other = BREAKERS['notes in the file']?.(agreed, 2);
    assert.ok(one !== undefined && other !== undefined);
    const apart = broken(broken(agreed, one), other);
    const found = check(apart).findings.find(({ field }) => field === 'notes');
    assert.ok(found);
    assert.equal(movedOf(apart, found), 'both');
    assert.match(locate(apart, found).message, /Both changed its status, times or notes since they agreed\.$/);
    assert.deepEqual(
      repairFixes(apart, found).map(({ unambiguous }) => unambiguous),
      [false, false],
    );
  });

  it('is both where one side moved the status and the other the notes: neither is taken without the other', () => {
    const one = BREAKERS['notes in the database']?.(agreed, 2);
    const other = BREAKERS['status in the file']?.(agreed, 2);
    assert.ok(one !== undefined && other !== undefined);
    const apart = broken(broken(agreed, one), other);
    assert.deepEqual(movements(apart), ['both', 'both']);
    for (const found of check(apart).findings)
      assert.ok(!repairFixes(apart, found).some(({ unambiguous }) => unambiguous), found.field);
  });

  it('merges where the sides moved in different fields', () => {
    const one = BREAKERS['name in the database']?.(agreed, 2);
    const other = BREAKERS['status in the file']?.(agreed, 2);
    assert.ok(one !== undefined && other !== undefined);
    const apart = broken(broken(agreed, one), other);
    const after = mended(apart, (_, finding) => {
      return movedSide(apart, finding);
    });
    assert.equal(check(after).verdict, 'in-sync');
    const row = after.database.state === 'read' ? after.database.document.missions[2] : undefined;
    assert.equal(row?.status, 'Deferred?');
    assert.match(row.name, /other/);
  });

  it('is remembered through drift elsewhere, and forgotten with what both sides dropped', () => {
    const one = BREAKERS['notes in the database']?.(agreed, 2);
    const other = BREAKERS['status in the file']?.(agreed, 3);
    assert.ok(one !== undefined && other !== undefined);
    const apart = broken(agreed, one);
    const later = { ...apart, agreed: agreedAfter(apart) };
    const both = broken(later, other);
    assert.deepEqual(movements(both).toSorted(), ['database', 'files']);
    const gone = mended(
      broken(agreed, BREAKERS['a mission taken out of the database']?.(agreed, 0) ?? {}),
      all('database'),
    );
    const id = Object.keys(agreed.agreed?.missions ?? {}).find(
      (each) => !(each in (agreedAfter(gone)?.missions ?? {})),
    );
    assert.notEqual(id, undefined);
  });

  it('is remembered of what one side added, too', () => {
    for (const name of [
      'a mission put into the file',
      'metadata in the database',
      'a dependency put into the database',
    ]) {
      const one = BREAKERS[name]?.(agreed, 3);
      const other = BREAKERS['name in the database']?.(agreed, 5);
      assert.ok(one !== undefined && other !== undefined);
      const apart = broken(agreed, one);
      const later = broken({ ...apart, agreed: agreedAfter(apart) }, other);
      assert.deepEqual(
        new Set(movements(later)),
        new Set(['database', ...(name.includes('file') ? ['files'] : [])]),
        name,
      );
    }
  });

  it('is not forgotten while a store cannot be read', () => {
    const error = new CmosError('file/no-permission', 'no');
    for (const store of ['backlog', 'sessions', 'project_context', 'master_context'] as const)
      assert.deepEqual(agreedAfter({ ...agreed, [store]: { state: 'unreadable', error } }), agreed.agreed, store);
    assert.equal(agreedAfter({ ...agreed, database: { state: 'unreadable', error } }), undefined);
  });

  it('is not said of what had drifted when it was first looked at', () => {
    for (const [name, breaker] of Object.entries(BREAKERS)) {
      // An event that one side lacks was added on the other, whenever that was.
      if (/event|log/.test(name)) continue;
      const change = breaker(agreed, 3);
      if (change === undefined) continue;
      const apart = broken({ ...agreed, agreed: undefined }, change);
      const later = { ...apart, agreed: agreedAfter(apart) };
      const seen = new Set(movements(later));
      if (!name.includes('list')) assert.deepEqual(seen, new Set([undefined]), name);
      const back = { ...agreed, agreed: agreedAfter({ ...agreed, agreed: later.agreed }) };
      assert.deepEqual(back.agreed, agreedAfter({ ...agreed, agreed: undefined }), `${name}: known once it is mended`);
    }
  });

  it('is not said where nothing was remembered, or what was is damaged', async () => {
    const file = workspace.path(AGREED_FILE);
    const text = readFileSync(file, 'utf8');
    for (const damaged of ['', '{"version":1', '{"version":2}', '[]', text.replace('"sessions":[', '"sessions":[1,')]) {
      writeFileSync(file, damaged);
      assert.equal((await workspace.read()).snapshot.agreed, undefined, damaged.slice(0, 20));
    }
    writeFileSync(file, text);
    assert.deepEqual((await workspace.read()).snapshot.agreed, agreed.agreed);
  });

  it('is kept where git does not look, and never outside of the workspace', async () => {
    assert.equal(workspace.text(path.join(path.dirname(AGREED_FILE), '.gitignore')), '*\n');
    const other = await TestWorkspace.inStep();
    const outside = mkdtempSync(path.join(os.tmpdir(), 'cmos-outside-'));
    try {
      symlinkSync(outside, other.path('runtime'));
      await rememberAgreed(nodeCommitFiles, (await other.read()).snapshot);
      assert.equal(existsSync(path.join(outside, 'cmos-operations')), false);
    } finally {
      rmSync(outside, { recursive: true });
      other.remove();
    }
  });

  it('does without where the folder is a file', async () => {
    const other = await TestWorkspace.inStep();
    try {
      mkdirSync(other.path('runtime'));
      writeFileSync(other.path('runtime/cmos-operations'), 'a file');
      await rememberAgreed(nodeCommitFiles, (await other.read()).snapshot);
      assert.equal(other.text('runtime/cmos-operations'), 'a file');
    } finally {
      other.remove();
    }
  });
});
