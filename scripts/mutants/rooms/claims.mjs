/** Mistakes in who works on what: missions that change hands silently, or that nobody works on any more. */
export const claims = [
  {
    file: 'src/core/model/claims.ts',
    tests: ['model/claims', 'operations/take-over'],
    mistakes: [
      {
        text: 'idleTime(claim, readAt) > staleAfterHours',
        instead: 'idleTime(claim, readAt) >= staleAfterHours',
        harm: 'a mission is stale a moment too early',
      },
      {
        text: 'staleAfterHours > 0 && ',
        instead: '',
        harm: 'with 0 every mission in progress is stale',
      },
      {
        text: 'work.events.includes(began) ? began : undefined',
        instead: 'true ? began : undefined',
        harm: 'who worked on a mission before it was blocked is said to work on it now',
      },
      {
        text: 'if (TAKEN_FROM in fields) work.isWhole = true;',
        instead: '',
        harm: 'two agents are said to work on a mission that one took over from the other',
      },
      {
        text: '|| BESIDE.has(action)',
        instead: '',
        harm: 'a reviewer is said to work on the mission',
      },
    ],
  },
  {
    file: 'src/core/operations/catalog/start.ts',
    tests: ['operations/take-over'],
    mistakes: [
      {
        text: 'if (!own && reason !== undefined) return;',
        instead: 'return;',
        harm: 'a mission changes hands without a reason',
      },
      {
        text: 'if (!own && reason !== undefined) return;',
        instead: 'if (reason !== undefined) return;',
        harm: 'somebody takes a mission over from themselves',
      },
    ],
  },
];
