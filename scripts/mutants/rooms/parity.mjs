/** Mistakes in comparing database and files: drift that is not seen, or seen where there is none, or on the wrong side. */
const tests = ['parity/drift'];

export const parity = [
  {
    file: 'src/core/parity/scope.ts',
    tests,
    mistakes: [
      {
        text: "snapshot.profile.name !== 'mirrored' ||",
        instead: '',
        harm: 'a workspace that works with files alone is told of drift',
      },
      {
        text: 'fileFault(snapshot, mirror) === undefined ? mirroredDatabase(snapshot, mirror) : undefined;',
        instead: 'mirroredDatabase(snapshot, mirror);',
        harm: 'a file with a syntax error is compared by what could be saved of it',
      },
      {
        text: 'database !== undefined && hasTablesOf(database, mirror) ? database : undefined;',
        instead: 'database;',
        harm: 'a damaged table counts as empty, and a repair empties the file',
      },
    ],
  },
  {
    file: 'src/core/parity/sessions.ts',
    tests: ['parity/sessions', 'parity/drift'],
    mistakes: [
      {
        text: 'same?.lines[same.found++];',
        instead: 'same?.lines[0];',
        harm: 'an event that the log has twice and the database once is no drift',
      },
      {
        text: 'waiting.get(pythonStrip(event.raw));',
        instead: 'waiting.get(event.raw);',
        harm: 'an event with a blank at its end counts as missing on both sides',
      },
      {
        text: 'const limit = Math.min(most, known.count);',
        instead: 'const limit = most;',
        harm: 'after a change events are taken as equal that were never compared',
      },
      {
        text: 'line.raw !== pythonStrip(event.raw)) break;',
        instead: 'line.raw === pythonStrip(event.raw)) break;',
        harm: 'different events count as equal',
      },
      {
        text: 'matched.filter((_, index) => !inPlace.has(index))',
        instead: 'matched.filter((_, index) => inPlace.has(index))',
        harm: 'all events in order are reported as out of order',
      },
    ],
  },
  {
    file: 'src/core/parity/order.ts',
    tests: ['parity/order'],
    mistakes: [
      {
        text: '?? 0] ?? 0) < value) low = middle + 1;',
        instead: '?? 0] ?? 0) > value) low = middle + 1;',
        harm: 'one mission that moved makes many look moved',
      },
      {
        text: 'low > 0 ? (tails[low - 1] ?? -1) : -1;',
        instead: 'tails[low] ?? -1;',
        harm: 'a mission that stayed is reported as moved',
      },
    ],
  },
  {
    file: 'src/core/parity/values.ts',
    tests,
    mistakes: [
      {
        text: "if ((database ?? '') !== file) return false;",
        instead: 'if (database !== file) return false;',
        harm: 'an empty field in the file is drift against a NULL',
      },
      {
        text: "return field.value.kind === 'scalar' && field.value.value.type === 'str';",
        instead: 'return true;',
        harm: 'a number or date without quotes, which the reference calls drift, is none here',
      },
      {
        text: 'left.length === right.size && left.every',
        instead: 'left.every',
        harm: 'a key that only the file has in a value is no drift',
      },
      {
        text: 'a.length === b.length && a.every',
        instead: 'a.every',
        harm: 'a list that is longer in one store is no drift',
      },
      {
        text: 'return Number(value.text);',
        instead: 'return value.text;',
        harm: 'a whole number in metadata is drift on each mission that has one',
      },
    ],
  },
  {
    file: 'src/core/parity/extras.ts',
    tests,
    mistakes: [
      {
        text: "new Set(['started_at', 'completed_at',",
        instead: "new Set(['completed_at',",
        harm: 'each mission that was started is told to lack started_at in its file',
      },
      {
        text: "if (key === 'metadata' && field.value.kind === 'mapping') nested = field.value;\n      else if",
        instead: 'if',
        harm: 'what an export nested in metadata is drift against the same in the database',
      },
    ],
  },
  {
    file: 'src/core/parity/reference.ts',
    tests,
    mistakes: [
      {
        text: "const FIELDS = ['status', 'completed_at', 'notes'] as const;",
        instead: "const FIELDS = ['status', 'completed_at'] as const;",
        harm: 'the verdict is good where the reference finds other notes',
      },
      {
        text: 'if (row === undefined) return [`${id}: missing from database`];',
        instead: 'if (row === undefined) return [];',
        harm: 'the verdict is good where the reference misses a context',
      },
      {
        text: "kind !== 'duplicate-key' && kind !== 'not-an-object'",
        instead: "kind !== 'not-an-object'",
        harm: 'the verdict stops at a key that is there twice, where the reference reads on',
      },
    ],
  },
  {
    file: 'src/core/findings/rules/drift-missions.ts',
    tests,
    mistakes: [
      {
        text: "if ((row.sprintId ?? '') !== (sprintId ?? '')) {",
        instead: "if ((row.sprintId ?? '') !== (sprintId ?? '') && row.sprintId === null) {",
        harm: 'a mission in different sprints is no drift',
      },
      {
        text: "if (id !== '' && !known.has(id)) yield missingInDatabase(entry);",
        instead: '',
        harm: 'a mission that only the file has is no drift',
      },
      {
        text: '!RUNTIME_KEYS.has(key) && value !== null',
        instead: 'RUNTIME_KEYS.has(key) && value !== null',
        harm: 'metadata that the runtime keeps is told of, and what a person wrote is not',
      },
      {
        text: 'if (!database.has(key) && plainYaml(field.value) !== null) yield',
        instead: 'if (database.has(key) && plainYaml(field.value) !== null) yield',
        harm: 'metadata that only the file has is no drift',
      },
      {
        text: 'if (rows[at]?.id !== entries[at]?.id) return false;',
        instead: 'if (rows[at]?.id !== entries[at]?.id) return at > 0;',
        harm: 'missions in another order are compared with each other',
      },
    ],
  },
  {
    file: 'src/core/findings/folded.ts',
    tests: ['cli/exit-status'],
    mistakes: [
      {
        text: 'index === most - 1 ? items.length - index : 1',
        instead: 'index === most ? items.length - index : 1',
        harm: 'of a lost log only the first 500 events are counted',
      },
    ],
  },
  {
    file: 'src/core/findings/rules/drift-sessions.ts',
    tests,
    mistakes: [
      {
        text: 'missingInDatabase.filter(({ event }) => event !== undefined)',
        instead: 'missingInDatabase',
        harm: 'a line that is no event is offered to be brought into the database',
      },
      {
        text: "if (sessions.state === 'absent') return NO_LOG;",
        instead: '',
        harm: 'a log that is gone is no drift',
      },
    ],
  },
  {
    file: 'src/core/findings/rules/drift-dependencies.ts',
    tests,
    mistakes: [
      {
        text: 'else if (entry.type !== row.type) {',
        instead: 'else if (entry.type === undefined) {',
        harm: 'a dependency of two types is no drift',
      },
      {
        text: 'if (![entry.from, entry.to].every(',
        instead: 'if (![entry.from, entry.to].some(',
        harm: 'a dependency on nothing is offered to be brought into the database, and fails there',
      },
    ],
  },
  {
    file: 'src/core/findings/rules/drift-sprints.ts',
    tests,
    mistakes: [
      {
        text: "if (id === '' || rows.has(id)) continue;",
        instead: "if (id === '' || !rows.has(id)) continue;",
        harm: 'a sprint that only the file has is no drift',
      },
    ],
  },
  {
    file: 'src/core/findings/rules/drift-contexts.ts',
    tests,
    mistakes: [
      {
        text: 'if (file !== undefined) yield missingInDatabase(file, id);',
        instead: '',
        harm: 'a context that only the file has is no drift',
      },
      {
        text: "snapshot[id].state === 'absent' && !isEmpty(stored.root)",
        instead: "snapshot[id].state === 'absent' && isEmpty(stored.root)",
        harm: 'a context file that is gone is no drift',
      },
    ],
  },
];
