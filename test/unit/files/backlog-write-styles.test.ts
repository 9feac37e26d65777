import assert from 'node:assert/strict';
import { CmosError } from '../../../src/core/ground/errors';
import type { BacklogDocument } from '../../../src/core/files/backlog/model';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { moveMission } from '../../../src/core/files/backlog/write/move';
import { removeDependency, removeMission, removeSprint } from '../../../src/core/files/backlog/write/remove';
import {
  insertDependency,
  insertMission,
  insertSprint,
  type NewFields,
} from '../../../src/core/files/backlog/write/insert';
import { removeField, setField } from '../../../src/core/files/backlog/write/set';
import { applyEdits } from '../../../src/core/files/edits';
import type { TextEdit } from '../../../src/core/files/text';
import type { NewValue } from '../../../src/core/files/yaml/quote';
import { CRLF, DUMPED, FLOW } from './backlog-texts';

/** A backlog of one sprint around its missions' lines, which are at column 8. */
const around = (...lines: string[]): string =>
  `name: x\n---\ndomainFields:\n  sprints:\n    - sprintId: S\n      missions:\n${lines.map((line) => `        ${line}\n`).join('')}  missionDependencies: []\n`;

const edit = (text: string, change: (backlog: BacklogDocument) => readonly TextEdit[]): string =>
  applyEdits(text, change(parseBacklog(text)));
const mission = (backlog: BacklogDocument, id: string): BacklogDocument['missions'][number] =>
  backlog.missions.find((each) => each.id === id) ?? assert.fail(`no mission ${id}`);
const set = (text: string, id: string, key: string, value: NewValue): string =>
  edit(text, (backlog) => setField(backlog, mission(backlog, id), key, value));
const unset = (text: string, id: string, key: string): string =>
  edit(text, (backlog) => removeField(backlog, mission(backlog, id), key));
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const insert = (text: string, fields: NewFields, before?: string, sprint = 'S'): string =>
  edit(text, (backlog) => insertMission(backlog, sprint, fields, before));
const refused = (change: () => unknown): void => {
  assert.throws(change, (error) => CmosError.is(error, 'edit/unsafe'));
};

describe('the styles of backlog entries', () => {
  /** What is there for `notes` of A, the value to be set, what is to be there then. */
  const VALUES: readonly (readonly [string, string[], NewValue, string[]])[] = [
    ['double', ['- { id: A, notes: "a" } # c'], 'say "x"\u2028', ['- { id: A, notes: "say \\"x\\"\\u2028" } # c']],
    ['single', ["- { id: A, notes: 'a' }"], "it's", ["- { id: A, notes: 'it''s' }"]],
    ['single, unsayable', ["- { id: A, notes: 'a' }"], 'a\nb', ['- { id: A, notes: "a\\nb" }']],
    ['plain', ['- { id: A, notes: a }'], 'b c', ['- { id: A, notes: b c }']],
    ['plain, in braces', ['- { id: A, notes: a }'], 'b, c', ['- { id: A, notes: "b, c" }']],
    ['plain, in a block', ['- id: A', '  notes: a # c'], 'b, c', ['- id: A', '  notes: b, c # c']],
    ['plain over two lines', ['- id: A', '  notes: a', '    b # c'], 'd', ['- id: A', '  notes: d # c']],
    ['nothing', ['- id: A', '  notes: # c'], 'd', ['- id: A', '  notes: d # c']],
    ['nothing, in braces', ['- { id: A, notes: , x: 1 }'], 'd', ['- { id: A, notes: d, x: 1 }']],
    ['no colon', ['- { id: A, notes, x: 1 }'], 'd', ['- { id: A, notes: d, x: 1 }']],
    ['a tag', ['- { id: A, notes: !!str 5 }'], 7, ['- { id: A, notes: 7 }']],
    ['a number', ['- { id: A, notes: 5 }'], '6', ['- { id: A, notes: "6" }']],
    ['a great number', ['- { id: A, notes: 5 }'], 1e21, ['- { id: A, notes: 1.0e+21 }']],
    [
      'literal',
      ['- id: A', '  notes: | # c', '      a', '      b'],
      'x\ny\n',
      ['- id: A', '  notes: | # c', '      x', '      y'],
    ],
    ['literal without end', ['- id: A', '  notes: |', '    a'], 'x\ny', ['- id: A', '  notes: |-', '    x', '    y']],
    [
      'literal, unsayable',
      ['- id: A', '  notes: | # c', '    a', '', '  x: 1'],
      ' x',
      ['- id: A', '  notes: " x" # c', '', '  x: 1'],
    ],
    [
      'others, but for a comment behind it',
      ['- id: B', '  notes: |-', '    b', '- id: A', '  notes: # c'],
      'x\ny',
      ['- id: B', '  notes: |-', '    b', '- id: A', '  notes: "x\\ny" # c'],
    ],
    ['folded', ['- id: A', '  notes: >-', '    a', '    b'], 'one', ['- id: A', '  notes: >-', '    one']],
    [
      'folded, new lines',
      ['- id: A', '  notes: >-', '    a', '    b'],
      'x\ny',
      ['- id: A', '  notes: |-', '    x', '    y'],
    ],
    [
      'a mapping',
      ['- id: A', '  notes: # c', '    a: 1', '    b: 2', '  # d'],
      null,
      ['- id: A', '  notes: null # c', '  # d'],
    ],
    ['a list', ['- id: A', '  notes:', '  - a', '  - b'], 'x', ['- id: A', '  notes: x']],
    ['quoted keys', ['- {"id":"A","notes":"a"}'], 'b', ['- {"id":"A","notes":"b"}']],
    ['an anchor that nobody uses', ['- { id: A, notes: &n a }'], 'b', ['- { id: A, notes: &n b }']],
    [
      'an alias',
      ['- { id: B, notes: &n a }', '- { id: A, notes: *n }'],
      'b',
      ['- { id: B, notes: &n a }', '- { id: A, notes: b }'],
    ],
    [
      'an anchor',
      ['- { id: A, notes: &n a }', '- id: B', '  metadata: {x: *n}'],
      'b',
      ['- { id: A, notes: b }', '- id: B', '  metadata: {x: &n a}'],
    ],
    [
      'a literal with an anchor',
      ['- id: A', '  notes: &n |', '    a', '- { id: B, notes: *n }'],
      'b\n',
      ['- id: A', '  notes: |', '    b', '- { id: B, notes: &n "a\\n" }'],
    ],
    [
      'a merged value',
      ['- &m { id: B, notes: a }', '- { <<: *m, id: A }'],
      'b',
      ['- &m { id: B, notes: a }', '- { <<: *m, id: A, notes: b }'],
    ],
  ];
  for (const [name, before, value, after] of VALUES) {
    it(`keeps the style of ${name}`, () => {
      assert.equal(set(around(...before), 'A', 'notes', value), around(...after));
      assert.equal(set(crlf(around(...before)), 'A', 'notes', value), crlf(around(...after)));
    });
  }

  it('quotes what some reader would take for other than text', () => {
    for (const text of [
      'no',
      'y',
      '017',
      '1.10',
      '1e3',
      '12:30',
      '08:30',
      '2025-03-01',
      '2025-1-7',
      '~',
      '',
      ' a',
      'a: b',
      'a #b',
      'What? now',
      '- a',
      '=',
      '<<',
      '...',
    ])
      assert.equal(set(around('- { id: A, notes: a }'), 'A', 'notes', text), around(`- { id: A, notes: "${text}" }`));
    for (const text of ['1.2.3', 'B1.1', 'http://x/y#z', 'a-b', "it's"])
      assert.equal(set(around('- { id: A, notes: a }'), 'A', 'notes', text), around(`- { id: A, notes: ${text} }`));
  });

  /** What is there, and what after `status: x` has been added to A. */
  const ADDED: readonly (readonly [string, string[], string[]])[] = [
    ['one line', ['- { id: A, name: a } # c'], ['- { id: A, name: a, status: x } # c']],
    ['quoted keys', ['- {"id":"A","name":"a"}'], ['- {"id":"A","name":"a","status":"x"}']],
    ['a comma at the end', ['- { id: A, }'], ['- { id: A, status: x, }']],
    [
      'a line each',
      ['- {', '    id: A, # i', '    name: a # n', '  }'],
      ['- {', '    id: A, # i', '    name: a, # n', '    status: x', '  }'],
    ],
    [
      'a line each, a comma at the end',
      ['- {', '    id: A,', '    name: a,', '  }'],
      ['- {', '    id: A,', '    name: a,', '    status: x,', '  }'],
    ],
    ['block', ['- id: A', '  name: a # c', '# d'], ['- id: A', '  name: a # c', '  status: x', '# d']],
    [
      'block with a literal',
      ['- id: A', '  notes: |', '    a', '', '- id: B'],
      ['- id: A', '  notes: |', '    a', '  status: x', '', '- id: B'],
    ],
    [
      'block with an inner list',
      ['- id: A', '  tags:', '  - a', '  - b'],
      ['- id: A', '  tags:', '  - a', '  - b', '  status: x'],
    ],
    [
      'the order and quotes of a neighbour',
      ['- { id: B, status: "q", notes: n }', '- { id: A, notes: n }'],
      ['- { id: B, status: "q", notes: n }', '- { id: A, status: "x", notes: n }'],
    ],
  ];
  for (const [name, before, after] of ADDED) {
    it(`adds a field to ${name}`, () => {
      assert.equal(set(around(...before), 'A', 'status', 'x'), around(...after));
      assert.equal(set(crlf(around(...before)), 'A', 'status', 'x'), crlf(around(...after)));
    });
  }

  /** What is there, and what after `status` has been taken from A. */
  const REMOVED: readonly (readonly [string, string[], string[]])[] = [
    ['the middle', ['- { id: A, status: x, name: a }'], ['- { id: A, name: a }']],
    ['the front', ['- { status: x, id: A }'], ['- { id: A }']],
    ['the second of two lines', ['- { id: A,', '    status: x } # c'], ['- { id: A } # c']],
    ['lines of their own', ['- {', '    id: A, # i', '    status: x # s', '  }'], ['- {', '    id: A # i', '  }']],
    ['behind the dash', ['- status: x # s', '  id: A'], ['- id: A']],
    [
      'behind the dash, a comment below',
      ['- status: x # s', '  # about the id', '  id: A'],
      ['- ', '  # about the id', '  id: A'],
    ],
    ['a literal', ['- id: A', '  status: |', '    a', '', '  # n', '  name: a'], ['- id: A', '', '  # n', '  name: a']],
    [
      'an anchor in use',
      ['- { id: A, status: &s x }', '- { id: B, status: *s }'],
      ['- { id: A }', '- { id: B, status: &s x }'],
    ],
  ];
  for (const [name, before, after] of REMOVED) {
    it(`takes a field from ${name}`, () => {
      assert.equal(unset(around(...before), 'A', 'status'), around(...after));
      assert.equal(unset(crlf(around(...before)), 'A', 'status'), crlf(around(...after)));
    });
  }

  it('changes sprints and dependencies, before missions and behind them', () => {
    const sprint = (text: string, at: number, key: string, value: NewValue): string =>
      edit(text, (backlog) => setField(backlog, backlog.sprints[at] ?? assert.fail(), key, value));
    assert.equal(sprint(DUMPED, 0, 'title', 'Two'), DUMPED.replace('title: One', 'title: Two'));
    assert.equal(sprint(CRLF, 1, 'status', 'Done'), CRLF.replace('status: Planned', 'status: Done'));
    assert.equal(
      sprint(around('- id: A'), 0, 'title', 'T'),
      around('- id: A').replace('sprintId: S\n', 'sprintId: S\n      title: T\n'),
    );
    const type = edit(FLOW, (backlog) => setField(backlog, backlog.dependencies[1] ?? assert.fail(), 'type', 'Blocks'));
    assert.equal(type, FLOW.replace('type: Requires', 'type: Blocks'));
  });

  it('changes what is sound in a broken backlog', () => {
    const text = around('- { id: A, status: x }', '- { id: B, status: "x }');
    assert.equal(set(text, 'A', 'status', 'z'), text.replace('id: A, status: x', 'id: A, status: z'));
  });

  it('refuses what others may share where that cannot be seen', () => {
    refused(() => set(around('- { id: A, status: &s x }', '- { id: B, status: "x }'), 'A', 'status', 'y'));
  });

  it('ends a text over several lines at the end of the file', () => {
    const text = 'domainFields:\n  sprints:\n  - sprintId: S\n    missions:\n    - id: A\n      notes: |-\n        a';
    assert.equal(set(text, 'A', 'notes', 'b\nc\n'), `${text.replace('|-', '|').slice(0, -1)}b\n        c\n`);
  });

  it('refuses what cannot be said, and what others share', () => {
    const shared = around('- &m { id: A, status: x }', '- { <<: *m, id: B }');
    refused(() => set(shared, 'A', 'status', 'y'));
    refused(() => unset(shared, 'B', 'status'));
    refused(() => set(shared, 'A', 'name', '\ud800'));
    refused(() => unset(around('- { id: A }'), 'A', 'id'));
    refused(() => set(around('- { id: A }'), 'A', 'id', 1.5));
    refused(() => set(around('- { id: A, notes: !!str }'), 'A', 'notes', 'x'));
    refused(() => insert(shared, { id: 'C' }, undefined, 'none'));
    for (const value of ['{ a: 1 }', 'text'])
      refused(() => insert(around().replace('missions:', `missions: ${value}`), { id: 'C' }));
    refused(() => insert(shared, { id: 'C' }, 'none'));
    for (const missions of [shared, around('- { id: A }')])
      assert.throws(() => edit(missions, (backlog) => removeSprint(backlog, backlog.sprints[0] ?? assert.fail())), {
        code: 'edit/unsafe',
        message: 'S still has missions.',
      });
  });
});

describe('entries of a backlog', () => {
  const NEW = { status: 'Queued', id: 'N1', name: 'New' };

  /** Missions before and after one has been put at the end. */
  const INSERTED: readonly (readonly [string, string[], string[]])[] = [
    [
      'flow',
      ['- { "id": "A", "name": "a", "status": "x" } # c', '# d'],
      ['- { "id": "A", "name": "a", "status": "x" } # c', '- { "id": "N1", "name": "New", "status": "Queued" }', '# d'],
    ],
    ['tight flow', ["- {id: A, name: 'a'}"], ["- {id: A, name: 'a'}", "- {id: N1, name: 'New', status: Queued}"]],
    [
      'block',
      ['-   id: A', '    name: "a"'],
      ['-   id: A', '    name: "a"', '-   id: N1', '    name: "New"', '    status: Queued'],
    ],
    [
      'keys in PyYAML’s order',
      ['- completed_at: null', '  id: A', '  name: a'],
      ['- completed_at: null', '  id: A', '  name: a', '- id: N1', '  name: New', '  status: Queued'],
    ],
    [
      'a literal at the end',
      ['- id: A', '  notes: |', '    a'],
      ['- id: A', '  notes: |', '    a', '- id: N1', '  status: Queued', '  name: New'],
    ],
    ['no mission at all', [], ['- { status: "Queued", id: "N1", name: "New" }']],
  ];
  for (const [name, before, after] of INSERTED) {
    it(`goes in like ${name}`, () => {
      assert.equal(insert(around(...before), NEW), around(...after));
      assert.equal(insert(crlf(around(...before)), NEW), crlf(around(...after)));
    });
  }

  it('goes in before another one, above the comments about that', () => {
    const text = around('- { id: A }', '# about B', '- { id: B }');
    assert.equal(insert(text, { id: 'N1' }, 'B'), around('- { id: A }', '- { id: N1 }', '# about B', '- { id: B }'));
    assert.equal(insert(text, { id: 'N1' }, 'A'), around('- { id: N1 }', '- { id: A }', '# about B', '- { id: B }'));
    const literal = ['- id: A', '  notes: |', '    # no comment'];
    assert.equal(insert(around(...literal, '- id: B'), { id: 'N1' }, 'B'), around(...literal, '- id: N1', '- id: B'));
  });

  it('goes into lists in brackets, and begins empty ones', () => {
    const inline = around().replace('missions:\n', 'missions: [{id: A}, {id: B}] # c\n');
    assert.equal(insert(inline, { id: 'N1' }), inline.replace('{id: B}', '{id: B}, {id: N1}'));
    assert.equal(insert(inline, { id: 'N1' }, 'A'), inline.replace('{id: A}', '{id: N1}, {id: A}'));
    for (const empty of ['missions: [] # c\n', 'missions: null # c\n', 'missions: # c\n'])
      assert.equal(
        insert(around().replace('missions:\n', empty), { id: 'N1' }),
        around('- { id: "N1" }').replace('missions:\n', 'missions: # c\n'),
      );
    assert.equal(insert(around().replace('      missions:\n', ''), { id: 'N1' }), around('- { id: "N1" }'));
    assert.equal(
      insert(CRLF, { id: 'N1' }, undefined, 'Sprint 2').includes('missions:\r\n        - id: "N1"\r\n'),
      true,
    );
  });

  it('needs no line end at the end of the file', () => {
    const text = 'domainFields:\n  sprints:\n  - sprintId: S\n    missions:\n    - id: A';
    assert.equal(insert(text, { id: 'N1' }), `${text}\n    - id: N1`);
    assert.equal(
      edit(`${text}\n    - id: N1`, (backlog) => removeMission(backlog, mission(backlog, 'N1'))),
      text,
    );
  });

  it('leaves with its lines and their comments, and keeps those above', () => {
    const out = (text: string, id: string): string =>
      edit(text, (backlog) => removeMission(backlog, mission(backlog, id)));
    const text = around('# above', '- id: A # a', '  # inside', '  name: x # n', '# below', '- { id: B }');
    assert.equal(out(text, 'A'), around('# above', '# below', '- { id: B }'));
    assert.equal(
      out(around('# above', '- { id: A } # a'), 'A'),
      around('# above').replace('missions:', 'missions: []'),
    );
    const inline = around().replace('missions:\n', 'missions: [ {id: A}, {id: B} ]\n');
    assert.equal(out(inline, 'A'), inline.replace('{id: A}, ', ''));
    assert.equal(out(inline, 'B'), inline.replace(', {id: B}', ''));
    assert.equal(out(inline.replace(', {id: B}', ''), 'A'), around().replace('missions:\n', 'missions: []\n'));
    const commented = around().replace('missions:\n', 'missions: [\n        {id: A}, # about A\n        {id: B} ]\n');
    assert.match(out(commented, 'B'), /\{id: A\} # about A\n/);
    assert.equal(out(DUMPED, 'B1').includes('metadata: &id001 {dependencies: null, tags: [a, b]}'), true);
  });

  it('goes to another sprint with all that stands on its lines, as deep as those there', () => {
    const sprints = (first: string, second: string): string =>
      `domainFields:\n  sprints:\n    - sprintId: S\n      missions:\n${first}    - sprintId: T\n      missions:\n      - id: C\n${second}`;
    const moved = edit(
      sprints(
        '            - id: A\n  # about the name\n              name: |\n                a\n                  b\n            - id: B\n',
        '',
      ),
      (backlog) => moveMission(backlog, mission(backlog, 'A'), 'T'),
    );
    assert.equal(
      moved,
      sprints(
        '            - id: B\n',
        '      - id: A\n# about the name\n        name: |\n          a\n            b\n',
      ),
    );
  });

  it('comes and goes as sprint and dependency', () => {
    const text = around('- { id: A }');
    const sprint = edit(text, (backlog) => insertSprint(backlog, { sprintId: 'T', title: 'Two' }));
    assert.equal(
      sprint,
      text.replace('  missionDep', '    - sprintId: T\n      title: Two\n      missions: []\n  missionDep'),
    );
    const gone = edit(sprint, (backlog) => removeSprint(backlog, backlog.sprints[1] ?? assert.fail()));
    assert.equal(gone, text);
    const row = edit(text, (backlog) => insertDependency(backlog, { from: 'A', to: 'A', type: 'Blocks' }));
    assert.equal(
      row,
      text.replace('missionDependencies: []', 'missionDependencies:\n    - { from: A, to: A, type: Blocks }'),
    );
    const none = edit(row, (backlog) => removeDependency(backlog, backlog.dependencies[0] ?? assert.fail()));
    assert.equal(none, text);
    const bare = 'domainFields:\n  sprints: []\n';
    assert.equal(
      edit(bare, (backlog) => insertSprint(backlog, { sprintId: 'S' })),
      'domainFields:\n  sprints:\n    - sprintId: "S"\n      missions: []\n',
    );
  });
});
