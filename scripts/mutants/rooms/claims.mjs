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
  {
    file: 'src/core/workspace/other-worktrees.ts',
    tests: ['node/worktrees'],
    mistakes: [
      {
        text: ' || (await realOf(files, await repositoryOf(files, top))) !== repository',
        instead: '',
        harm: 'a repository that came from somewhere makes us read any project of the user',
      },
    ],
  },
  {
    file: 'src/core/workspace/worktrees.ts',
    tests: ['workspace/worktrees'],
    mistakes: [
      {
        text: "return path.startsWith('//');",
        instead: 'return false;',
        harm: 'a repository that came from somewhere makes Windows sign in on another machine',
      },
    ],
  },
  {
    file: 'src/node/worktrees.ts',
    tests: ['node/worktrees'],
    mistakes: [
      {
        text: 'if (running.has(id)) found.push',
        instead: 'found.push',
        harm: 'what is in progress in another worktree alone is found here',
      },
      {
        text: 'if (database.exists && (await isSameFile(snapshot, join(place, database.path)))) continue;',
        instead: '',
        harm: 'two worktrees with one database are said to work on its mission twice',
      },
    ],
  },
];
