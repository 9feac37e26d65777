/** Mistakes in operations: gates that let pass, policies that do not hold, a change that lacks a store. */
const steps = ['operations/completion', 'operations/bookkeeping', 'operations/planning', 'operations/lifecycle'];

export const operations = [
  {
    file: 'src/core/operations/policy.ts',
    tests: [...steps, 'operations/guardrails'],
    mistakes: [
      {
        text: "setting('parallelMissions') === true",
        instead: "setting('parallelMissions') !== false",
        harm: 'two missions are in progress where nobody allowed it',
      },
      {
        text: "setting('strictReference') === true",
        instead: "setting('strictReference') !== undefined",
        harm: 'a workspace that says strictReference: false loses telemetry and counters',
      },
      {
        text: '!words.every((word) => typeof word',
        instead: '!words.some((word) => typeof word',
        harm: 'a verification command with something else than words in it is run',
      },
      {
        text: "program === undefined || program.trim() === ''",
        instead: 'program === undefined',
        harm: 'an empty verification command is run, and fails each completion',
      },
    ],
  },
  {
    file: 'src/core/operations/gates.ts',
    tests: ['operations/gates', 'operations/lifecycle'],
    mistakes: [
      {
        text: 'if (kinds.includes(kind)) return;',
        instead: "if (kinds.includes(kind) || kind === 'done') return;",
        harm: 'a completed mission is started, blocked or completed again',
      },
      {
        text: 'overridable: passable.includes(kind),',
        instead: 'overridable: true,',
        harm: 'a reason takes a mission from a status that no operation starts from',
      },
      {
        text: "if (verdict !== 'drift') return;",
        instead: "if (verdict === 'drift') return;",
        harm: 'work is taken up while database and files differ',
      },
      {
        text: 'if (policy.parallel) return;',
        instead: 'if (!policy.parallel) return;',
        harm: 'two missions are in progress at a time',
      },
      {
        text: "each.kind === 'running' && each.id !== id",
        instead: "each.kind === 'running'",
        harm: 'a mission stands in its own way',
      },
      {
        text: 'if (missing.length === 0) return;',
        instead: 'if (missing.length <= 1) return;',
        harm: 'a mission starts before the one prerequisite that it has',
      },
      {
        text: 'for (const gate of databaseGate(snapshot)) gates.add(gate);',
        instead: 'databaseGate(snapshot);',
        harm: 'work goes on beside a database that is missing',
      },
    ],
  },
  {
    file: 'src/core/operations/verify.ts',
    tests: ['operations/completion', 'escalation/run', 'escalation/scripts'],
    mistakes: [
      {
        text: 'verification.find(({ result }) => !succeeded(result));',
        instead: 'verification.slice(1).find(({ result }) => !succeeded(result));',
        harm: 'a mission is completed though its verification failed',
      },
      {
        text: 'if (!succeeded(verified.result)) break;',
        instead: '',
        harm: 'after a failed command the others run, though nothing comes of it',
      },
      {
        text: "if (policy.requires.has('verification') && verification.length === 0 && notRun.length === 0)",
        instead: "if (policy.requires.has('verification') && verification.length === 0 && notRun.length > 0)",
        harm: 'completion needs verification, and goes through with none',
      },
      {
        text: 'return commands.length > 0 ? commands : policy.verification;',
        instead: 'return policy.verification;',
        harm: 'the verification that a mission names itself is not run',
      },
      {
        text: "if (!root.endsWith('/cmos')) return root;",
        instead: '',
        harm: 'verification runs in the folder above the project',
      },
    ],
  },
  {
    file: 'src/core/operations/complete.ts',
    tests: steps,
    mistakes: [
      {
        text: '    requireStarted(mission, now);\n',
        instead: '',
        harm: 'a mission is completed before it was started',
      },
      {
        text: '    requireVerification(mission, context);\n',
        instead: '',
        harm: 'a mission is completed though its verification failed, or is missing',
      },
      {
        text: "kind === 'queued' && id !== completed && readiness.of(id).missing.length === 0",
        instead: "kind === 'queued' && id !== completed",
        harm: 'a mission that waits for another one is brought forward',
      },
      {
        text: 'nextEligible(afterCompletion(snapshot, mission, context), id)',
        instead: 'nextEligible(snapshot, id)',
        harm: 'what waited for the completed mission alone is not brought forward',
      },
      {
        text: 'const started = immediate === true ? { started_at: now } : {};',
        instead: 'const started = {};',
        harm: 'a mission that is started at once has no starting time',
      },
      {
        text: '[String(notes), ...evidenceLines(gathered), ...recorded]',
        instead: '[String(notes), ...recorded]',
        harm: 'the notes do not say what was verified',
      },
    ],
  },
  {
    file: 'src/core/operations/change.ts',
    tests: steps,
    mistakes: [
      {
        text: 'if (old === value) return;',
        instead: '',
        harm: 'a row is written, and undone, where nothing changes',
      },
      {
        text: "put('metadata', row.metadata, metadataAfter(row.metadata, metadata));",
        instead: '',
        harm: 'the database does not know when a mission was started',
      },
      {
        text: "if (document.root?.kind !== 'object' || document.problems.length > 0) return text;",
        instead: "if (document.root?.kind !== 'object') return text;",
        harm: 'metadata that cannot be read as a whole is rewritten',
      },
      {
        text: '    this.#lines.push(raw);\n',
        instead: '',
        harm: 'an event comes into the database and not into the log',
      },
      {
        text: "if (this.#lines.length > 0 && snapshot.profile.name !== 'database-only')",
        instead: 'if (this.#lines.length > 0)',
        harm: 'a workspace that works with a database alone gets a log',
      },
      {
        text: 'completed_at: completed_at ?? undefined })',
        instead: "completed_at: completed_at ?? '' })",
        harm: 'a reopened mission keeps an empty time of completion in its file',
      },
    ],
  },
  {
    file: 'src/core/operations/bookkeeping.ts',
    tests: ['operations/bookkeeping', 'operations/lifecycle'],
    mistakes: [
      {
        text: 'return textIn(known) === ended ? null : undefined;',
        instead: 'return null;',
        harm: 'completing one of two missions forgets that the other is active',
      },
      {
        text: "(severity === 'error' || code === 'drift/context-value'),",
        instead: "severity === 'error',",
        harm: 'bookkeeping writes over a context that is disputed',
      },
      {
        text: 'return now.slice(0, 10);',
        instead: 'return now;',
        harm: 'a file that has dates gets a time',
      },
      {
        text: '/^\\d{1,15}$/.test(known.text)',
        instead: '/^\\d{1,15}/.test(known.text)',
        harm: 'a count such as 1.5 becomes 2.5',
      },
    ],
  },
  {
    file: 'src/core/operations/counters.ts',
    tests: ['operations/bookkeeping', 'operations/planning'],
    mistakes: [
      {
        text: '(known ?? 0) + more',
        instead: 'then.missions.length',
        harm: 'a plan for more missions than are listed loses its total',
      },
      {
        text: 'return stored === written ? stored : undefined;',
        instead: 'return stored;',
        harm: 'a count on which the stores differ is written over',
      },
      {
        text: 'if (known === undefined || known === value) continue;',
        instead: 'if (known === value) continue;',
        harm: 'counts that nobody kept are begun',
      },
    ],
  },
  {
    file: 'src/core/operations/transact.ts',
    tests: ['operations/lifecycle', 'escalation/run', 'operations/interrupted'],
    mistakes: [
      {
        text: 'if (step.changesNothing !== true) requireRecovered(recoveries);',
        instead: '',
        harm: 'work goes on beside an interrupted change that a person has to decide about',
      },
      {
        text: "outcome === 'finished' && isRequest(record, step)",
        instead: "outcome === 'finished' && !isRequest(record, step)",
        harm: 'a command that was interrupted is carried out twice',
      },
      {
        text: 'attempt >= ATTEMPTS) throw error;',
        instead: 'attempt >= 1) throw error;',
        harm: 'a change is refused because somebody else was faster in another place',
      },
      {
        text: 'if (dryRun) return { planned, committed: undefined };',
        instead: '',
        harm: 'a dry run changes the workspace',
      },
      {
        text: 'recoveries.length === 0 ? snapshot : await refresh()',
        instead: 'snapshot',
        harm: 'a change is planned on what was there before the recovery',
      },
    ],
  },
  {
    file: 'src/core/operations/perform.ts',
    tests: ['operations/lifecycle', 'operations/completion', 'operations/interrupted'],
    mistakes: [
      {
        text: '  await validate(operation, parameters);\n',
        instead: '',
        harm: 'parameters that make no sense reach a plan',
      },
      {
        text: 'if (override !== undefined) return true;',
        instead: '',
        harm: 'a gate is passed without a preview',
      },
      {
        text: 'named, agent, override ?? null])',
        instead: 'agent, override ?? null])',
        harm: 'another mission’s step counts as the one that was interrupted',
      },
    ],
  },
  {
    file: 'src/core/operations/remember-agreed.ts',
    tests: ['repair/agreed', 'repair/agreed-patch', 'repair/kept'],
    mistakes: [
      {
        text: 'if (snapshot.agreedIsNewer === true) return;',
        instead: '',
        harm: 'the state that a newer version keeps is written over',
      },
      {
        text: 'reversed === undefined ? known : beforeChange(known, reversed)',
        instead: 'known',
        harm: 'after an undo what one side changed counts as changed by the other',
      },
      {
        text: 'sessions ? [...new Set([...(before?.sessions ?? []), ...now.sessions])] : now.sessions',
        instead: 'now.sessions',
        harm: 'an event taken out of the log counts as one added to the database',
      },
    ],
  },
];
