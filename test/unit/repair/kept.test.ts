/** A seed and an export, one after the other, of any changes that either side made since both agreed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OpenGates } from '../../../src/core/ground/gate';
import { snapshotAfter } from '../../../src/core/workspace/snapshot-after';
import { check } from '../../../src/core/findings/check';
import type { Finding } from '../../../src/core/findings/finding';
import { exportFiles } from '../../../src/core/operations/catalog/export';
import type { Operation } from '../../../src/core/operations/operation';
import { DEFAULT_POLICY } from '../../support/performing';
import { seed } from '../../../src/core/operations/catalog/seed';
import { movedOf } from '../../../src/core/findings/moved';
import { agreedAfter } from '../../../src/core/operations/remember-agreed';
import { itemOf } from '../../../src/core/repair/items';
import type { Side } from '../../../src/core/ground/side';
import type { Snapshot } from '../../../src/core/workspace/snapshot';
import { BREAKERS } from '../../support/breaks';
import { broken, filesOf, inStep, NOW, rowsOf } from '../../support/mending';
import { TestWorkspace } from '../../support/workspaces';
import { runs } from '../../support/effort';

type Record_ = Readonly<Record<string, unknown>>;

interface Said {
  readonly missions: ReadonlyMap<string, Record_>;
  readonly sprints: ReadonlyMap<string, Record_>;
  readonly dependencies: ReadonlySet<string>;
  readonly contexts: readonly unknown[];
}

describe('seeding and exporting what moved', function () {
  this.timeout(120_000);
  let agreed: Snapshot;
  let workspace: TestWorkspace;
  before(async () => {
    workspace = await TestWorkspace.inStep();
    const sample = inStep((await workspace.read()).snapshot);
    agreed = remembered(sample);
  });
  after(() => {
    workspace.remove();
  });

  // Events are only ever added, and have tests of their own; what lacks its quotes differs in nothing that a seed brings over.
  const edits = Object.keys(BREAKERS).filter((name) => !/event|log|without quotes/.test(name));

  it('loses no value of a side that moved, whichever comes first, and brings each over where nobody objects', () => {
    let told = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...edits), fc.nat({ max: 11 })), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (changes, seedFirst) => {
          let apart = agreed;
          for (const [name, at] of changes) {
            const change = BREAKERS[name]?.(apart, at);
            if (change !== undefined) apart = broken(apart, change);
          }
          const found = check(apart).findings.filter((finding) => itemOf(finding) !== undefined);
          let after = apart;
          for (const operation of seedFirst ? [seed, exportFiles] : [exportFiles, seed])
            after = remembered(carriedOut(after, operation), after);
          for (const finding of found) {
            const moved = movedOf(apart, finding);
            assert.notEqual(moved, undefined, itemOf(finding));
            for (const side of ['database', 'files'] as const) {
              if (moved !== side && moved !== 'both') continue;
              told++;
              assert.deepEqual(says(after, side, finding), says(apart, side, finding), `${side}: ${itemOf(finding)}`);
              if (moved === side && isReplaced(finding, side))
                assert.ok(
                  !check(after).findings.some((each) => itemOf(each) === itemOf(finding)),
                  `${itemOf(finding)} is brought over from the ${side}`,
                );
            }
          }
        },
      ),
      { numRuns: runs(150) },
    );
    assert.ok(told > runs(150));
  });
});

function remembered(snapshot: Snapshot, before: Snapshot = snapshot): Snapshot {
  return { ...snapshot, agreed: agreedAfter(snapshot, undefined, { before }) };
}

function carriedOut(snapshot: Snapshot, operation: Operation): Snapshot {
  const context = {
    snapshot,
    now: NOW,
    agent: 'a',
    override: undefined,
    policy: DEFAULT_POLICY,
    gathered: undefined,
    gates: new OpenGates(),
  };
  return snapshotAfter(snapshot, operation.plan({}, context).changeSet);
}

/** What a side says of what a finding is about. */
function says(
  snapshot: Snapshot,
  side: Side,
  { code, mission, item, field, databaseValue, fileValue }: Finding,
): unknown {
  const said = (side === 'database' ? rowsOf(snapshot) : filesOf(snapshot)) as Said;
  if (item?.kind === 'dependency')
    return [...said.dependencies].filter((each) => each.startsWith(`${item.from} ${item.to} `));
  if (item?.kind === 'context') {
    const list = [project(said, side, item.id)].flatMap((each) => at(each, (field ?? '').split('[')[0] ?? ''));
    if (field?.includes('[') !== true) return list;
    // Elements have no place of their own: what the side has stays in its list, and what it has not does not come.
    const own = side === 'database' ? databaseValue : fileValue;
    const other = side === 'database' ? fileValue : databaseValue;
    const has = (text: string | undefined): boolean =>
      list.some((each) => (typeof each === 'string' ? each : JSON.stringify(each)) === text);
    return own === undefined ? !has(other) : has(own);
  }
  const record = item?.kind === 'sprint' ? said.sprints.get(item.id) : said.missions.get(mission ?? '');
  if (code.includes('missing')) return record !== undefined;
  const fields = (record?.['fields'] ?? record ?? {}) as Record_;
  const [name = '', key] = (field ?? '').split('.');
  if (name === 'sprint') return record?.['sprint'] ?? record?.['sprintId'];
  const column = { completed_at: 'completedAt' }[name] ?? name;
  const whole = fields[side === 'database' ? column : name];
  const value = key === undefined ? whole : ((whole as Record_ | undefined)?.[key] ?? fields[key]);
  return value === '' ? null : (value ?? null);
}

function project(said: Said, side: Side, context: string): unknown {
  if (side === 'files') return said.contexts[context === 'project_context' ? 0 : 1];
  return (said.contexts as readonly (readonly [string, unknown])[]).find(([id]) => id === context)?.[1];
}

/** The value at a path of names; nothing where there is none. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((each, name) => (each as Record_ | undefined)?.[name], value);
}

/** Whether it is a value of a side that takes the other one's place: an absent one does not. */
function isReplaced({ code, field, databaseValue, fileValue }: Finding, side: Side): boolean {
  if (code.includes('missing') || field?.includes('[') === true) return false;
  return ((side === 'database' ? databaseValue : fileValue) ?? '') !== '';
}
