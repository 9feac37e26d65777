import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeLines, sideOf } from '../../../src/core/merge/lines';
import { readMarkers, withMarkers } from '../../../src/core/merge/markers';
import { resolveConflicts } from '../../../src/core/merge/merge';
import { BLOCK_PLAN, FLOW_PLAN, said } from './plans';

const A = '        - { id: "A", name: "Alpha", status: "Current" } # kept\n';
const B = '        - { id: "B", name: "Beta", status: "Queued" }\n';
const DONE = A.replace('"Current"', '"Completed", completed_at: "2025-03-02T00:00:00Z", notes: "12 of 12"');

const marked = (ours: string, theirs: string, base?: string): string =>
  `<<<<<<< HEAD\n${ours}${base === undefined ? '' : `||||||| merged\n${base}`}=======\n${theirs}>>>>>>> topic\n`;

describe('conflict markers', () => {
  it('tell all sides apart, in git’s usual style and with a base', () => {
    assert.deepEqual(readMarkers(`a\n${marked('o\n', 't\n')}b\n${marked('', 'u\n')}`), {
      base: undefined,
      ours: 'a\no\nb\n',
      theirs: 'a\nt\nb\nu\n',
    });
    assert.deepEqual(readMarkers(`a\n${marked('o\n', 't\n', 'x\n')}b\n`), {
      base: 'a\nx\nb\n',
      ours: 'a\no\nb\n',
      theirs: 'a\nt\nb\n',
    });
    assert.deepEqual(readMarkers(marked('o\n', 't\n').replaceAll('\n', '\r\n')), {
      base: undefined,
      ours: 'o\r\n',
      theirs: 't\r\n',
    });
    assert.deepEqual(readMarkers(`${marked('o\n', 't\n', 'x\n')}${marked('p\n', 'u\n')}`), {
      base: undefined,
      ours: 'o\np\n',
      theirs: 't\nu\n',
    });
    assert.equal(readMarkers('a\n  ======= b\n<<<<<<<< no\n'), undefined);
  });

  it('say so where they do not belong together', () => {
    const whole = marked('o\n', 't\n', 'x\n').split('\n');
    for (const line of [0, 4, 6]) assert.equal(readMarkers(whole.toSpliced(line, 1).join('\n')), 'broken', whole[line]);
    assert.equal(readMarkers(marked('o\n', marked('p\n', 'q\n'))), 'broken');
    assert.deepEqual(
      resolveConflicts('a\n=======\nb\n>>>>>>> x\n', 'backlog')?.unresolved.map(({ kind }) => kind),
      ['markers'],
    );
  });

  it('can be written around what differs and read again, whatever differs', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', 'd: |'), { maxLength: 8 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (ours, theirs) => {
        const marks = readMarkers(withMarkers(ours, theirs));
        if (ours === theirs) assert.equal(marks, undefined);
        else assert.deepEqual(marks, { base: undefined, ours, theirs });
      }),
    );
  });

  it('lines that touch clash where git has them clash, and are told apart where that is not asked for', () => {
    const pieces = (strict: boolean): number =>
      mergeLines('a\nb\n', 'A\nb\n', 'a\nB\n', strict).filter((piece) => !('clean' in piece)).length;
    assert.deepEqual([pieces(true), pieces(false)], [1, 0]);
    assert.equal(sideOf([{ clean: ['a'] }, { clean: ['b\n'] }], 'ours', '\r\n').text, 'a\r\nb\n');
  });

  it('lines merge so that each side is there, and agree with a side that alone changed', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n'), { maxLength: 8 }).map((lines) => lines.join(''));
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (base, ours, theirs, strict) => {
        const side = (pieces: ReturnType<typeof mergeLines>, which: 'ours' | 'theirs'): string =>
          sideOf(pieces, which, '\n').text;
        assert.equal(side(mergeLines(base, ours, base, strict), 'ours'), ours);
        assert.equal(side(mergeLines(base, base, theirs, strict), 'ours'), theirs);
        assert.equal(side(mergeLines(base, ours, ours, strict), 'theirs'), ours);
        const merged = mergeLines(base, ours, theirs, strict);
        if (merged.every((piece) => 'clean' in piece)) assert.equal(side(merged, 'ours'), side(merged, 'theirs'));
      }),
    );
  });
});

describe('resolving conflict markers', () => {
  it('answers undefined where there are none', () => {
    assert.equal(resolveConflicts(FLOW_PLAN, 'backlog'), undefined);
    assert.equal(resolveConflicts('{"ts": "<<<<<<< "}\n', 'sessions'), undefined);
  });

  it('takes the status that is further along, with its time, and keeps what only one side says', () => {
    const text = FLOW_PLAN.replace(
      A + B,
      marked(DONE + B.replace('Queued', 'Current'), A.replace('Current', 'In Progress') + B),
    );
    assert.deepEqual(resolveConflicts(text, 'backlog'), {
      text: FLOW_PLAN.replace(A + B, DONE + B.replace('Queued', 'Current')),
      unresolved: [],
    });
  });

  it('knows with a base which side changed a field', () => {
    const ours = DONE + B;
    const theirs = A + B.replace('"Queued"', '"Blocked", notes: "no key"');
    const text = FLOW_PLAN.replace(A + B, marked(ours, theirs, A + B));
    const resolved = resolveConflicts(text, 'backlog');
    assert.deepEqual(resolved?.unresolved, []);
    assert.equal(resolved.text, FLOW_PLAN.replace(A + B, DONE + B.replace('"Queued"', '"Blocked", notes: "no key"')));
    // Without one, it may as well have been unblocked.
    assert.deepEqual(
      resolveConflicts(FLOW_PLAN.replace(A + B, marked(ours, theirs)), 'backlog')?.unresolved.map(
        ({ mission, field, ours: one, theirs: other }) => [mission, field, one, other],
      ),
      [['B', 'status', 'Queued', 'Blocked']],
    );
  });

  it('takes from a base that a name is as it was on one side', () => {
    const whole = (from: string): string => FLOW_PLAN.replace(A, from);
    const [ours, theirs] = [DONE, A.replace('Alpha', 'First')];
    assert.deepEqual(resolveConflicts(FLOW_PLAN.replace(A, marked(ours, theirs, A)), 'backlog'), {
      text: whole(DONE.replace('Alpha', 'First')),
      unresolved: [],
    });
  });

  it('merges several conflicts, missions added on both sides among them, in block style too', () => {
    const added = (id: string): string =>
      `        - id: ${id}\n          name: "${id}" # new\n          status: Queued\n`;
    const text = BLOCK_PLAN.replace('          status: Current # running soon\n', (line) =>
      marked(line.replace('Current', 'In Progress'), line.replace('Current', 'Completed')),
    ).replace('    - sprintId: "S2"', (line) => marked(added('X'), added('Y')) + line);
    const resolved = resolveConflicts(text, 'backlog');
    assert.deepEqual(resolved?.unresolved, []);
    assert.equal(
      resolved.text,
      BLOCK_PLAN.replace('Current # running', 'Completed # running').replace(
        '    - sprintId: "S2"',
        (line) => added('X') + added('Y') + line,
      ),
    );
  });

  it('reads what is left of a base that git shortened as no base at all', () => {
    // zdiff3: what both sides changed alike stands above the conflict, and is gone from its base.
    const text = FLOW_PLAN.replace(A + B, DONE + marked(B.replace('Queued', 'Current'), B, A + B));
    const resolved = resolveConflicts(text, 'backlog');
    assert.deepEqual(resolved?.unresolved, []);
    assert.equal(said(resolved.text).get('B')?.get('status'), '{"type":"str","value":"Current"}');
  });

  it('leaves markers around what is unclear only', () => {
    const text = FLOW_PLAN.replace(A + B, marked(DONE + B.replace('Beta', 'Better'), A + B.replace('Beta', 'Best')));
    const resolved = resolveConflicts(text, 'backlog');
    assert.equal(
      resolved?.text,
      FLOW_PLAN.replace(
        A + B,
        `${DONE}<<<<<<< ours\n${B.replace('Beta', 'Better')}=======\n${B.replace('Beta', 'Best')}>>>>>>> theirs\n`,
      ),
    );
  });

  it('merges a log’s events by their time', () => {
    const line = (minute: number): string => `{"ts": "2025-03-01T10:0${minute}:00Z"}\n`;
    assert.deepEqual(resolveConflicts(line(1) + marked(line(2) + line(5), line(3), '') + line(9), 'sessions'), {
      text: line(1) + line(2) + line(3) + line(5) + line(9),
      unresolved: [],
    });
  });
});
