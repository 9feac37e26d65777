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
];
