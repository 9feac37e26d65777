/** Mistakes in reading and making databases: a torn reading, rows that are old, or lost on their way. */
export const database = [
  {
    file: 'src/core/database/image.ts',
    tests: ['database/moments', 'database/logs', 'database/image'],
    mistakes: [
      {
        text: 'if (before.main.size > options.limit) throw',
        instead: 'if (before.main.size < options.limit) throw',
        harm: 'the limit of size turns all other databases away',
      },
      {
        text: "if (hostCode(error) !== 'ENOENT') throw asDatabaseError(error, name);",
        instead: 'throw asDatabaseError(error, name);',
        harm: 'a log that vanishes while it is read makes the database unreadable',
      },
      {
        text: 'after.walHeader.length === before.walHeader.length &&\n',
        instead: '',
        harm: 'a switch to a write-ahead log in the middle is not noticed',
      },
      {
        text: 'sameBytes(before.journalHeader, after.journalHeader) &&\n',
        instead: '',
        harm: 'pages of a transaction that began meanwhile are shown',
      },
      {
        text: 'if (!sameRound) return undefined;',
        instead: '',
        harm: 'frames of two rounds of the log are mixed',
      },
      {
        text: 'const own = bytes === main ? bytes.slice() : bytes;\n  own[18] = 1;\n  own[19] = 1;',
        instead: 'const own = bytes;',
        harm: 'a database with a write-ahead log cannot be opened alone',
      },
      {
        text: 'if (bytes.length < header.pageCount * header.pageSize)',
        instead: 'if (bytes.length > header.pageCount * header.pageSize)',
        harm: 'a database whose end is missing is read as if it were whole',
      },
      {
        text: 'return !sameBytes(next.subarray(8, 16), now.walHeader.subarray(16, 24));',
        instead: 'return next.length > 0;',
        harm: 'a commit into a log that keeps its size is not seen',
      },
      {
        text: 'if (!sameStat(look.journal, now.journal) || !sameBytes(look.journalHeader, now.journalHeader)) return false;',
        instead: '',
        harm: 'a killed writer is not noticed, and its half transaction stays hidden',
      },
      {
        text: 'sameStat(a.main, b.main) && sameBytes(a.header, b.header)',
        instead: 'sameStat(a.main, b.main)',
        harm: 'two commits in one moment of the clock: the second one is not seen',
      },
      {
        text: "if (code !== 'EACCES' && code !== 'EPERM') return",
        instead: 'if (code !== undefined) return',
        harm: 'missing permissions are reported as an error without advice',
      },
    ],
  },
  {
    file: 'src/core/database/wal.ts',
    tests: ['database/logs', 'database/moments'],
    mistakes: [
      {
        text: 'if (size === 0) continue;',
        instead: '',
        harm: 'changes that nobody committed are shown',
      },
      {
        text: 'if (!sums.equals(view.getUint32(at + 16), view.getUint32(at + 20))) break;',
        instead: '',
        harm: 'a torn frame is taken for a page',
      },
      {
        text: '|| view.getUint32(at + 8) !== salts[0] || view.getUint32(at + 12) !== salts[1]',
        instead: '',
        harm: 'frames of an older round of the log are taken for new',
      },
      {
        text: 'at + frameSize <= wal.length',
        instead: 'at + frameSize < wal.length',
        harm: 'the last commit in the log is not seen',
      },
      {
        text: 'pages = size;',
        instead: 'pages = Math.max(pages, size);',
        harm: 'a database that a VACUUM made smaller keeps its old end',
      },
      {
        text: 'if (page <= pages) bytes.set',
        instead: 'bytes.set',
        harm: 'a database that became smaller in the log cannot be read',
      },
      {
        text: '(view.getUint32(0) & 1) === 0;',
        instead: '(view.getUint32(0) & 1) === 1;',
        harm: 'a log written by a machine of another byte order counts as empty',
      },
    ],
  },
  {
    file: 'src/core/database/journal.ts',
    tests: ['database/logs', 'database/moments'],
    mistakes: [
      {
        text: 'page <= pages && !restored.has(page)',
        instead: 'page <= pages',
        harm: 'a page that a transaction wrote twice comes back half changed',
      },
      {
        text: 'return bytes.subarray(0, pages * pageSize);',
        instead: 'return bytes;',
        harm: 'pages that a killed transaction added stay',
      },
      {
        text: '|| checksum(data, nonce) !== view.getUint32(from + 4 + pageSize)',
        instead: '',
        harm: 'a half-written record of the journal is rolled back',
      },
      {
        text: 'const next = Math.ceil(from / sectorSize) * sectorSize;',
        instead: 'const next = from;',
        harm: 'only the first part of a journal with several headers is rolled back',
      },
    ],
  },
  {
    file: 'src/core/database/reading.ts',
    tests: ['database/reading', 'workspace/workspace'],
    mistakes: [
      {
        text: 'previous?.image.header.schemaCookie === image.header.schemaCookie &&',
        instead: 'previous !== undefined &&',
        harm: 'rows are compared page by page though their table moved',
      },
      {
        text: "!previous.reading.remarks.some(({ kind }) => kind === 'unreadable-table');",
        instead: '!previous.reading.remarks.some(() => false);',
        harm: 'a damaged table stays empty after it was mended',
      },
      {
        text: '<= last; at++) rows.push(before[at] as Row);',
        instead: '< last; at++) rows.push(before[at] as Row);',
        harm: 'the last row of each unchanged page disappears after a change',
      },
      {
        text: "this.#remarks.push({ kind: 'unreadable-table', table: table.name, detail: reasonOf(error) });",
        instead: '',
        harm: 'a damaged table looks empty, and its mirror as if it had all',
      },
    ],
  },
  {
    file: 'src/core/database/changes.ts',
    tests: ['database/reading'],
    mistakes: [
      {
        text: 'let same = leaves.length === old.size;',
        instead: 'let same = true;',
        harm: 'deleted rows stay on the screen',
      },
      {
        text: 'if (!this.#samePage(other, next)) return false;\n',
        instead: '\n',
        harm: 'the changed end of a long note is not seen',
      },
    ],
  },
  {
    file: 'src/core/database/tables.ts',
    tests: ['database/tables', 'database/reading', 'repair/repair'],
    mistakes: [
      {
        text: "  { name: 'notes', property: 'notes', holds: 'optional text', field: 'notes' },\n",
        instead: '',
        harm: 'notes of missions are neither compared nor written',
      },
      {
        text: "  { name: 'end_date', property: 'endDate', holds: 'optional text', field: 'endDate' },\n",
        instead: '',
        harm: 'the end of a sprint is neither compared nor written',
      },
      {
        text: "return text(value) ?? '';",
        instead: 'return text(value);',
        harm: 'a mission with a name of NULL ends views that expect a text',
      },
      {
        text: 'return Number.isFinite(number) ? number : null;',
        instead: 'return number;',
        harm: 'a count that is no number is shown as NaN',
      },
    ],
  },
  {
    file: 'src/core/database/restore-rows.ts',
    tests: ['database/restore-rows', 'snapshots/snapshots'],
    mistakes: [
      {
        text: '    ...sorted\n      .toReversed()\n      .flatMap(',
        instead: '    ...sorted.flatMap(',
        harm: 'restoring a snapshot deletes a sprint before its missions',
      },
      {
        text: 'const at = taken.has(to) ? ++free : to;',
        instead: 'const at = to;',
        harm: 'restoring a snapshot fails where another row has the place',
      },
      {
        text: 'if (known !== undefined) visit(known);',
        instead: '',
        harm: 'restoring a snapshot inserts a dependency before its mission',
      },
    ],
  },
  {
    file: 'src/core/database/make-database.ts',
    tests: ['commit/writers', 'init/init'],
    mistakes: [
      {
        text: "database.run('PRAGMA foreign_keys = ON');\n",
        instead: '\n',
        harm: 'a new database has dependencies on missions that are nowhere',
      },
      {
        text: 'await files.link(fresh, path).catch',
        instead: 'await files.rename(fresh, path).catch',
        harm: 'a database that somebody made meanwhile is replaced',
      },
    ],
  },
];
