/** Texts that are out to hurt: whatever is in a file, it is read in time that grows with its length, and what is good stays. */
import assert from 'node:assert/strict';
import { metadataOf } from '../../../src/core/database/metadata';
import { editsFrom, hunksOf } from '../../../src/core/changes/hunks';
import { normalised } from '../../../src/core/escalation/recurring';
import { editBacklog, updateBacklog } from '../../../src/core/files/backlog/edit';
import type { BacklogDocument } from '../../../src/core/files/backlog/model';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { setField } from '../../../src/core/files/backlog/write/set';
import { parseContext, jsonValue } from '../../../src/core/files/context/parse';
import { setJson } from '../../../src/core/files/context/write';
import { applyEdits } from '../../../src/core/files/edits';
import { plainJson } from '../../../src/core/files/json';
import { parseLog } from '../../../src/core/files/log/parse';
import { pythonStrip } from '../../../src/core/files/python';
import { dumpMembers } from '../../../src/core/files/python-dump';
import { isAmbiguous, resolvePlain } from '../../../src/core/files/yaml/scalars';
import { parseMarkdown, listItems } from '../../../src/guardrails/references/markdown';
import { parseManifest } from '../../../src/guardrails/integration/manifest';
import { commandFrom } from '../../../src/core/operations/policy';
import { mergeTexts, resolveConflicts } from '../../../src/core/merge/merge';
import { pythonRepr } from '../../../src/core/parity/values';
import { growsWithLength } from '../../support/growth';

const BACKLOG = `name: Planning.SprintPlan.v1
---
domainFields:
  type: Planning.SprintPlan.v1
  sprints:
    - sprintId: "S1"
      missions:
        - { id: "B1.1", status: "Completed" }
        - { id: "B1.2", status: "Queued" }
  missionDependencies:
    - { from: "B1.1", to: "B1.2", type: "Blocks" }
`;

/** The backlog with an item between its two missions. */
const between = (item: string): string =>
  BACKLOG.replace('        - { id: "B1.2"', () => `        - ${item}\n        - { id: "B1.2"`);

const repeat =
  (unit: string) =>
  (length: number): string =>
    unit.repeat(Math.ceil(length / unit.length));

const ids = ({ missions }: BacklogDocument): readonly string[] => missions.map(({ id }) => id);
const details = ({ problems }: BacklogDocument): readonly string[] => problems.map(({ detail }) => detail);

const TOO_DEEP = 'nested deeper than 100 levels';

describe('a text that is out to hurt', () => {
  describe('as a backlog', () => {
    /** Runs of what YAML gives a meaning to: openings, closings, indicators, names, and what looks like each. */
    const UNITS = ['- ', '? ', '{a: ', '[', '}', ']', '"', "'a': ", '{}', '! ', '&a *a ', ': ,'];

    for (const unit of UNITS)
      it(`keeps the missions around a run of ${JSON.stringify(unit)}`, () => {
        growsWithLength(
          unit,
          (length) => {
            const run = repeat(unit)(length);
            for (const text of [between(run), between(`{ id: "B1.3", notes: ${run} }`), BACKLOG + run]) {
              const document = parseBacklog(text);
              const [first, last] = [ids(document)[0], ids(document).at(-1)];
              assert.deepEqual([first, last], ['B1.1', 'B1.2']);
              assert.ok(document.problems.length > 0);
            }
            parseBacklog(run);
          },
          400,
        );
      });

    it('reads nesting to a hundred levels, and says where there are more', () => {
      const nested: readonly ((depth: number) => string)[] = [
        (depth) => '['.repeat(depth) + ']'.repeat(depth),
        (depth) => '{a: '.repeat(depth) + '1' + '}'.repeat(depth),
        (depth) => `\n${Array.from({ length: depth }, (_, at) => `${' '.repeat(at + 12)}a:\n`).join('')}`,
        (depth) => `\n            ${'- '.repeat(depth)}x`,
      ];
      for (const nest of nested) {
        const item = (depth: number): string => between(`id: "B1.3"\n          notes: ${nest(depth)}`);
        assert.deepEqual(details(parseBacklog(item(97))), []);
        assert.deepEqual(ids(parseBacklog(item(97))), ['B1.1', 'B1.3', 'B1.2']);
        for (const depth of [101, 3000]) {
          const document = parseBacklog(item(depth));
          assert.deepEqual(ids(document), ['B1.1', 'B1.2']);
          assert.deepEqual(details(document), [TOO_DEEP]);
          const [problem] = document.problems;
          const span = problem && document.text.spanOf(problem.at);
          assert.ok(span && span.start > item(depth).indexOf('B1.3') && span.start < item(depth).indexOf('B1.2'));
        }
      }
    });

    it('hides no mission behind what is broken around the lists', () => {
      for (const tail of ['- '.repeat(2000), '['.repeat(2000), '{a: '.repeat(2000), '  a: "', '}}}']) {
        const document = parseBacklog(BACKLOG + tail);
        assert.deepEqual(ids(document), ['B1.1', 'B1.2'], tail.slice(0, 10));
        assert.equal(document.dependencies.length, 1);
        assert.ok(document.problems.some(({ kind }) => kind === 'syntax'));
      }
    });

    it('reads aliases as long as they stand for no more than anybody reads', () => {
      const level = (at: number, each: string): string => `k${at}: &a${at} ${each.replaceAll('*', `*a${at - 1}`)}\n`;
      const bomb = (levels: number, each: string): string =>
        `domainFields:\n  sprints: []\nk0: &a0 [x, x]\n${Array.from({ length: levels }, (_, at) => level(at + 1, each)).join('')}`;
      const laughs = '[*, *, *, *, *, *, *, *, *, *]';
      assert.deepEqual(details(parseBacklog(bomb(4, laughs))), []);
      for (const each of [laughs, '{<<: [*, *], a: *, b: *}'])
        for (const levels of [10, 30]) {
          const { problems } = parseBacklog(bomb(levels, each));
          assert.ok(problems.some(({ kind, detail }) => kind === 'syntax' && detail.includes('is not read')));
        }
      // One level of text each, but hundreds of values.
      assert.ok(details(parseBacklog(bomb(200, '[*]'))).some((detail) => detail.includes('is not read')));
    });

    it('counts what aliases stand for over all missions', () => {
      const shared = (length: number, missions: number): string =>
        between(
          [
            `{ id: "B1.3", notes: &n "${'x'.repeat(length)}" }`,
            ...Array.from({ length: missions }, (_, at) => `{ id: "B2.${at}", notes: *n }`),
          ].join('\n        - '),
        );
      assert.deepEqual(details(parseBacklog(shared(1000, 200))), []);
      const document = parseBacklog(shared(100_000, 500));
      assert.equal(document.missions.length, 503);
      const size = document.missions.reduce((sum, { fields }) => {
        const notes = fields.get('notes')?.value;
        return sum + (notes === undefined ? 0 : dumpMembers([['notes', notes]]).length);
      }, 0);
      assert.ok(size < 10_000_000, `${size}`);
      assert.ok(details(document).some((detail) => detail.includes('the alias n is not read')));
      // And the same after an edit, and without it.
      const at = document.text.text.indexOf('Completed');
      const edited = editBacklog(document, [{ start: at, end: at + 9, newText: 'Blocked' }]);
      const anew = parseBacklog(edited.text.text);
      assert.deepEqual(details(edited), details(anew));
    });

    it('takes a time in proportion where aliases have no anchor, or merge each other', () => {
      growsWithLength('no anchor', (length) => parseBacklog(lines(length, (at) => `- *x${at}\n`)), 4000);
      growsWithLength(
        'merges',
        (length) => parseBacklog(lines(length, (at) => `a${at}: &a${at} {<<: *a${at - 1}, k${at}: 1}\n`)),
        4000,
      );
    });

    it('reads no number that Python refuses to read', () => {
      for (const digits of ['9'.repeat(4300), `0x${'f'.repeat(4000)}`]) assert.equal(resolvePlain(digits).type, 'int');
      for (const text of ['9'.repeat(4301), `0x${'f'.repeat(9000)}`, `1${':59'.repeat(9000)}`, `1${'_'.repeat(9000)}`])
        assert.deepEqual([resolvePlain(text).type, isAmbiguous(text)], ['str', false]);
    });

    it('tells block scalars from what looks like one, however long the line is', () => {
      for (const line of ['- &a !b |', 'notes: >- # why', 'notes: |2+', '- |#why', '- - a: !x  |  # y'])
        assert.equal(parseBacklog(between(`id: "B1.3"\n          ${line}\n`)).text.chunks.length > 0, true);
      const text = between('id: "B1.3"\n          notes: &n |\n            - { id: "no" }\n            text');
      assert.deepEqual(ids(parseBacklog(text)), ['B1.1', 'B1.3', 'B1.2']);
      growsWithLength('anchors', (length) => parseBacklog(`${repeat('- &a: ')(length)}|x\n${BACKLOG}`), 2000);
      growsWithLength('comments', (length) => parseBacklog(`${repeat(': | #')(length)}\u2028\n${BACKLOG}`), 2000);
    });

    it('is edited beside what hurts', () => {
      for (const notes of ['[[['.repeat(500), 'x, y '.repeat(2000), '"'.repeat(999)]) {
        const document = parseBacklog(BACKLOG);
        const [, mission] = document.missions;
        assert.ok(mission);
        const edited = editBacklog(document, setField(document, mission, 'notes', notes));
        assert.equal(pythonRepr(edited.missions[1]?.fields.get('notes')?.value ?? assert.fail()).length > 900, true);
        assert.deepEqual(ids(updateBacklog(document, between(notes))).at(-1), 'B1.2');
      }
    });
  });

  describe('as JSON', () => {
    it('is read in a time in proportion, whatever closes without an opening', () => {
      const opened = '{"a": '.repeat(900);
      for (const unit of ['}', ']', '[', '{"a":', ',', '"', 'Infinity', '-Infinity,', 'NaN', '<<<<<<< ', '\\u', '1e'])
        for (const before of ['', opened])
          growsWithLength(unit, (length) => parseContext(before + repeat(unit)(length)), 3000);
    });

    it('keeps the members around what is broken', () => {
      for (const value of ['['.repeat(5000), 'Infinity'.repeat(500), '{"a":'.repeat(5000), '"']) {
        const { root, problems } = parseContext(`{"first": 1, "bad": ${value}`);
        assert.ok(root?.kind === 'object' && root.members.get('first') !== undefined);
        assert.ok(problems.length > 0);
      }
    });

    it('is no value where it nests deeper than Python reads it', () => {
      const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
      assert.deepEqual(plainJson('{"a": [1, "[[", null]}'), { a: [1, '[[', null] });
      assert.ok(Array.isArray(plainJson(nested(1000))));
      assert.equal(plainJson(nested(1001)), undefined);
      assert.equal(plainJson(nested(500_000)), undefined);
      assert.equal(plainJson('nonsense'), undefined);
      const strings = `"${'[\\"'.repeat(2000)}"`;
      assert.equal(plainJson(strings), JSON.parse(strings));
      assert.deepEqual(metadataOf({ metadata: `{"a": ${nested(5000)}}` } as Parameters<typeof metadataOf>[0]), {
        fields: {},
        unreadable: true,
      });
    });

    it('is set beside a long text', () => {
      const document = parseContext(`{"long": "${'\\"[{'.repeat(20_000)}", "flag": false}`);
      const after = applyEdits(document.text.text, setJson(document, ['flag'], true));
      const { root } = parseContext(after);
      assert.equal((jsonValue(root ?? assert.fail()) as { flag: unknown }).flag, true);
    });

    it('of a manifest is no other', () => {
      growsWithLength('manifest', (length) => parseManifest(`{"suites": [${repeat('{"id": "a"},')(length)}`), 8000);
    });
  });

  it('as a log hides no event', () => {
    const event = '{"ts": "2025-01-01T00:00:00Z", "action": "start"}\n';
    for (const unit of ['{', '[', '"', '}', 'Infinity', '{"a":[', '\\'])
      growsWithLength(
        unit,
        (length) => {
          const { lines: all } = parseLog(`${event}${repeat(unit)(length)}\n${event}`);
          assert.deepEqual(
            all.map((line) => line.event?.action),
            ['start', undefined, 'start'],
          );
          assert.ok(all[1]?.problem);
        },
        4000,
      );
    for (const end of ['\n', '\r', '\r\n', ' \n'])
      growsWithLength(
        'lines',
        (length) => {
          parseLog(repeat(end)(length)).lines.forEach((line) => line.event);
        },
        20_000,
      );
  });

  it('as Markdown', () => {
    const UNITS = ['<!--', '`` ` ', '](', '](a "', '[', '(', '](<', '# a  ', '\u2028', '- \n', '> ', '| ', '<a href="'];
    for (const unit of [...UNITS, '\n', '\r', ' ', '---\n', '[a]: ', '`', '~~~\n', '1. '])
      growsWithLength(
        unit,
        (length) => {
          const { prose, sections } = parseMarkdown(`# Head\n\n${repeat(unit)(length)}\n\n## Tail\n\n- item\n`);
          for (const { body } of sections) listItems(prose, body);
        },
        4000,
      );
    growsWithLength('a heading', (length) => parseMarkdown(`# a${' '.repeat(length)}b`), 8000);
    growsWithLength('its marks', (length) => parseMarkdown(`# a ${'#'.repeat(length)}b`), 8000);
  });

  it('reads what Markdown means by brackets, parentheses and blanks', () => {
    const links = (text: string): readonly string[] => parseMarkdown(text).links.map(({ target }) => target);
    assert.deepEqual(links('[a](b) [c]( d ) [e](f(g)h) [i](j "k") [l](m (n)) [o](<p q>)'), [
      'b',
      'd',
      'f(g)h',
      'j',
      'm',
      'p q',
    ]);
    assert.deepEqual(links('[a]() [b]( ) [c](d(e f) [g](h '), []);
    assert.deepEqual(links('](a) [x ](b) \\[y](c) [z\\](d)'), ['b', 'd']);
    assert.deepEqual(links(`[${'x'.repeat(3000)}](far) [near](${'y'.repeat(3000)})`), []);
    assert.deepEqual(
      parseMarkdown('# A #\n# B#\n# C # #\n#\n# ##').sections.map(({ headings }) => headings[0]),
      [undefined, 'A', 'B#', 'C #', '', '##'],
    );
  });

  it('as what stands in the database', () => {
    const row = (metadata: string): Parameters<typeof metadataOf>[0] =>
      ({ metadata }) as Parameters<typeof metadataOf>[0];
    assert.deepEqual(metadataOf(row(`{'a': None, "b": 'it\\'s', 'c': [True, "d'e"]}`)).fields, {
      a: null,
      b: "it's",
      c: [true, "d'e"],
    });
    for (const unit of ["\\'", "'", '"', "{'a': ", 'None '])
      growsWithLength(unit, (length) => metadataOf(row(`{'a': '${repeat(unit)(length)}`)), 8000);
  });

  it('in small', () => {
    const blanks = (length: number): string => ` a${' '.repeat(length)}b `;
    growsWithLength('strip', (length) => pythonStrip(blanks(length)), 20_000);
    growsWithLength('recurring', (length) => normalised(`${'!'.repeat(length)}a`), 4000);
    growsWithLength('command', (length) => commandFrom(blanks(length)), 20_000);
    assert.equal(pythonStrip(' \u00a0\x1fa b\u3000\n'), 'a b');
    assert.equal(normalised('“Why?” it failed (again)!'), 'why it failed again');
  });

  it('merged', () => {
    const many = 'x\n'.repeat(200_000);
    assert.equal(mergeTexts('lines', '', `a\n${many}`, `b\n${many}c\n`).conflicts.length, 1);
    growsWithLength(
      'other lines',
      (length) => {
        const [ours, theirs] = [lines(length, (at) => `a${at}\n`), lines(length, (at) => `b${at}\n`)];
        mergeTexts(
          'lines',
          lines(length, (at) => `c${at}\n`),
          ours,
          theirs,
        );
      },
      10_000,
    );
    for (const unit of ['- ', '}', '[', '"'])
      growsWithLength(
        unit,
        (length) => {
          const run = repeat(unit)(length);
          mergeTexts('backlog', BACKLOG, between(run), BACKLOG.replace('Queued', 'Current'));
          mergeTexts('sessions', '', run, `${run}\n{}`);
          resolveConflicts(`<<<<<<< a\n${run}\n=======\n${BACKLOG}>>>>>>> b\n`, 'backlog');
        },
        300,
      );
  });

  it('taken back', () => {
    for (const unit of ['[\n', 'x\n', '\n', 'a', 'ab\nab\n'])
      growsWithLength(
        unit,
        (length) => {
          const text = repeat(unit)(length);
          const edits = [length >> 2, length >> 1, length - 2].map((at) => ({ start: at, end: at + 1, newText: 'zz' }));
          const hunks = hunksOf(text, edits);
          const after = applyEdits(text, edits);
          assert.equal(applyEdits(after, editsFrom(after, hunks, 'before') ?? assert.fail()), text);
        },
        8000,
      );
  });
});

function lines(length: number, line: (at: number) => string): string {
  const made: string[] = [];
  for (let at = 0, size = 0; size < length; at++) size += made[made.push(line(at)) - 1]?.length ?? 1;
  return made.join('');
}
