/** Mistakes in commit, journal, recovery and history: a change that is half there, lost, or not to be taken back. */
export const commit = [
  {
    file: 'src/core/commit/commit.ts',
    tests: ['commit/refusals', 'commit/history', 'commit/file-checks'],
    mistakes: [
      {
        text: 'newDrift(snapshot, changeSet);',
        instead: 'newDrift(snapshot, changeSet).slice(1);',
        harm: 'a plan that leaves the stores apart is committed',
      },
      {
        text: 'if ((await this.#journal.pending()).length > 0) throw interrupted();',
        instead: '',
        harm: 'a change is made on top of one that a crash left half done',
        survives: 'every way in recovers first; only a crash of another process in between would show it',
      },
      {
        text: 'this.#checkRows(prepared);',
        instead: '',
        harm: 'a trigger makes something else of a row, and the files say what was meant',
      },
      {
        text: 'this.#rows = await wholeRows(writer, path, rows);',
        instead: 'this.#rows = rows;',
        harm: 'undo brings a deleted row back without the columns that no plan knows',
        survives: 'no test deletes a row with columns that no plan knows yet',
      },
      {
        text: 'completed(this.#rows, prepared?.rows ?? [])',
        instead: 'this.#rows',
        harm: 'undo does not know the id that the database gave to an event',
      },
      {
        text: 'await checkInPlace(this.#files, staged);',
        instead: '',
        harm: 'a file that somebody wrote over is taken for what was meant',
      },
      {
        text: 'await this.#journal.drop(record.id);',
        instead: '',
        harm: 'a change that was refused and taken back stops all work as interrupted',
      },
      {
        text: "if (outcome === 'finished') return;",
        instead: '',
        harm: 'a change that is there is reported as failed',
        survives: 'no test lets COMMIT succeed and report a failure outside of the sample of `commit/faults`',
      },
      {
        text: "record, 'before', { untouched });",
        instead: "record, 'before');",
        harm: 'a refusal takes the mirror that somebody else just saved for our own, and is not rolled back',
      },
      {
        text: 'await this.#journal.finish(record.id);',
        instead: '',
        harm: 'a change that is done is not on the list of what can be undone',
      },
    ],
  },
  {
    file: 'src/core/commit/journal.ts',
    tests: ['commit/history', 'commit/durability', 'commit/boundary'],
    mistakes: [
      {
        text: 'await this.#files.rename(temporary, this.#path(id, true));\n      await this.#files.syncFolder(this.#folder);',
        instead: 'await this.#files.rename(temporary, this.#path(id, true));',
        harm: 'a power cut leaves files changed and no entry that says so',
      },
      {
        text: "if (read.record.id !== id) throw unreadableRecord(file, t('its name is not its id'));",
        instead: '',
        harm: 'a copied record is gone by as if it were another change',
      },
    ],
  },
  {
    file: 'src/core/commit/record.ts',
    tests: ['commit/boundary', 'operations/interrupted'],
    mistakes: [
      {
        text: "if (typeof format === 'number' && format > FORMAT) throw newer(file);",
        instead: '',
        harm: 'the record of a newer version is called damaged, and moved away',
      },
      {
        text: "...(file.kind === 'create' ? (file.folders ?? []) : [])",
        instead: '',
        harm: 'a record from elsewhere removes folders outside of the workspace',
      },
    ],
  },
  {
    file: 'src/core/commit/agreed-state.ts',
    tests: ['operations/agreed-state'],
    mistakes: [
      {
        text: '  if (there === undefined) await files.syncFolder(join(root, OWN_FOLDER));\n',
        instead: '',
        harm: 'after a power cut nobody knows that both sides ever agreed',
      },
    ],
  },
  {
    file: 'src/core/ground/own-folder.ts',
    tests: ['operations/agreed-state'],
    mistakes: [
      {
        text: 'there?.some((byte) => byte !== 0) === true',
        instead: 'there !== undefined',
        harm: 'after a power cut git offers the journal to be committed',
      },
    ],
  },
  {
    file: 'src/core/commit/provenance.ts',
    tests: ['commit/boundary'],
    mistakes: [
      {
        text: 'if (seal === undefined || seal !==',
        instead: 'if (seal !== undefined && seal !==',
        harm: 'a record without a seal is applied as if it were ours',
      },
      {
        text: "return (await isTracked()) ? 'tracked-by-git' : undefined;",
        instead: 'await isTracked();\n  return undefined;',
        harm: 'a record that came with a checkout is applied by itself',
      },
    ],
  },
  {
    file: 'src/core/commit/recover.ts',
    tests: ['commit/recovery-sides', 'commit/history', 'commit/boundary'],
    mistakes: [
      {
        text: 'if (!ports.trusted) throw untrusted();',
        instead: '',
        harm: 'recovery writes to a folder that is not trusted',
      },
      {
        text: '(await journal.pending()).toReversed()',
        instead: 'await journal.pending()',
        harm: 'of two changes that lie upon each other the older one is rolled back first',
      },
      {
        text: "foreign === undefined ? 'place' : 'file';",
        instead: "'place';",
        harm: 'a record from elsewhere is applied to other bytes than it was made on',
      },
      {
        text: 'return votes.size === 1 ? [...votes][0] : undefined;',
        instead: 'return [...votes][0];',
        harm: 'rows that speak for both sides are recovered as the first one says',
      },
      {
        text: 'if (hasValues(change.before, change.after)) return undefined;',
        instead: '',
        harm: 'a row changed to the same value counts as proof that the change is there',
      },
      {
        text: "hasValues(row, change.before) ? 'before' : undefined;\n  }",
        instead: "'before';\n  }",
        harm: 'a row that somebody else changed since is recovered over',
      },
      {
        text: "return hasValues(row, change.row) ? 'after' : undefined;",
        instead: "return 'after';",
        harm: 'a row of the same key that somebody else added counts as ours',
      },
      {
        text: 'if (result.foreign === undefined) await',
        instead: 'if (result.foreign !== undefined) await',
        harm: 'a record from elsewhere that was set aside becomes one of ours',
      },
    ],
  },
  {
    file: 'src/core/commit/roll-files.ts',
    tests: [
      'commit/recovery-files',
      'commit/file-checks',
      'commit/history',
      'commit/left-overs',
      'commit/durability',
      'commit/boundary',
    ],
    mistakes: [
      {
        text: "if (certainty === 'file' && !(await isOfRecord(bytes, each))) throw new RollConflict(each.path);",
        instead: '',
        harm: 'a record from elsewhere is applied wherever its lines fit',
      },
      {
        text: 'if (at + length === tail.length) cut = { at, length };',
        instead: '',
        harm: 'half a line stays at the end of the log after a crash',
      },
      {
        text: 'if (own + length < all.length) {',
        instead: 'if (own + length > all.length) {',
        harm: 'lines that others added to the log after ours are cut off',
      },
      {
        text: 'if (at > 0 && tail[at - 1] !== 10) continue;',
        instead: '',
        harm: 'our line is found inside of another one, which is cut in two',
      },
      {
        text: '(await action()) === false;',
        instead: '(await action()) === true;',
        harm: 'a file that somebody saves while it is rolled back keeps our change',
      },
      {
        text: 'if (all.length < from) throw new RollConflict(record.path);',
        instead: '',
        harm: 'a log that somebody cut short is said to be rolled back',
      },
      {
        text: '.sort().reverse()',
        instead: '.sort()',
        harm: 'folders that were made for a file stay behind',
      },
      {
        text: '  await removeTemporaries(files, paths, record.id);\n',
        instead: '',
        harm: 'new files of a crash stay beside the old ones for ever',
      },
      {
        text: 'if (bytes !== undefined && unitsOf(bytes) !== utf8Units(record.text)) throw new RollConflict(record.path);',
        instead: '',
        harm: 'a file that we made and somebody wrote to since is removed',
      },
      {
        text: '    if ((await files.list(folder)).length > 0) await files.syncFolder(folder);',
        instead: '    await files.list(folder);',
        harm: 'a power cut after a recovery brings the rolled-back change back',
      },
    ],
  },
  {
    file: 'src/core/commit/staging.ts',
    tests: ['commit/file-checks', 'commit/history', 'commit/durability', 'commit/file-access'],
    mistakes: [
      {
        text: 'if (before !== undefined && sameBytes(before, planned)) return before;',
        instead: 'if (before !== undefined) return before;',
        harm: 'a file that changed since it was planned on is written over',
      },
      {
        text: 'if (before !== undefined) throw fileChanged(change.path);',
        instead: '',
        harm: 'a file that somebody made meanwhile is taken for one to be made',
        survives: 'the link that puts the file there refuses it as well',
      },
      {
        text: '  await files.syncFolder(parentOf(path));\n',
        instead: '',
        harm: 'a power cut after a reported commit brings the old mirror back',
      },
      {
        text: 'after, { like: path });',
        instead: 'after);',
        harm: 'a mirror loses its permissions with every change',
      },
      {
        text: 'sameBytes(now, after);\n      if (!good)',
        instead: 'now.length > 0;\n      if (!good)',
        harm: 'a mirror that somebody replaced before COMMIT counts as ours',
      },
      {
        text: 'size: before === undefined ? null : before.length,',
        instead: 'size: before?.length ?? 0,',
        harm: 'rolling the first event back leaves an empty log',
      },
    ],
  },
  {
    file: 'src/core/commit/history.ts',
    tests: ['commit/history', 'commit/boundary'],
    mistakes: [
      {
        text: "await history.requireOwn(change, 'undo', options);",
        instead: '',
        harm: 'another agent’s change, or one from elsewhere, is undone without a word',
      },
      {
        text: 'const change = history.changes.redoable.at(-1);',
        instead: 'const change = history.changes.redoable.at(0);',
        harm: 'redo begins with what was undone first',
      },
    ],
  },
  {
    file: 'src/core/commit/kept-changes.ts',
    tests: ['commit/history', 'commit/history-property'],
    mistakes: [
      {
        text: 'else if (record.redoes === undefined) undone.clear();',
        instead: '',
        harm: 'after a new change an old one is redone on top of it',
      },
      {
        text: '    for (const each of records.keys()) past.add(each);\n',
        instead: '',
        harm: 'changes from before a crash of which nobody knows the end are undone',
      },
      {
        text: 'return entries.filter(({ record, open }) => !open && !needed.has(record.id));',
        instead: 'return entries.filter(({ record }) => !needed.has(record.id));',
        harm: 'the way back of a change that a crash left half done goes with old records',
        survives: 'a change under way is the newest, so that it is never among the oldest that go',
      },
    ],
  },
  {
    file: 'src/core/commit/file-reversal.ts',
    tests: ['commit/history-property'],
    mistakes: [
      {
        text: 'text.endsWith(lines) ? text.length - lines.length',
        instead: 'text.startsWith(lines) ? 0',
        harm: 'undo takes the first of two equal events out',
      },
    ],
  },
  {
    file: 'src/core/commit/temporaries.ts',
    tests: ['commit/left-overs', 'commit/history'],
    mistakes: [
      {
        text: 'if (!open.has(id)) await files.remove(path);',
        instead: 'await files.remove(path);',
        harm: 'what a commit under way put beside a file is removed',
        survives: 'swept under the lock alone, under which no other commit of rows is under way',
      },
      {
        text: 'names.has(name.slice(0, -end.length))',
        instead: 'name.length > end.length',
        harm: 'files of others are removed whose names look like ours',
      },
    ],
  },
  {
    file: 'src/core/commit/gates.ts',
    tests: ['commit/gates', 'operations/missing-database'],
    mistakes: [
      {
        text: '...(trusted ? [] : [closedGate(untrusted())]),',
        instead: '',
        harm: 'a folder that is not trusted is written to',
      },
      {
        text: 'isUnsaved(join(root, path))',
        instead: 'isUnsaved(path)',
        harm: 'a document with unsaved changes is written over',
      },
      {
        text: '!overridable || !passed.includes(code)',
        instead: '!passed.includes(code)',
        harm: 'a reason passes a gate that no reason passes',
      },
      {
        text: '...(changeSet.toleratesDrift === true ? [] : driftGate(snapshot, changeSet)),',
        instead: '',
        harm: 'a change builds on a value on which the stores differ',
      },
      {
        text: 'return isDatabaseMissing(snapshot) ? [missingDatabase(snapshot)] : [];',
        instead: 'return [];',
        harm: 'a change reaches the files alone, since the database is missing',
      },
      {
        text: '...gate, overridable: false',
        instead: '...gate',
        harm: 'a repair of rows goes through without the database',
      },
      {
        text: "snapshot[store].state === 'absent' && agreedOn(snapshot, store)",
        instead: "snapshot[store].state === 'absent' && !agreedOn(snapshot, store)",
        harm: 'a mirror that is gone is left out of a change without a word',
      },
    ],
  },
];
