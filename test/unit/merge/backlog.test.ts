import assert from 'node:assert/strict';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { conflictText } from '../../../src/core/merge/conflict';
import { mergeBacklog } from '../../../src/core/merge/backlog';
import { mergeTexts } from '../../../src/core/merge/merge';
import { BLOCK_PLAN, FLOW_PLAN } from './plans';

/** The plan with a line's text exchanged; fails where it is not there. */
const having = (text: string, ...changes: readonly (readonly [from: string, to: string])[]): string =>
  changes.reduce((now, [from, to]) => {
    assert.ok(now.includes(from), from);
    return now.replace(from, () => to);
  }, text);
const clean = (base: string, ours: string, theirs: string): string => {
  const { text, conflicts } = mergeBacklog(base, ours, theirs);
  assert.deepEqual(conflicts.map(conflictText), []);
  return text;
};
const said = (base: string, ours: string, theirs: string): string[] =>
  mergeBacklog(base, ours, theirs).conflicts.map(conflictText);
const NEW = (id: string): string => `        - { id: "${id}", name: "New", status: "Queued" } # by ${id}\n`;
const END = '            status: "Queued", notes: "as it was" }\n';
const notes = (text: string): string => having(FLOW_PLAN, ['"as it was"', JSON.stringify(text)]);

describe('merging two descendants of a backlog', () => {
  it('takes each side’s missions and fields, though they are on neighbouring lines or the same one', () => {
    const ours = having(
      FLOW_PLAN,
      ['"Current" } # kept', '"Completed", completed_at: "2025-03-02T00:00:00Z" } # kept'],
      ['"Beta", status: "Queued"', '"Beta", status: "Current"'],
    );
    const theirs = having(
      FLOW_PLAN,
      ['"Beta", status: "Queued" }', '"Better", status: "Queued" }'],
      ['"Gamma"', '"Third"'],
    );
    assert.equal(clean(FLOW_PLAN, ours, theirs), having(ours, ['"Beta"', '"Better"'], ['"Gamma"', '"Third"']));
  });

  it('puts missions of both sides behind what they follow, ours first, with their comments', () => {
    const ours = having(FLOW_PLAN, [END, END + NEW('O')]);
    const theirs = having(FLOW_PLAN, [END, `${END}        # above T\n${NEW('T')}${NEW('U')}`]);
    assert.equal(
      clean(FLOW_PLAN, ours, theirs),
      having(FLOW_PLAN, [END, `${END}${NEW('O')}        # above T\n${NEW('T')}${NEW('U')}`]),
    );
  });

  it('adds sprints and dependencies of both sides', () => {
    const sprint = (id: string): string => `    - sprintId: "${id}" # ${id}\n      missions:\n${NEW(`${id}.1`)}`;
    const edge = (to: string): string => `    - { from: "C", to: "${to}", type: "Blocks" }\n`;
    const side = (id: string): string =>
      having(FLOW_PLAN, ['  missionDependencies', `${sprint(id)}  missionDependencies`]) + edge(`${id}.1`);
    assert.equal(
      clean(FLOW_PLAN, side('O'), side('T')),
      having(FLOW_PLAN, ['  missionDependencies', `${sprint('O')}${sprint('T')}  missionDependencies`]) +
        edge('O.1') +
        edge('T.1'),
    );
  });

  it('merges into one sprint that both sides added', () => {
    const sprint = (...missions: readonly string[]): string =>
      having(FLOW_PLAN, [
        '  missionDependencies',
        `    - sprintId: "N"\n      missions:\n${missions.join('')}  missionDependencies`,
      ]);
    assert.equal(clean(FLOW_PLAN, sprint(NEW('O')), sprint(NEW('T'))), sprint(NEW('O'), NEW('T')));
  });

  it('follows a mission that the other side moved to another sprint', () => {
    const line = '        - { id: "B", name: "Beta", status: "Queued" }\n';
    const target = '        - { id: "E", name: "Epsilon", status: "Planned" }\n';
    const ours = having(FLOW_PLAN, ['"Beta", status: "Queued"', '"Beta", status: "Blocked"']);
    const theirs = having(FLOW_PLAN, [line, ''], [target, target + line]);
    const wanted = having(FLOW_PLAN, [line, ''], [target, target + line.replace('Queued', 'Blocked')]);
    assert.equal(clean(FLOW_PLAN, ours, theirs), wanted);
    assert.equal(clean(FLOW_PLAN, theirs, ours), wanted);
  });

  it('lets what one side took away go, unless the other changed it', () => {
    const line = '        - { id: "B", name: "Beta", status: "Queued" }\n';
    const without = having(FLOW_PLAN, [line, '']);
    const elsewhere = having(FLOW_PLAN, ['"Gamma"', '"Third"']);
    assert.equal(clean(FLOW_PLAN, without, elsewhere), having(without, ['"Gamma"', '"Third"']));
    const changed = having(FLOW_PLAN, ['"Beta"', '"Better"']);
    for (const [ours, theirs, pattern] of [
      [without, changed, /^B: we took it away, and they changed it/],
      [changed, without, /^B: we changed it, and they took it away/],
    ] as const) {
      const { text, conflicts } = mergeBacklog(FLOW_PLAN, ours, theirs);
      assert.equal(text, changed);
      assert.deepEqual(conflicts.length, 1);
      assert.match(conflictText(conflicts[0]!), pattern);
    }
  });

  it('keeps a mission that one side moved and the other took away, and a sprint that still has missions', () => {
    const [line, target] = [
      '        - { id: "B", name: "Beta", status: "Queued" }\n',
      '        - { id: "E", name: "Epsilon", status: "Planned" }\n',
    ];
    const without = having(FLOW_PLAN, [line, '']);
    const moved = having(without, [target, target + line]);
    for (const [ours, theirs] of [
      [moved, without],
      [without, moved],
    ] as const)
      assert.deepEqual(
        mergeBacklog(FLOW_PLAN, ours, theirs).conflicts.map(({ mission }) => mission),
        ['B'],
      );
    const head = '    - sprintId: "S2"\n      title: "Two"\n      missions:\n';
    const noSprint = having(FLOW_PLAN, [head + target, '']);
    const added = having(FLOW_PLAN, [target, target + NEW('T')]);
    assert.deepEqual(
      parseBacklog(mergeBacklog(FLOW_PLAN, noSprint, added).text).sprints.map(({ id, missions }) => [
        id,
        missions.length,
      ]),
      [
        ['S1', 4],
        ['S2', 1],
      ],
    );
  });

  it('asks where both moved a mission to different sprints', () => {
    const sprint = '    - sprintId: "S3"\n      missions:\n        - { id: "F", name: "Phi", status: "Planned" }\n';
    const plan = having(FLOW_PLAN, ['  missionDep', `${sprint}  missionDep`]);
    const line = '        - { id: "B", name: "Beta", status: "Queued" }\n';
    const to = (id: string): string => {
      const behind = plan.split('\n').find((each) => each.includes(`id: "${id}"`)) ?? '';
      return having(plan, [line, ''], [`${behind}\n`, `${behind}\n${line}`]);
    };
    assert.deepEqual(
      mergeBacklog(plan, to('E'), to('F')).conflicts.map(({ id, field, ours, theirs }) => [id, field, ours, theirs]),
      [['B', 'sprint', 'S2', 'S3']],
    );
  });

  it('knows the statuses of sprints, and asks about those that nobody knows', () => {
    const sprint = (status: string): string => having(FLOW_PLAN, ['"One"', `"One"\n      status: ${status}`]);
    assert.equal(clean(sprint('Planned'), sprint('Active'), sprint('Completed')), sprint('Completed'));
    const mission = (status: string): string =>
      having(FLOW_PLAN, ['"Beta", status: "Queued"', `"Beta", status: "${status}"`]);
    assert.deepEqual(said(FLOW_PLAN, mission('Odd'), mission('Even')), [
      'B: both sides changed status. Ours: “Odd”, theirs: “Even”.',
    ]);
  });

  it('decides between two statuses by the lifecycle, the time going with the status', () => {
    const status = (to: string, more = ''): string => having(FLOW_PLAN, ['"Current" }', `"${to}"${more} }`]);
    const done = status('Completed', ', completed_at: "2025-03-02T00:00:00Z"');
    assert.equal(clean(FLOW_PLAN, status('In Progress'), done), done);
    assert.equal(clean(FLOW_PLAN, done, status('In Progress')), done);
    assert.equal(clean(FLOW_PLAN, status('Queued'), status('Blocked')), status('Blocked'));
    assert.deepEqual(said(FLOW_PLAN, done, status('Blocked')), [
      'A: both sides changed status. Ours: “Completed”, theirs: “Blocked”.',
      'A: both sides changed completed_at. Ours: “2025-03-02T00:00:00Z”, theirs: none.',
    ]);
    // Both completed it: it was done at the first of the two times.
    const later = status('Completed', ', completed_at: "2025-03-03T00:00:00Z"');
    assert.equal(clean(FLOW_PLAN, later, done), done);
    // One opened a completed mission again: that counts.
    assert.equal(
      clean(done, done.replace('"Alpha"', '"First"'), status('Current')),
      status('Current').replace('"Alpha"', '"First"'),
    );
  });

  it('joins what both sides added to notes, and asks where one rewrote them', () => {
    assert.equal(
      clean(notes('as it was'), notes('as it was\n[1] ours'), notes('as it was\n[2] theirs')),
      notes('as it was\n[1] ours\n[2] theirs'),
    );
    assert.equal(clean(notes('as it was'), notes('as it was\n1'), notes('as it was\n1\n2')), notes('as it was\n1\n2'));
    assert.deepEqual(said(notes('as it was'), notes('new'), notes('as it was\nmore')), [
      'D: both sides changed notes. Ours: “new”, theirs: “as it was more”.',
    ]);
    const block = (more: string): string => having(BLOCK_PLAN, ['            second\n', `            second\n${more}`]);
    assert.equal(
      clean(BLOCK_PLAN, block('            ours\n'), block('            theirs\n')),
      block('            ours\n            theirs\n'),
    );
  });

  it('merges lists and long texts as lines, where the sides changed different ones', () => {
    const plan = having(FLOW_PLAN, [
      'domainFields:',
      'objective: |\n  one\n  two\n  three\n  four\nsuccessCriteria:\n  - a\n  - b\n  - c\ndomainFields:',
    ]);
    const ours = having(plan, ['  one\n', '  ONE\n'], ['- a', '- A']);
    const theirs = having(plan, ['  four\n', '  FOUR\n'], ['- c', '- C']);
    assert.equal(clean(plan, ours, theirs), having(ours, ['  four\n', '  FOUR\n'], ['- c', '- C']));
    assert.equal(said(plan, having(plan, ['  one', '  1']), having(plan, ['  one', '  eins'])).length, 1);
    assert.equal(
      said(plan, having(plan, ['  one', '  1']), having(plan, ['  one', '  eins'], ['  four', '  4'])).length,
      1,
    );
  });

  it('takes the later time of generation, and merges other keys at the top one by one', () => {
    const dated = (day: number, version: string): string =>
      having(FLOW_PLAN, ['"2025-03-01T00:00:00Z"\n', `"2025-03-0${day}T00:00:00Z"\n${version}`]);
    assert.equal(clean(FLOW_PLAN, dated(2, ''), dated(3, 'version: "2"\n')), dated(3, 'version: "2"\n'));
    const named = (name: string): string => having(FLOW_PLAN, ['"Plan"', `"${name}"`]);
    assert.deepEqual(said(FLOW_PLAN, named('O'), named('T')), [
      'header: both sides changed name. Ours: “O”, theirs: “T”.',
    ]);
  });

  it('keeps what a side wrote beside its change', () => {
    const ours = having(FLOW_PLAN, ['"Beta",', '"Beta", path: "x",']);
    const theirs = having(FLOW_PLAN, [
      '"Queued" }\n        # of C',
      '"Current" } # why: asked for\n        # of C, and D',
    ]);
    const text = clean(FLOW_PLAN, ours, theirs);
    assert.match(text, /path: "x", status: "Current"/);
    for (const comment of ['# kept', '# why: asked for', '# of C, and D']) assert.ok(text.includes(comment), comment);
  });

  it('keeps line ends and what has none', () => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const [ours, theirs] = [having(FLOW_PLAN, ['"Alpha"', '"O"']), having(FLOW_PLAN, ['"Beta"', '"T"'])];
    const wanted = having(ours, ['"Beta"', '"T"']);
    assert.equal(clean(crlf(FLOW_PLAN), crlf(ours), crlf(theirs)), crlf(wanted));
    assert.equal(clean(FLOW_PLAN.trimEnd(), ours.trimEnd(), theirs.trimEnd()), wanted.trimEnd());
  });

  it('knows nothing of who changed what where both sides made the file', () => {
    const ours = having(
      FLOW_PLAN,
      ['"Alpha", status: "Current"', '"Alpha", status: "Completed"'],
      ['"as it was"', '"one"'],
    );
    const theirs = having(FLOW_PLAN, [END, END + NEW('T')], ['"as it was"', '"two"']);
    const { text, conflicts } = mergeTexts('backlog', '', ours, theirs);
    assert.deepEqual(conflicts.map(conflictText), ['D: both sides changed notes. Ours: “one”, theirs: “two”.']);
    assert.match(text, /"Alpha", status: "Completed"/);
    assert.ok(text.includes(NEW('T')));
  });

  it('merges the lines of a file that cannot be read as entries, and says where they clash', () => {
    const broken = having(FLOW_PLAN, ['name: "Plan"', 'name: "Plan']);
    const [ours, theirs] = [having(broken, ['"Alpha"', '"O"']), having(broken, ['"Gamma"', '"T"'])];
    assert.equal(clean(broken, ours, theirs), having(ours, ['"Gamma"', '"T"']));
    const clash = having(broken, ['"Alpha"', '"T"']);
    const { text, conflicts } = mergeTexts('backlog', broken, ours, clash);
    assert.equal(conflicts[0]?.kind, 'lines');
    assert.match(text, /<<<<<<< ours\n[^\n]*"O"[^\n]*\n=======\n[^\n]*"T"[^\n]*\n>>>>>>> theirs\n/);
  });

  it('is not taken in by endless aliases, hostile ids or a file that is no plan', () => {
    // Each list holds the one above it four times: a thousand million in the end.
    const names = [...'abcdefghijklmnop'];
    const bomb = names
      .map(
        (name, at) =>
          `${name}: &${name} [${
            at === 0
              ? 'x'
              : Array(4)
                  .fill(`*${names[at - 1]!}`)
                  .join(', ')
          }]\n`,
      )
      .join('');
    const plan = having(FLOW_PLAN, ['domainFields:', `${bomb}domainFields:`]);
    assert.equal(
      clean(plan, having(plan, ['"Alpha"', '"O"']), having(plan, ['"Gamma"', '"T"'])),
      having(plan, ['"Alpha"', '"O"'], ['"Gamma"', '"T"']),
    );
    const odd = having(FLOW_PLAN, ['id: "B"', 'id: "../../x"'], ['id: "E"', 'id: "__proto__"']);
    assert.equal(
      clean(odd, having(odd, ['"Beta"', '"O"']), having(odd, ['"Epsilon"', '"T"'])),
      having(odd, ['"Beta"', '"O"'], ['"Epsilon"', '"T"']),
    );
    assert.equal(mergeBacklog('', 'a', 'b\u0000').conflicts.length, 1);
  });
});
