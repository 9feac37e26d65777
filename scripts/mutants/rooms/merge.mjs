/** Mistakes in merging: what one side wrote is lost, or a person is not asked where nobody can know. */
const tests = ['merge/backlog', 'merge/markers', 'merge/sessions', 'merge/backlog-property'];

export const merge = [
  {
    file: 'src/core/merge/rules.ts',
    tests,
    mistakes: [
      {
        text: 'if (sameValue(ours, base)) return { value: theirs };',
        instead: 'if (sameValue(ours, base)) return { value: ours };',
        harm: 'what only the other side changed is lost',
      },
      {
        text: "if (key === 'completed_at' && bothMoved(sides, 'status')) return pick(wonStatus(sides));",
        instead: '',
        harm: 'a mission in progress is given the time of completion of the other side',
      },
      {
        text: "PROGRESS.indexOf(one) > PROGRESS.indexOf(two) ? 'ours' : 'theirs'",
        instead: "PROGRESS.indexOf(one) < PROGRESS.indexOf(two) ? 'ours' : 'theirs'",
        harm: 'a completed mission is in progress again after a merge',
      },
      {
        text: 'if (twoWay) return undefined;',
        instead: '',
        harm: 'without an ancestor a mission that was unblocked is blocked again',
      },
      {
        text: "if (one === two) return one === 'unknown' ? undefined : 'ours';",
        instead: "if (one === two) return 'ours';",
        harm: 'of two statuses of their own making the other side’s is lost',
      },
      {
        text: "return one <= two ? 'ours' : 'theirs';",
        instead: "return one >= two ? 'ours' : 'theirs';",
        harm: 'the later of two starting times counts',
      },
      {
        text: 'if (twoWay || !own.startsWith(old) || !other.startsWith(old)) return undefined;',
        instead: 'if (!own.startsWith(old) || !other.startsWith(old)) return undefined;',
        harm: 'without an ancestor two different notes are joined as if both had been added',
      },
      {
        text: 'const added = other.slice(old.length);',
        instead: 'const added = other;',
        harm: 'notes that both sides added to have their old part twice',
      },
      {
        text: "const kindOf = kind === 'sprint' ? sprintStatusKind : statusKind;",
        instead: 'const kindOf = statusKind;',
        harm: 'a sprint that is active on one side is a conflict',
      },
    ],
  },
  {
    file: 'src/core/merge/plan.ts',
    tests,
    mistakes: [
      {
        text: 'sameValues(base.values, only.values);',
        instead: 'base.values.size > 0;',
        harm: 'a mission that one side changed is lost, since the other took it away',
      },
      {
        text: 'base !== undefined && base.sprintId === only.sprintId &&',
        instead: 'base !== undefined &&',
        harm: 'a mission that one side moved is lost, since the other took it away',
      },
      {
        text: 'if (ours === theirs || theirs === base) return { value: ours };',
        instead: 'if (ours !== undefined) return { value: ours };',
        harm: 'a mission moved by the other side stays in its old sprint',
      },
      {
        text: '  keepSprintsOfMissions(plan, ours, theirs);\n',
        instead: '',
        harm: 'missions are left without the sprint that the other side took away',
      },
      {
        text: "if (sprintId?.theirs !== undefined) put('sprint', sprintId.value, sprintId.theirs);",
        instead: '',
        harm: 'a mission that both moved to different sprints is merged without a word',
      },
    ],
  },
  {
    file: 'src/core/merge/sessions.ts',
    tests: ['merge/sessions'],
    mistakes: [
      {
        text: 'if (take(spare, line.raw)) return;',
        instead: '',
        harm: 'an event that both have at different places is there twice',
      },
      {
        text: '(ownTimes[at] ?? 0) <= (otherTimes[index] ?? 0)',
        instead: '(ownTimes[at] ?? 0) >= (otherTimes[index] ?? 0)',
        harm: 'merged events are not in the order of their times',
      },
      {
        text: 'bounds[index] = next = match >= 0 ? match : next;',
        instead: 'bounds[index] = next;',
        harm: 'a merged event comes behind one that the other side had after it',
      },
    ],
  },
  {
    file: 'src/core/merge/lines.ts',
    tests,
    mistakes: [
      {
        text: 'if (oneStart < to || (strict && oneStart === to)) return true;',
        instead: 'if (oneStart < to) return true;',
        harm: 'changes side by side are merged where git asks a person',
      },
      {
        text: 'return oneStart === oneEnd && from === to && oneStart === from;',
        instead: 'return false;',
        harm: 'two insertions at one place are put one behind the other without a word',
      },
      {
        text: "if (added !== '' && text !== '' && !text.endsWith('\\n')) text += lineEnd;",
        instead: '',
        harm: 'the last line of one side is glued to the first of the other',
      },
      {
        text: 'if (at < old.length) pieces.push({ clean: old.slice(at) });',
        instead: 'if (at < old.length - 1) pieces.push({ clean: old.slice(at) });',
        harm: 'the last line is lost in a merge',
      },
    ],
  },
  {
    file: 'src/core/merge/markers.ts',
    tests: ['merge/markers', 'merge/resolve'],
    mistakes: [
      {
        text: "return section === 'outside' ? { ...sides,",
        instead: 'return found > 0 ? { ...sides,',
        harm: 'a file whose last marker was taken away by hand is merged with half of a side',
      },
      {
        text: 'base: based === found ? sides.base : undefined',
        instead: 'base: based > 0 ? sides.base : undefined',
        harm: 'a base that is there for some conflicts only counts for all',
      },
      {
        text: "if (next === undefined) return 'broken';",
        instead: 'if (next === undefined) continue;',
        harm: 'a second marker inside of a conflict is dropped with what it parts',
      },
      {
        text: '(=)={6}[ \\t]*)(?=\\r?\\n|$)',
        instead: '(=)={6}[ \\t]*)(?=\\n|$)',
        harm: 'conflict markers in a file with CRLF are not found',
      },
    ],
  },
  {
    file: 'src/core/merge/verify.ts',
    tests: ['merge/verify'],
    mistakes: [
      {
        text: 'return view.entries.size === count;',
        instead: 'return true;',
        harm: 'a merge that made an entry too many is answered',
      },
      {
        text: 'if (entry.values.size !== fields) return false;',
        instead: '',
        harm: 'a merge that made a field too many is answered',
      },
      {
        text: 'entry === undefined || entry.sprintId !== sprintIn(planned, version)',
        instead: 'entry === undefined',
        harm: 'a merge that put a mission into another sprint is answered',
      },
      {
        text: 'if (entry.values.get(key)?.data !== value?.data) return false;',
        instead: '',
        harm: 'a merge that wrote another value is answered',
      },
    ],
  },
  {
    file: 'src/core/merge/backlog.ts',
    tests,
    mistakes: [
      {
        text: 'if (conflicts.some(({ start, end }) => start <= span.end && span.start <= end)) continue;',
        instead: '',
        harm: 'a conflict inside of a long note is taken for merged',
      },
      {
        text: 'const commented = made && withComments(made, old?.document, [ours, theirs]);',
        instead: 'const commented = made && withComments(made, old?.document, [ours]);',
        harm: 'comments of the other side are lost',
      },
    ],
  },
  {
    file: 'src/core/merge/merge.ts',
    tests: ['merge/markers', 'merge/backlog', 'cli/merge-file'],
    mistakes: [
      {
        text: "base.trim() === '' ? undefined : base",
        instead: 'base',
        harm: 'a backlog that both sides made is merged line by line',
      },
      {
        text: "if (name.endsWith('.jsonl')) return 'sessions';",
        instead: '',
        harm: 'telemetry is merged line by line, with conflicts',
      },
      {
        text: 'viewOf(sides.base) === undefined',
        instead: 'viewOf(sides.base) !== undefined',
        harm: 'what is left of a base is merged with, and entries of one side are lost',
      },
    ],
  },
];
