/** Mistakes in what writes databases: the two writers, the process around them, the files of a commit on Node. */
export const writers = [
  {
    file: 'src/core/database/quoted.ts',
    tests: ['commit/writers'],
    named: 'by node:sqlite',
    mistakes: [
      {
        text: "name.replaceAll('\"', '\"\"')",
        instead: 'name',
        harm: 'a column with a quote in its name breaks the SQL',
      },
    ],
  },
  {
    file: 'src/core/database/apply-rows.ts',
    tests: ['commit/writers'],
    named: 'by node:sqlite',
    mistakes: [
      {
        text: 'const expected = { ...change.key, ...change.before };',
        instead: 'const expected = change.key;',
        harm: 'a row that somebody changed since the plan is written over (node:sqlite)',
      },
      {
        text: 'if (changes !== 1) throw',
        instead: 'if (changes === 0) throw',
        harm: 'several rows of one key are changed at once (node:sqlite)',
      },
      {
        text: 'if (total() - before > 1) throw',
        instead: 'if (total() - before > 2) throw',
        harm: 'a deleted mission takes its dependency with it, which undo does not bring back (node:sqlite)',
      },
      {
        text: '`${quoted(column)} IS ?`',
        instead: '`${quoted(column)} = ?`',
        harm: 'a row with a NULL never is as the plan saw it',
      },
      {
        text: '[column, change.after[column] ?? value]',
        instead: '[column, value]',
        harm: 'a row that gets another key cannot be found again',
      },
      {
        text: 'Number.isSafeInteger(Number(value)) ? Number(value) : String(value);',
        instead: 'Number(value);',
        harm: 'large integers lose their last digits',
      },
      {
        text: 'return wholeRow(connection, change.table, change.key ?? { rowid });',
        instead: 'return wholeRow(connection, change.table, { rowid });',
        harm: 'a row of a table without rowids cannot be inserted',
      },
    ],
  },
  {
    file: 'src/writer/node-sqlite.ts',
    tests: ['commit/writers'],
    named: 'by node:sqlite',
    mistakes: [
      {
        text: "if (!existsSync(database)) throw new WriterError('failed', 'There is no database file.');",
        instead: '',
        harm: 'writing makes an empty database where there was none',
      },
      {
        text: 'PRAGMA busy_timeout = ${Math.round(timeout)}; ',
        instead: '',
        harm: 'a write fails at once while another process writes (node:sqlite)',
      },
      {
        text: "connection.exec('BEGIN IMMEDIATE');",
        instead: "connection.exec('BEGIN');",
        harm: 'two plans at once both see the old rows (node:sqlite)',
      },
      {
        text: '        connection.close();\n        throw error;',
        instead: '        throw error;',
        harm: 'a refused change keeps the database locked (node:sqlite)',
      },
      {
        text: "request.do === 'commit' ? 'COMMIT' : 'ROLLBACK'",
        instead: "'COMMIT'",
        harm: 'what was to be rolled back is committed (node:sqlite)',
      },
      {
        text: 'chmodSync(request.target, mode & 0o7777);',
        instead: '',
        harm: 'a snapshot can be read by more people than the database (node:sqlite)',
      },
      {
        text: '        fsyncSync(file);\n',
        instead: '',
        harm: 'a snapshot is empty after a power cut (node:sqlite)',
        survives: 'shown by a power cut alone: what another process syncs is not seen from here',
      },
      {
        text: "  13: 'disk-full',\n",
        instead: '',
        harm: 'a full disk is reported as an unknown failure (node:sqlite)',
        survives: 'no test fills the disk under a running writer; what is said of a full disk is tested above it',
      },
      {
        text: 'code & 0xff',
        instead: 'code',
        harm: 'extended result codes of SQLite count as unknown failures (node:sqlite)',
        survives: 'no test brings SQLite to an extended code',
      },
    ],
  },
  {
    file: 'src/writer/writer.py',
    tests: ['commit/writers'],
    named: 'by Python',
    mistakes: [
      {
        text: 'where({**change["key"], **before})',
        instead: 'where(change["key"])',
        harm: 'a row that somebody changed since the plan is written over (Python)',
      },
      {
        text: 'if cursor.rowcount != 1:',
        instead: 'if cursor.rowcount < 1:',
        harm: 'several rows of one key are changed at once (Python)',
      },
      {
        text: 'connection.total_changes - total > 1',
        instead: 'connection.total_changes - total > 2',
        harm: 'a deleted mission takes its dependency with it, which undo does not bring back (Python)',
      },
      {
        text: 'connection.execute("PRAGMA foreign_keys = ON")',
        instead: 'pass',
        harm: 'dependencies on missions that are nowhere come into the database (Python)',
      },
      {
        text: 'timeout=timeout / 1000, ',
        instead: 'timeout=0, ',
        harm: 'a write fails at once while another process writes (Python)',
      },
      {
        text: '"BEGIN IMMEDIATE"',
        instead: '"BEGIN"',
        harm: 'two plans at once both see the old rows (Python)',
      },
      {
        text: '            self.connection.close()\n            self.connection = None\n',
        instead: '',
        harm: 'a refused change keeps the database locked (Python)',
      },
      {
        text: '"rollback": "ROLLBACK"',
        instead: '"rollback": "COMMIT"',
        harm: 'what was to be rolled back is committed (Python)',
      },
      {
        text: 'shutil.copymode(request["database"], request["target"])',
        instead: 'pass',
        harm: 'a snapshot can be read by more people than the database (Python)',
      },
      {
        text: 'os.fsync(file.fileno())',
        instead: 'pass',
        harm: 'a snapshot is empty after a power cut (Python)',
        survives: 'shown by a power cut alone: what another process syncs is not seen from here',
      },
      {
        text: 'target.execute("PRAGMA journal_mode = DELETE")',
        instead: 'pass',
        harm: 'a snapshot needs a log beside it that it does not have (Python)',
      },
      {
        text: 'abs(value) > 2**53 - 1',
        instead: 'abs(value) > 2**63 - 1',
        harm: 'large integers lose their last digits (Python)',
      },
      {
        text: '"?mode=rw"',
        instead: '"?mode=rwc"',
        harm: 'a database that goes between two calls is made anew, and empty (Python)',
        survives: 'the file is looked for just before; only a removal in between would show it',
      },
    ],
  },
  {
    file: 'src/node/writers.ts',
    tests: ['node/early-writer'],
    mistakes: [
      {
        text: '--this.#expecting > 0 || this.#asked',
        instead: '--this.#expecting > 0',
        harm: 'a writer at work is ended when a refused change gives it up',
      },
      {
        text: '--this.#expecting > 0 || this.#asked',
        instead: 'this.#asked',
        harm: 'a writer is ended that another change still counts on',
      },
    ],
  },
  {
    file: 'src/node/user-folders.ts',
    tests: ['node/interpreters', 'node/compile-cache'],
    mistakes: [
      {
        text: ' && (mode & 0o022) === 0',
        instead: '',
        harm: 'a program is started that others may have written',
      },
      {
        text: '(uid === 0 || uid === process.geteuid?.()) && ',
        instead: '',
        harm: 'a program of another user is started',
      },
      {
        text: ' && (mode & 0o077) === 0',
        instead: '',
        harm: 'what others may write says which program is started',
      },
    ],
  },
  {
    file: 'src/node/interpreters.ts',
    tests: ['node/interpreters'],
    mistakes: [
      {
        text: 'if (!isPrivate(await lstat(ownFolder()))) return [];',
        instead: '',
        harm: 'a file that others put into the folder says which program is started',
      },
      {
        text: ' | constants.O_NOFOLLOW',
        instead: '',
        harm: 'a link leads to a file that says which program is started',
      },
      {
        text: ' && known.changed === changed',
        instead: '',
        harm: 'a shim that was set to another interpreter still leads to the old one',
      },
      {
        text: '|| !(await this.#isOutside(ownFolder()))',
        instead: '',
        harm: 'a workspace says which program is started',
      },
    ],
  },
  {
    file: 'src/node/writer-process.ts',
    tests: ['commit/writers'],
    mistakes: [
      {
        text: "        this.#child.kill('SIGKILL');\n      }, wait",
        instead: '      }, wait',
        harm: 'a writer that hangs keeps us and the lock for ever',
      },
      {
        text: '        await this.#rollBack();\n        throw error;',
        instead: '        throw error;',
        harm: 'after a refusal the database stays locked',
      },
      {
        text: '    await turn;\n',
        instead: '',
        harm: 'two commits at once share one transaction',
      },
      {
        text: 'for (const each of this.#waiting.splice(0)) each(undefined);',
        instead: '',
        harm: 'a writer that dies leaves us waiting until the deadline',
      },
      {
        text: "if (this.#ended) throw new WriterError('failed', this.#ending);\n",
        instead: '\n',
        harm: 'a writer that ended is asked, and waited for until the deadline',
      },
      {
        text: 'timeout + request.changes.length * CHANGE_LIMIT',
        instead: '0',
        harm: 'a writer that waits for a lock as long as it was told is ended',
        survives: 'shown by a wait beyond the deadline alone, which no test takes',
      },
    ],
  },
  {
    file: 'src/node/commit-files.ts',
    tests: ['node/commit-files'],
    mistakes: [
      {
        text: 'await takeAccess(handle, model);\n      if (!remade) await handle.sync();',
        instead: 'await takeAccess(handle, model);',
        harm: 'a new mirror is empty after a power cut',
      },
      {
        text: 'await handle.appendFile(bytes);\n      await handle.sync();',
        instead: 'await handle.appendFile(bytes);',
        harm: 'the line of a finished change is gone after a power cut',
      },
      {
        text: 'if (isNew) await syncFolder(path.dirname(file));',
        instead: '',
        harm: 'a new log is gone after a power cut',
      },
      {
        text: "const handle = await open(folder, 'r');\n  try {\n    await handle.sync();",
        instead: "const handle = await open(folder, 'r');\n  try {\n    await handle.stat();",
        harm: 'new names are gone after a power cut',
      },
      {
        text: 'if (stampOf(to) !== seen) return Promise.resolve(false);\n    renameSync',
        instead: 'renameSync',
        harm: 'what somebody saves between our look and our rename is lost',
      },
      {
        text: 'if (stampOf(file) !== seen) return false;\n    truncateSync',
        instead: 'truncateSync',
        harm: 'a line that somebody adds while ours is taken back is cut off',
      },
      {
        text: ':${stat.size}:${stat.mtimeNs}`',
        instead: ':${stat.size}`',
        harm: 'a file saved in place with as many bytes counts as unchanged',
      },
      {
        text: "open(file, 'wx',",
        instead: "open(file, 'w',",
        harm: 'a file that somebody made by our temporary name is written over',
      },
      {
        text: ', copying.COPYFILE_EXCL',
        instead: '',
        harm: 'on a file system without hard links a file that somebody made meanwhile is written over',
        survives: 'no file system without hard links is at hand',
      },
      {
        text: 'if (own && process.platform',
        instead: 'if (!own && process.platform',
        harm: 'the folder of records can be listed by others',
      },
    ],
  },
];
