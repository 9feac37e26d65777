/** Mistakes in keeping to the root: something outside of the workspace is written, made or removed. */
const tests = ['commit/boundary'];

export const boundary = [
  {
    file: 'src/core/ground/boundary.ts',
    tests,
    mistakes: [
      {
        text: 'await place(from);\n      await place(to);\n      await files.rename(from, to);',
        instead: 'await place(from);\n      await files.rename(from, to);',
        harm: 'a file is renamed to a place outside',
      },
      {
        text: 'await place(from);\n      await place(to);\n      return files.replace(from, to, seen);',
        instead: 'await place(from);\n      return files.replace(from, to, seen);',
        harm: 'a file outside is replaced',
      },
      {
        text: 'await place(name);\n',
        instead: '\n',
        harm: 'a name is made outside',
      },
      {
        text: 'await target(path);\n      await files.append(path, bytes);',
        instead: 'await place(path);\n      await files.append(path, bytes);',
        harm: 'a line is appended through a link to a file outside',
      },
      {
        text: 'await target(path);\n      return files.truncate(path, length, seen);',
        instead: 'await place(path);\n      return files.truncate(path, length, seen);',
        harm: 'a file outside is cut off through a link',
      },
      {
        text: 'await target(path);\n      await files.makeFolder(path, options);',
        instead: 'await place(path);\n      await files.makeFolder(path, options);',
        harm: 'folders are made outside through a link',
        survives: 'no folder that a commit makes is a link itself: the folders above it are followed either way',
      },
      {
        text: 'await place(path);\n      await files.removeFolder(path);',
        instead: 'await files.removeFolder(path);',
        harm: 'a folder outside is removed',
      },
      {
        text: 'await place(path);\n      return files.remove(path, seen);',
        instead: 'return files.remove(path, seen);',
        harm: 'a file outside is removed',
      },
      {
        text: '/^[a-zA-Z]:|[\\\\\\0]/.test(path)',
        instead: 'path.length > 4096',
        harm: 'a record with a drive letter counts as one of the workspace',
      },
      {
        text: "name === '' || name === '.' || name === '..'",
        instead: "name === '' || name === '.'",
        harm: 'a record with .. in a path counts as one of the workspace',
      },
      {
        text: "real.startsWith(home.endsWith('/') ? home : `${home}/`)",
        instead: 'real.startsWith(home)',
        harm: 'a folder beside the root whose name begins alike counts as inside',
      },
      {
        text: 'if (parentOf(real) !== project) return false;',
        instead: '',
        harm: 'a file of a store’s name anywhere counts as the store beside the root',
      },
      {
        text: 'return (await files.resolve(store)) === store;',
        instead: 'return true;',
        harm: 'a store beside the root that is a link leads out',
      },
    ],
  },
  {
    file: 'src/core/database/inside.ts',
    tests,
    mistakes: [
      {
        text: "['', '-journal', '-wal', '-shm']",
        instead: "['', '-wal', '-shm']",
        harm: 'SQLite writes its journal through a link to a file outside',
        survives: 'SQLite follows no link to its journal (`O_NOFOLLOW`), so that the change is refused all the same',
      },
      {
        text: 'if (named !== undefined) await',
        instead: 'if (named === undefined) await',
        harm: 'SQLite removes a file outside that a journal from elsewhere names',
      },
    ],
  },
];
