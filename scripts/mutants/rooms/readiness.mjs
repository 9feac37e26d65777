/** Mistakes in who waits for whom: work that starts too early, or never. */
const tests = ['model/readiness', 'model/directions', 'model/status'];

export const readiness = [
  {
    file: 'src/core/model/readiness.ts',
    tests,
    mistakes: [
      {
        text: "if (prerequisite.mission?.kind === 'done') continue;",
        instead: 'if (prerequisite.mission !== undefined && OVER.has(prerequisite.mission.kind)) continue;',
        harm: 'a prerequisite that failed or was dropped counts as met',
      },
      {
        text: 'if (after === before) return;',
        instead: '',
        harm: 'a mission that names itself waits for ever',
      },
      {
        text: "else if (direction === 'to-first') need(from, to, dependency);",
        instead: 'else need(from, to, dependency);',
        harm: 'a mission waits for one that it only relates to',
      },
      {
        text: 'if (model.byId.has(each.before) && model.byId.has(each.after)) need',
        instead: 'need',
        harm: 'a mission waits for a sentence in its metadata',
      },
      {
        text: 'if (!same || !declareNothing(before) || !declareNothing(now)) return false;',
        instead: 'if (!same) return false;',
        harm: 'a prerequisite that a mission newly declares is not waited for',
      },
      {
        text: 'waiversOf(master).filter((waiver) => isInForce(waiver, snapshot.readAt));',
        instead: 'waiversOf(master);',
        harm: 'a waiver that has expired still waives',
      },
      {
        text: 'const over = mission === undefined || isOver(mission.kind);',
        instead: 'const over = mission === undefined;',
        harm: 'a completed mission is offered as ready',
      },
      {
        text: "mission.kind === 'running' || readiness.of(mission.id).missing.length === 0);",
        instead: 'readiness.of(mission.id).missing.length === 0);',
        harm: 'the mission under way is passed over as the next one, since it waits on paper',
      },
      {
        text: 'a.missions.length !== b.missions.length',
        instead: 'a.missions.length < b.missions.length',
        harm: 'a dependency on a mission that was taken out is not reported',
      },
      {
        text: 'before.kind === now.kind &&',
        instead: '',
        harm: 'the direction of dependencies is not worked out anew when a mission completes',
      },
    ],
  },
  {
    file: 'src/core/model/waivers.ts',
    tests: [...tests, 'operations/lifecycle'],
    mistakes: [
      {
        text: 'now < expires.time)',
        instead: 'now <= expires.time)',
        harm: 'a waiver holds at the very moment at which it ends',
      },
      {
        text: '(expires.time !== undefined && now < expires.time)',
        instead: 'expires.time === undefined || now < expires.time',
        harm: 'a waiver that ends at what is no time holds for ever',
      },
      {
        text: "if (mission === '' || prerequisite === '') return [];",
        instead: '',
        harm: 'a waiver without a prerequisite is listed',
      },
      {
        text: "if (value?.kind === 'number') return value.text;",
        instead: '',
        harm: 'a waiver for an id without quotes waives nothing',
      },
    ],
  },
  {
    file: 'src/core/model/directions.ts',
    tests: ['model/directions', 'model/readiness'],
    mistakes: [
      {
        text: "['requires', 'to-first'],",
        instead: "['requires', 'from-first'],",
        harm: 'what a mission requires waits for the mission',
      },
      {
        text: 'const days = first.length === DATE || second.length === DATE;',
        instead: 'const days = false;',
        harm: 'a mission completed on a date counts as done before all of that day',
      },
      {
        text: 'if (done[0] !== done[1]) return done[0] ? 1 : -1;',
        instead: 'if (done[0] !== done[1]) return 0;',
        harm: 'that one end is done and the other is not shows nothing',
      },
      {
        text: 'Math.min(from, to) < 2 ||',
        instead: 'Math.min(from, to) < 1 ||',
        harm: 'a single exception is reported as a contradiction',
      },
      {
        text: '{ numeric: true }',
        instead: '{ numeric: false }',
        harm: 'B1.10 counts as before B1.2',
      },
    ],
  },
  {
    file: 'src/core/model/dependencies.ts',
    tests: [...tests, 'model/missions'],
    mistakes: [
      {
        text: 'key === WAITED_FOR ? [mission.id, id] : [id, mission.id]',
        instead: '[id, mission.id]',
        harm: 'a mission waits for what it blocks',
      },
      {
        text: '      byKey.delete(key);\n',
        instead: '',
        harm: 'each dependency counts twice, once for each store',
      },
    ],
  },
  {
    file: 'src/core/model/status.ts',
    tests: ['model/status', 'model/missions', ...tests],
    mistakes: [
      {
        text: "  ['archived', 'retired'],\n",
        instead: '',
        harm: 'an archived mission has an unknown status',
      },
      {
        text: "['running', 'current', 'queued'];",
        instead: "['current', 'running', 'queued'];",
        harm: 'the mission under way is not the first one offered',
      },
      {
        text: "    .toLowerCase()\n    .replaceAll(/[\\s_-]+/g, ' ');",
        instead: "    .replaceAll(/[\\s_-]+/g, ' ');",
        harm: 'Completed is another status than completed',
      },
      {
        text: '/^\\s*SUPERSEDED\\s*:/i',
        instead: '/SUPERSEDED\\s*:/i',
        harm: 'a blocked mission whose notes mention a superseded one is retired',
      },
    ],
  },
  {
    file: 'src/core/findings/rules/readiness.ts',
    tests: ['model/readiness'],
    mistakes: [
      {
        text: "if (mission.kind !== 'current' && mission.kind !== 'running') continue;",
        instead: "if (mission.kind !== 'current') continue;",
        harm: 'a mission under way with an unmet prerequisite is not reported',
      },
      {
        text: 'if (prerequisite.mission === undefined || isOver(prerequisite.mission.kind)) continue;',
        instead: '',
        harm: 'a dependency on nothing is reported twice',
      },
      {
        text: "if (entry.from !== entry.to || entry.from === '') continue;",
        instead: "if (entry.from === entry.to || entry.from === '') continue;",
        harm: 'every dependency is reported as one on itself',
      },
      {
        text: 'expires === undefined || isInForce(waiver, now)',
        instead: 'expires === undefined',
        harm: 'a waiver that holds is reported as ended',
      },
    ],
  },
];
