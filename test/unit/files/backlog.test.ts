import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { editBacklog, updateBacklog } from '../../../src/core/files/backlog/edit';
import type { BacklogDocument, BacklogField } from '../../../src/core/files/backlog/model';
import { parseBacklog, parseBacklogSliced } from '../../../src/core/files/backlog/parse';
import { parseWhole } from '../../../src/core/files/backlog/whole';
import { pythonStr } from '../../../src/core/files/python';
import { anchoredText, type Anchor, type TextEdit } from '../../../src/core/files/text';
import { plainYaml } from '../../../src/core/parity/values';
import { ALL, CRLF, DUMPED, FLOW, ONE_DOCUMENT, WHOLE_FLOW } from './backlog-texts';
import { runs } from '../../support/effort';
import { askPython, hasPyYaml } from '../../support/python';

const SAMPLES = '../shared/samples';
const samples = existsSync(SAMPLES)
  ? readdirSync(SAMPLES)
      .map((name) => `${SAMPLES}/${name}/missions/backlog.yaml`)
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'))
  : [];

const text = (field: BacklogField | undefined): string | undefined =>
  field?.value.kind === 'scalar' ? anchoredText(field.value.at) : undefined;
const status = (backlog: BacklogDocument, id: string): string | undefined =>
  text(backlog.missions.find((mission) => mission.id === id)?.fields.get('status'));

/** Everything that a document says, with absolute places, so that two ways of making it can be compared. */
function everything(backlog: BacklogDocument): unknown {
  const place = (at: Anchor) => backlog.text.spanOf(at);
  const fields = (all: ReadonlyMap<string, BacklogField>) =>
    [...all].map(([key, { key: name, value }]) => [
      key,
      place(name.at),
      place(value.node),
      value.kind === 'scalar' ? place(value.at) : 0,
      plainYaml(value),
    ]);
  return {
    text: backlog.text.text,
    documents: [backlog.documentCount, backlog.planDocument],
    header: fields(backlog.header),
    sprints: backlog.sprints.map((sprint) => [
      sprint.id,
      place(sprint.at),
      fields(sprint.fields),
      sprint.missions.map(({ id }) => id),
    ]),
    missions: backlog.missions.map((mission) => [mission.id, place(mission.at), fields(mission.fields)]),
    dependencies: backlog.dependencies.map((dependency) => [
      dependency.from,
      dependency.to,
      dependency.type,
      fields(dependency.fields),
    ]),
    problems: backlog.problems.map(({ kind, at, detail }) => [kind, place(at), detail]),
  };
}

/** What the fast and the plain way must agree on: ids, values and the places of values. */
function essentials(backlog: BacklogDocument): unknown {
  const fields = (all: ReadonlyMap<string, BacklogField>) =>
    [...all].map(([key, { value }]) => [
      key,
      plainYaml(value),
      value.kind === 'scalar' ? backlog.text.spanOf(value.at) : 0,
    ]);
  return {
    documents: [backlog.documentCount, backlog.planDocument],
    sprints: backlog.sprints.map((sprint) => [sprint.id, fields(sprint.fields), sprint.missions.map(({ id }) => id)]),
    missions: backlog.missions.map((mission) => [mission.id, fields(mission.fields)]),
    dependencies: backlog.dependencies.map((dependency) => [
      dependency.from,
      dependency.to,
      dependency.type,
      fields(dependency.fields),
    ]),
  };
}

describe('the backlog', () => {
  it('reads flow and block maps, comments between and block scalars around', () => {
    for (const source of [FLOW, CRLF]) {
      const backlog = parseBacklog(source);
      assert.deepEqual(
        backlog.missions.map(({ id }) => id),
        ['B1.1', 'B1.2', 'B1.10'],
      );
      assert.deepEqual(
        backlog.sprints.map(({ id }) => id),
        ['Sprint 1', 'Sprint 2'],
      );
      assert.deepEqual(
        backlog.dependencies.map(({ from, to, type }) => [from, to, type]),
        [
          ['B1.1', 'B1.2', 'Blocks'],
          ['B1.2', 'B1.10', 'Requires'],
        ],
      );
      assert.equal(backlog.documentCount, 2);
      assert.equal(text(backlog.header.get('name')), 'Planning.SprintPlan.v1');
      assert.deepEqual(backlog.problems, []);
    }
  });

  it('gives each value the place of its own text', () => {
    const backlog = parseBacklog(FLOW);
    assert.equal(status(backlog, 'B1.2'), 'Current');
    const field = backlog.missions[1]!.fields.get('status')!;
    assert.ok(field.value.kind === 'scalar');
    assert.equal(anchoredText(field.value.node), '"Current"');
    const range = backlog.text.rangeOf(field.value.at)!;
    const line = FLOW.split('\n')[range.start.line]!;
    assert.equal(line.slice(range.start.character, range.end.character), 'Current');
    assert.equal(text(backlog.sprints[1]!.fields.get('status')), 'Planned');
  });

  it('reads what PyYAML dumps: sorted keys, wrapped text, anchors shared between missions', () => {
    const backlog = parseBacklog(DUMPED);
    assert.deepEqual(
      backlog.sprints.map(({ id, missions }) => [id, missions.map((mission) => mission.id)]),
      [
        ['SPRINT-01', ['B1', 'B2']],
        ['SPRINT-02', []],
      ],
    );
    assert.equal(text(backlog.sprints[0]!.fields.get('title')), 'One');
    assert.deepEqual(plainYaml(backlog.missions[1]!.fields.get('metadata')!.value), {
      dependencies: null,
      tags: ['a', 'b'],
    });
    assert.equal(plainYaml(backlog.missions[1]!.fields.get('name')!.value), 'café');
    assert.deepEqual(backlog.problems, []);
  });

  it('reads one document, and a file that is one flow map', () => {
    assert.equal(parseBacklog(ONE_DOCUMENT).documentCount, 1);
    assert.equal(status(parseBacklog(ONE_DOCUMENT), 'A'), 'Queued');
    const flow = parseBacklog(WHOLE_FLOW);
    assert.equal(status(flow, 'A'), 'Queued');
    assert.equal(flow.dependencies.length, 1);
    assert.deepEqual(
      flow.problems.map(({ kind, detail }) => [kind, detail]),
      [['ambiguous-scalar', 'the truth value False']],
    );
  });

  it('shows the good missions beside a broken one, and where that one is broken', () => {
    const broken = FLOW.replace('status: "Current" }', 'status: "Current }').replace('name: "Wire', 'name: ["Wire');
    const backlog = parseBacklog(broken);
    assert.deepEqual(
      backlog.missions.map(({ id }) => id),
      ['B1.1', 'B1.2', 'B1.10'],
    );
    assert.equal(status(backlog, 'B1.10'), 'Queued');
    const lines = new Set(
      backlog.problems.map(({ kind, at }) => `${kind} ${String(backlog.text.rangeOf(at)?.start.line)}`),
    );
    assert.ok(
      [...lines].every((line) => line.startsWith('syntax')),
      [...lines].join(),
    );
  });

  it('reads both sides of a merge conflict and tells of its markers', () => {
    const item = '        - { id: "B1.2b", name: "Test", status: "Queued" }\n';
    const conflict = FLOW.replace(
      '        # a comment between\n',
      `<<<<<<< ours\n${item}=======\n${item.replace('Queued', 'Blocked')}>>>>>>> theirs\n`,
    );
    const backlog = parseBacklog(conflict);
    assert.deepEqual(
      backlog.missions.map(({ id }) => id),
      ['B1.1', 'B1.2b', 'B1.2b', 'B1.2', 'B1.10'],
    );
    assert.deepEqual(
      backlog.problems.map(({ kind }) => kind),
      ['merge-marker', 'merge-marker', 'merge-marker'],
    );
  });

  it('takes no alias bomb apart, and survives what is no YAML at all', () => {
    const bomb = [
      'a: &a [x, x]',
      ...[...'bcdefghijklmnop'].map(
        (name, at, all) => `${name}: &${name} [${`*${at === 0 ? 'a' : all[at - 1]!}, `.repeat(9)}]`,
      ),
    ];
    parseBacklog(`${bomb.join('\n')}\ndomainFields: {sprints: *p}\n`);
    parseBacklog(`x: ${'['.repeat(20_000)}`);
    parseBacklog('\0\0\0');
    parseBacklog('');
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (garbage) => void parseBacklog(garbage)),
      { numRuns: runs(200) },
    );
  });

  it('never loses the missions before a place where the file was cut off', () => {
    for (let end = 0; end <= FLOW.length; end += 7) {
      const backlog = parseBacklog(FLOW.slice(0, end));
      if (end > FLOW.indexOf('# a comment between')) assert.equal(backlog.missions[0]?.id, 'B1.1', `cut at ${end}`);
    }
  });

  it('says what Python reads differently from others, and ids that are no text', () => {
    const source = FLOW.replace('completed_at: "2025-03-01T10:00:00Z"', 'completed_at: 2025-03-01T10:00:00Z').replace(
      'id: "B1.10"',
      'id: 1.10',
    );
    const backlog = parseBacklog(source);
    assert.equal(backlog.missions[2]!.id, '1.1');
    assert.deepEqual(
      backlog.problems.map(({ detail }) => detail),
      ['the date 2025-03-01 10:00:00+00:00', 'the number 1.1'],
    );
  });

  it('keeps every object that an edit does not touch', () => {
    const before = parseBacklog(FLOW);
    const at = FLOW.indexOf('"Current"') + 1;
    const after = editBacklog(before, [{ start: at, end: at + 7, newText: 'Blocked' }]);
    assert.equal(status(after, 'B1.2'), 'Blocked');
    assert.notEqual(after.missions[1], before.missions[1]);
    assert.equal(after.missions[0], before.missions[0]);
    assert.equal(after.missions[2], before.missions[2]);
    assert.equal(after.sprints[1], before.sprints[1]);
    assert.equal(after.dependencies[0], before.dependencies[0]);
    assert.equal(updateBacklog(after, after.text.text), after);
  });

  it('is the same chunk by chunk as in one piece', () => {
    for (const source of [...Object.values(ALL), ...samples]) {
      const whole = parseWhole(source);
      assert.ok(whole.sound);
      assert.deepEqual(essentials(parseBacklog(source)), essentials(whole.document));
    }
  });

  it('is the same in slices as at once', async () => {
    let pauses = 0;
    const sliced = await parseBacklogSliced(DUMPED, { pause: () => Promise.resolve(void pauses++) });
    assert.deepEqual(everything(sliced), everything(parseBacklog(DUMPED)));
    assert.ok(pauses > 0);
  });

  it('is the same after any edits as from the edited text', () => {
    const pieces = [
      '\n',
      ' ',
      '  ',
      '- ',
      '"',
      "'",
      ': ',
      '#',
      '{',
      '}',
      '|\n',
      'x',
      '&a ',
      '*a',
      '\r',
      '\t',
      '---\n',
      '    - { id: "N" }\n',
      'missions:\n',
      'sprints:\n',
      '<<<<<<< a\n',
    ];
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(12),
      piece: fc.constantFrom('', ...pieces),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(FLOW, DUMPED, ONE_DOCUMENT, CRLF),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (source, steps) => {
          let backlog = parseBacklog(source);
          for (const { at, remove, piece } of steps) {
            const start = Math.floor(at * backlog.text.length);
            const change: TextEdit = { start, end: Math.min(backlog.text.length, start + remove), newText: piece };
            backlog = editBacklog(backlog, [change]);
            assert.deepEqual(everything(backlog), everything(parseBacklog(backlog.text.text)));
          }
        },
      ),
      { numRuns: runs(400) },
    );
  });

  it('reads the same data as PyYAML', function () {
    if (!hasPyYaml) this.skip();
    const script = `
import sys, json, yaml
def plain(v):
    if isinstance(v, dict): return {str(k): plain(x) for k, x in v.items()}
    if isinstance(v, list): return [plain(x) for x in v]
    return None if v is None else str(v)
out = []
for text in json.load(sys.stdin):
    docs = list(yaml.safe_load_all(text))
    plan = docs[-1]["domainFields"]
    out.append({"documents": len(docs),
      "missions": [plain(m) for s in plan.get("sprints") or [] for m in s.get("missions") or []],
      "dependencies": [plain(d) for d in plan.get("missionDependencies") or []]})
json.dump(out, sys.stdout)`;
    const sources = [...Object.values(ALL), ...samples];
    const strings = (fields: ReadonlyMap<string, BacklogField>): unknown =>
      Object.fromEntries([...fields].map(([key, { value }]) => [key, stringly(value)]));
    const ours = sources.map((source) => {
      const backlog = parseBacklog(source);
      return {
        documents: backlog.documentCount,
        missions: backlog.missions.map(({ fields }) => strings(fields)),
        dependencies: backlog.dependencies.map(({ fields }) => strings(fields)),
      };
    });
    assert.deepEqual(ours, JSON.parse(askPython(script, sources)));
  });
});

function stringly(node: BacklogField['value']): unknown {
  switch (node.kind) {
    case 'mapping':
      return Object.fromEntries(
        node.pairs.map(({ key, value }) => [key.kind === 'scalar' ? pythonStr(key.value) : '', stringly(value)]),
      );
    case 'sequence':
      return node.items.map(stringly);
    case 'scalar':
      return node.value.type === 'none' ? null : pythonStr(node.value);
  }
}
