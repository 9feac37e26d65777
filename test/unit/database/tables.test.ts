import assert from 'node:assert/strict';
import initSqlJs from 'sql.js';
import { SCHEMA } from '../../../src/core/database/schema';
import {
  columnsOf,
  contextsTable,
  dependenciesTable,
  eventsTable,
  metadataTable,
  missionsTable,
  sprintsTable,
} from '../../../src/core/database/tables';

describe('the table of tables and columns', () => {
  it('has no column that a new database lacks, and of its own tables only what stands for something else', async () => {
    const SQL = await initSqlJs();
    const database = new SQL.Database();
    database.run(SCHEMA);
    const left: string[] = [];
    for (const { name, columns } of [
      missionsTable,
      sprintsTable,
      dependenciesTable,
      eventsTable,
      contextsTable,
      metadataTable,
    ]) {
      const there = (database.exec(`PRAGMA table_info(${name})`)[0]?.values ?? []).map(([, column]) => String(column));
      for (const column of columns) assert.ok(there.includes(column.name), `${name}.${column.name}`);
      left.push(
        ...there.filter((column) => columns.every((each) => each.name !== column)).map((column) => `${name}.${column}`),
      );
    }
    database.close();
    // An event's id is its rowid; where a context came from is written, and nobody asks for it.
    assert.deepEqual(left, ['session_events.id', 'contexts.source_path']);
  });

  it('makes rows of columns, and columns of rows again', () => {
    const row = sprintsTable.make(3, ['S1', null, 'f', null, '2025-01-01', null, '4', '']);
    assert.ok(row);
    assert.deepEqual(
      [row.rowid, row.title, row.startDate, row.totalMissions, row.completedMissions],
      [3, '', '2025-01-01', 4, null],
    );
    assert.deepEqual(Object.values(columnsOf(sprintsTable, row)), ['S1', '', 'f', null, '2025-01-01', null, 4, null]);
    assert.equal(eventsTable.make(7, [])?.id, 7);
    assert.equal(dependenciesTable.make(1, ['A', null, 'Blocks']), undefined, 'a row without a key is none');
  });
});
