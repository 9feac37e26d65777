/** Mistakes in operations: gates that let pass, policies that do not hold, a change that lacks a store. */
export const operations = [
  {
    file: 'src/core/operations/mission-edits.ts',
    tests: ['operations/kept-values'],
    mistakes: [
      {
        text: 'places.length > 0 || isMirrored(key)',
        instead: 'isMirrored(key)',
        harm: 'the blocked mission of a dumped backlog keeps its old reason in the file, and no operation goes through',
      },
      {
        text: 'let left = places.length; left > 0; left--',
        instead: 'let left = Math.min(1, places.length); left > 0; left--',
        harm: 'a reason that is taken away shows the older one below it',
      },
      {
        text: '|| repeatsRuntime(entry) ||',
        instead: '||',
        harm: 'a dumped entry has the time of its start and not the reason why it is blocked',
      },
    ],
  },
  {
    file: 'src/core/columns/metadata.ts',
    tests: ['operations/kept-values', 'repair/repair'],
    mistakes: [
      {
        text: '[...(kept[0] ?? []), key], value)',
        instead: '[key], value)',
        harm: 'a value that a row keeps in a nested object is there twice',
      },
      {
        text: 'kept.reduce(',
        instead: 'kept.slice(0, 1).reduce(',
        harm: 'a reason that is taken away shows an older one in the row',
      },
      {
        text: 'Object.hasOwn(readMetadata(left).fields, key) ?',
        instead: 'left === text ?',
        harm: 'a reason in a text of JSON comes back when the mission is unblocked',
      },
      {
        text: 'if (COLUMNS.has(key)) throw unsafeEdit(key);',
        instead: '',
        harm: 'a value of the metadata takes the place of a column where the entry’s metadata is a text',
      },
    ],
  },
  {
    file: 'src/core/files/backlog/write/set.ts',
    tests: ['operations/kept-values'],
    mistakes: [
      {
        text: 'if (first !== undefined && mapping.ownPairs.length === 1)',
        instead: 'if (false)',
        harm: 'a mapping without its last value becomes nothing, with its key left behind',
      },
      {
        text: "nested ? mapping.style : 'flow'",
        instead: "'flow'",
        harm: 'a list is written in brackets among the lines of a dump',
      },
      {
        text: "const json = flow && first !== undefined && styleOf(first.key) === 'double';",
        instead: 'const json = false;',
        harm: 'an entry of JSON gets a key without quotes, and is JSON no more',
      },
    ],
  },
  {
    file: 'src/core/operations/notes.ts',
    tests: ['operations/notes'],
    mistakes: [
      {
        text: 'known : `${known}\\n\\n${text}`',
        instead: 'known : text',
        harm: 'a completion takes away what was decided and tested',
      },
      {
        text: '`\\n\\n${known}\\n\\n`.includes(`\\n\\n${text}\\n\\n`)',
        instead: 'known.includes(text)',
        harm: 'a short reason that is a part of another text is not written down',
      },
      {
        text: 'strict === true || policy.strict ||',
        instead: 'strict === true ||',
        harm: 'the setting that asks for the reference’s ways leaves notes that it would replace',
      },
      {
        text: '? known : `${text}\\n\\n${known}`',
        instead: '? known : `${known}\\n\\n${text}`',
        harm: 'the reference’s tools do not see that a mission with notes was superseded',
      },
    ],
  },
  {
    file: 'src/core/operations/transact.ts',
    tests: ['node/early-writer'],
    mistakes: [
      {
        text: 'dryRun || !ports.trusted ? undefined',
        instead: '!ports.trusted ? undefined',
        harm: 'a dry run starts a program',
      },
      {
        text: 'dryRun || !ports.trusted ? undefined',
        instead: 'dryRun ? undefined',
        harm: 'a folder that is not trusted has a program started',
      },
      {
        text: '    await noLonger?.();\n',
        instead: '',
        harm: 'a refused change leaves a process behind in the editor',
      },
    ],
  },
  {
    file: 'src/core/operations/transact.ts',
    tests: ['operations/lifecycle', 'escalation/run', 'operations/interrupted', 'operations/gates'],
    mistakes: [
      {
        text: 'if (!hasSameStores(await refresh(), snapshot)) continue;',
        instead: '',
        harm: 'what somebody did while a preview was looked at opens no gate',
      },
    ],
  },
  {
    file: 'src/core/operations/planning.ts',
    tests: ['operations/gates', 'operations/completion'],
    mistakes: [
      {
        text: 'gate.overridable && passable.some((each) => isSameGate(each, gate))',
        instead: 'gate.overridable',
        harm: 'a reason passes gates that nobody was told of',
      },
      {
        text: 'gate.overridable && passable',
        instead: 'passable',
        harm: 'a reason passes what no reason may pass',
      },
      {
        text: 'if (this.#options.override === undefined) throw refusalOf(gates);',
        instead: 'if (this.#options.override === undefined) throw refusalOf(gates.slice(0, 1));',
        harm: 'only the first gate is told',
      },
      {
        text: 'first.gates.some((gate) => this.#stops(gate))',
        instead: 'false',
        harm: 'programs run for what is refused anyway',
      },
      {
        text: 'first.gates.some((gate) => this.#stops(gate))',
        instead: 'first.gates.length > 0',
        harm: 'what a verification says is told only when all else is in order',
      },
      {
        text: 'const { changeSet, ...rest } = this.#planned(snapshot, new OpenGates(), passes);',
        instead: 'const { changeSet, ...rest } = plan;',
        harm: 'an event does not say which gates were passed',
      },
    ],
  },
  {
    file: 'src/core/operations/gates.ts',
    tests: ['operations/gates', 'operations/completion'],
    mistakes: [
      {
        text: 'overridable: passable.includes(kind),',
        instead: 'overridable: true,',
        harm: 'a mission that is done is started again for a reason',
      },
      {
        text: 'if (missing.length === 0) return;',
        instead: 'if (missing.length <= 1) return;',
        harm: 'a mission that waits for one other is taken up',
      },
      {
        text: "if (verdict !== 'drift') return;",
        instead: 'return;',
        harm: 'work is taken up while database and files differ',
      },
      {
        text: "each.kind === 'running' && each.id !== id",
        instead: "each.kind === 'running' && each.id === id",
        harm: 'two missions are in progress',
      },
    ],
  },
  {
    file: 'src/core/commit/gates.ts',
    tests: [
      'commit/gates',
      'operations/gates',
      'commit/history',
      'operations/unreadable-files',
      'operations/missing-database',
    ],
    mistakes: [
      {
        text: 'isUnsaved(join(root, path))',
        instead: 'isUnsaved(path)',
        harm: 'a document with unsaved changes is written over',
      },
      {
        text: '!overridable || !passed.includes(code),',
        instead: '!overridable,',
        harm: 'a commit does not look whether what it touches has drifted',
      },
      {
        text: 'isDrift(finding) && isAbout(finding, touched)',
        instead: 'isDrift(finding) && !isAbout(finding, touched)',
        harm: 'a change builds on a value on which database and files differ',
      },
      {
        text: 'agreedOn(snapshot, store)\n      ? [missingFile(snapshot.layout.stores[store].path)]',
        instead: 'agreedOn(snapshot, store)\n      ? []',
        harm: 'a change goes on where a file is missing that was there',
      },
    ],
  },
  {
    file: 'src/core/operations/secrets.ts',
    tests: ['operations/secrets'],
    mistakes: [
      {
        text: "type === 'string' || type === 'strings' ?",
        instead: "type === 'string' ?",
        harm: 'a password in a list of needs is written without a word',
      },
      {
        text: 'override, false',
        instead: 'override, true',
        harm: 'a password in a reason passes its own gate',
      },
    ],
  },
  {
    file: 'src/core/operations/counters.ts',
    tests: ['operations/sprints', 'operations/bookkeeping'],
    mistakes: [
      {
        text: 'known !== now[field]) counts[name] = now[field];',
        instead: 'known !== now[field]) counts[name] = known + now[field] - before[field];',
        harm: 'a wrong count of a sprint stays wrong: 13 of 10',
      },
      {
        text: 'if (same && !changed.has(sprint.id)) return [];',
        instead: 'if (same) return [];',
        harm: 'a sprint is closed with counts that are wrong',
      },
      {
        text: 'known !== undefined && known !== now[field]',
        instead: 'known !== now[field]',
        harm: 'counts are begun in a sprint that keeps none',
      },
    ],
  },
  {
    file: 'src/core/operations/catalog/sprint-close.ts',
    tests: ['operations/sprints'],
    mistakes: [
      {
        text: 'if (left === undefined) requireNothingLeft(sprint, context);',
        instead: '',
        harm: 'missions are left behind in a closed sprint, and nobody is asked',
      },
      {
        text: "if (sprintStage(target.status) === 'done')",
        instead: "if (sprintStage(target.status) === 'running')",
        harm: 'missions are carried over into a sprint that is closed',
      },
      {
        text: "left === 'drop' || kind !== 'deferred'",
        instead: "kind !== 'deferred'",
        harm: 'a mission that was put off stays in a closed sprint though all was to be given up',
      },
      {
        text: '{ planned_end: sprint.endDate }',
        instead: '{}',
        harm: 'when a sprint was planned to end is lost',
      },
    ],
  },
  {
    file: 'src/core/operations/new-mission.ts',
    tests: ['operations/sprints', 'operations/planning'],
    mistakes: [
      {
        text: 'if (open.some(({ id }) => id === last)) return last;',
        instead: 'if (last !== undefined) return last;',
        harm: 'a new mission goes into a sprint that is closed',
      },
    ],
  },
  {
    file: 'src/core/operations/decision-shape.ts',
    tests: ['operations/decisions'],
    mistakes: [
      {
        text: 'const last = list.at(-1);\n  if (last?.kind',
        instead: 'const last = list.at(0);\n  if (last?.kind',
        harm: 'a decision has the shape of the oldest one',
      },
      {
        text: 'String(Math.max(...numbers) + 1)',
        instead: 'String(Number(last[2]) + 1)',
        harm: 'two decisions have one id',
      },
      {
        text: 'names.has(each) ? [] : [[each, said[each]]],',
        instead: '[],',
        harm: 'why a decision was made is lost where no other says why',
      },
    ],
  },
  {
    file: 'src/core/operations/master-context.ts',
    tests: ['operations/decisions'],
    mistakes: [
      {
        text: "sentence.replace(SIGNATURE, '').replaceAll",
        instead: 'sentence.replaceAll',
        harm: 'a constraint that another agent recorded is recorded again',
      },
    ],
  },
  {
    file: 'src/core/escalation/recurring.ts',
    tests: ['escalation/needs'],
    mistakes: [
      {
        text: 'if (isRefusal(code)) continue;',
        instead: '',
        harm: 'a decision is proposed about what was only refused',
      },
    ],
  },
];
