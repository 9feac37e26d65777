/** An event at another place than the other side has it: only what must move does, and the preview says that it moves. */
import assert from 'node:assert/strict';
import { rowTexts } from '../../../src/core/changes/render';
import type { RowChange } from '../../../src/core/changes/change-set';
import { CommandLine } from '../../support/command-line';

const EVENT = (n: number): string =>
  JSON.stringify({ ts: `2025-03-01T00:00:${String(n).padStart(2, '0')}Z`, action: 'note', summary: `e${n}` });
const LOG = (order: readonly number[]): string => order.map((n) => `${EVENT(n)}\n`).join('');
const IN_ORDER = [...Array(30).keys()];

describe('an event at another place', () => {
  let line: CommandLine;
  beforeEach(async () => {
    line = await CommandLine.of({ 'missions/backlog.yaml': 'missions: []\n', 'SESSIONS.jsonl': LOG(IN_ORDER) });
  });
  afterEach(() => {
    line.remove();
  });

  const summaries = async (): Promise<readonly (string | null)[]> =>
    (await line.database()).events.map(({ summary }) => summary);

  for (const [where, order, moves, said] of [
    [
      'at the end',
      [...IN_ORDER.filter((n) => n !== 5), 5],
      1,
      /^> session_events: one row moves behind the others, as it is\n?$/,
    ],
    [
      'at the start',
      [29, ...IN_ORDER.slice(0, 29)],
      29,
      /^> session_events: 29 rows move behind the others, as they are\n?$/,
    ],
  ] as const)
    it(`${where} of the log moves ${moves} rows, and no text`, async () => {
      const before = (await line.database()).events;
      line.workspace.write('SESSIONS.jsonl', LOG(order));
      assert.match((await line.cmos('repair', '--take', 'files', '--dry-run')).out, said);
      await line.fine('repair', '--take', 'files');
      assert.equal((await line.cmos('undo')).status, 0);
      assert.deepEqual((await line.database()).events, before);
      await line.fine('repair', '--take', 'files');
      assert.deepEqual(
        await summaries(),
        order.map((n) => `e${n}`),
      );
      const ids = new Set(before.map(({ id }) => id));
      assert.equal((await line.database()).events.filter(({ id }) => !ids.has(id)).length, moves);
    });

  it('comes between others with what only the log has, and rows behind it move', async () => {
    line.workspace.write('SESSIONS.jsonl', LOG([...IN_ORDER.slice(0, 20), 40, ...IN_ORDER.slice(20)]));
    const { out } = await line.cmos('repair', '--take', 'files', '--dry-run');
    assert.match(out, /\+ session_events[^]*e40/);
    assert.match(out, /> session_events: 10 rows move behind/);
    await line.fine('repair', '--take', 'files');
    assert.equal((await summaries())[20], 'e40');
  });

  it('is shown in two texts beside each other as moved, and a row that changes on the way as changed', () => {
    const gone = (id: number, summary: string): RowChange => ({
      kind: 'delete',
      table: 'session_events',
      key: { id },
      before: { id, summary },
    });
    const comes = (summary: string): RowChange => ({ kind: 'insert', table: 'session_events', row: { summary } });
    const [before, after] = rowTexts([gone(1, 'a'), gone(2, 'b'), comes('a'), comes('c')]);
    assert.match(before, /^session_events 2\n {2}id: 2\n {2}summary: b\n$/);
    assert.match(after, /summary: c\n\n?> session_events: one row moves/);
  });
});
