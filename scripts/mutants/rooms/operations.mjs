/** Mistakes in operations: gates that let pass, policies that do not hold, a change that lacks a store. */
const steps = ['operations/completion', 'operations/bookkeeping', 'operations/planning', 'operations/lifecycle'];

export const operations = [
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
];
