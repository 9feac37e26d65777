import assert from 'node:assert/strict';
import { CommandLine } from '../../support/command-line';
import { backlogText } from '../model/snapshots';

const NOW = '2025-03-14T09:00:00Z';
const DECIDE = ['decide', '--summary', 'We use tides'] as const;
const WHY = ['--rationale', 'They are there', '--mission', 'A'] as const;

describe('what the master context keeps', function () {
  this.timeout(30_000);
  let line: CommandLine;
  const open = async (master: object): Promise<void> => {
    line = await CommandLine.of({
      'missions/backlog.yaml': backlogText({ S1: [['A', 'Current'], ['B']] }),
      'context/MASTER_CONTEXT.json': JSON.stringify(master, undefined, 2),
    });
  };
  const master = (): { decisions_made: unknown[]; constraints: unknown[] } =>
    JSON.parse(line.read('context/MASTER_CONTEXT.json')) as { decisions_made: unknown[]; constraints: unknown[] };
  afterEach(() => {
    line.remove();
  });

  /** What `decide` adds to a list. */
  const added = async (list: readonly unknown[], ...words: readonly string[]): Promise<unknown> => {
    await open({ decisions_made: list });
    await line.undone(...DECIDE, ...words);
    await line.fine(...DECIDE, ...words);
    const { decisions_made } = master();
    assert.deepEqual(decisions_made.slice(0, -1), list);
    const last = decisions_made.at(-1);
    line.remove();
    return typeof last === 'object' ? Object.entries(last ?? {}) : last;
  };

  it('counts ids on that are numbers, and takes no date for a number', async () => {
    assert.deepEqual(await added([{ id: 9, decision: 'x' }]), [
      ['id', 10],
      ['decision', 'We use tides'],
    ]);
    assert.deepEqual(await added([{ id: 'DEC-2025-01-01', decision: 'x' }]), [['decision', 'We use tides']]);
  });

  it('has a constraint once, in an object or spaced otherwise too', async () => {
    await open({ constraints: [{ constraint: 'No  new deps' }, 'Be quick'] });
    await line.refused(/has this constraint already/, 'constrain', '--summary', 'No new deps');
    await line.refused(/has this constraint already/, 'constrain', '--summary', 'Be   quick ');
  });

  it('takes a decision as a sentence where the last one is, signed where that is', async () => {
    assert.equal(await added(['Graceful degradation']), 'We use tides');
    assert.equal(await added(['Graceful degradation'], ...WHY), 'We use tides. They are there (A)');
    assert.equal(await added([{ date: '2025-01-27', decision: 'x' }, 'Graceful degradation']), 'We use tides');
    assert.equal(await added(['[2025-01-01T00:00:00Z kim] x']), `[${NOW} codex] We use tides`);
    await open({});
  });

  it('takes it as an object where the last one is, under its names, in its order', async () => {
    assert.deepEqual(await added(['x', { date: '2025-01-27', decision: 'x', rationale: 'y', impact: 'z' }], ...WHY), [
      ['date', '2025-03-14'],
      ['decision', 'We use tides'],
      ['rationale', 'They are there'],
      ['mission', 'A'],
    ]);
    const own = { id: 'D-009', mission_id: 'B', title: 'x', decided_at: '2025-01-27T00:00:00Z', author: 'kim' };
    assert.deepEqual(await added([{ ...own, id: 'D-012' }, own], ...WHY), [
      ['id', 'D-013'],
      ['mission_id', 'A'],
      ['title', 'We use tides'],
      ['decided_at', NOW],
      ['author', 'codex'],
      ['rationale', 'They are there'],
    ]);
    assert.deepEqual(await added([{ decision: 'x', date: '2025-11-13T06:30:00Z' }]), [
      ['decision', 'We use tides'],
      ['date', NOW],
    ]);
    await open({});
  });

  it('takes it in the shape that the reference names where there is none yet, or none that is known', async () => {
    const usual = [
      ['date', NOW],
      ['decision', 'We use tides'],
      ['rationale', 'They are there'],
      ['mission', 'A'],
      ['by', 'codex'],
    ];
    assert.deepEqual(await added([], ...WHY), usual);
    assert.deepEqual(await added([{ verdict: 'x' }], ...WHY), usual);
    await open({});
  });

  it('takes a constraint once, and as its neighbours are', async () => {
    await open({ constraints: ['Single-project focus'] });
    await line.fine('constrain', '--summary', 'No network');
    assert.deepEqual(master().constraints, ['Single-project focus', 'No network']);
    await line.refused(
      /MASTER_CONTEXT\.json has this constraint already\. Nothing was changed\./,
      'constrain',
      '--summary',
      'No network ',
    );
    await line.refused(/has this constraint already/, 'constrain', '--summary', 'Single-project focus');
    await line.fine('constrain', '--summary', 'No network at night');
    line.remove();
    await open({});
    await line.fine('constrain', '--summary', 'No network');
    assert.deepEqual(master().constraints, [`[${NOW} codex] No network`]);
    await line.refused(/has this constraint already/, 'constrain', '--summary', 'No network', '--agent', 'kim');
  });
});
