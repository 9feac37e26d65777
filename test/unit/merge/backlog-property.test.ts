import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { mergeBacklog } from '../../../src/core/merge/backlog';
import { readMarkers } from '../../../src/core/merge/markers';
import { mergeTexts, resolveConflicts } from '../../../src/core/merge/merge';
import { ALL } from '../files/backlog-texts';
import { after, BLOCK_PLAN, FLOW_PLAN, said, steps } from './plans';
import { runs } from '../../support/effort';

const PLANS = [FLOW_PLAN, BLOCK_PLAN, FLOW_PLAN.replaceAll('\n', '\r\n'), FLOW_PLAN.trimEnd(), ...Object.values(ALL)];

const pair = (fieldsOnly: boolean): fc.Arbitrary<readonly [base: string, ours: string, theirs: string]> =>
  fc
    .tuple(fc.constantFrom(...PLANS), steps('O', fieldsOnly), steps('T', fieldsOnly))
    .map(([base, ours, theirs]) => [base, after(base, ours), after(base, theirs)] as const);

const commentsIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => /^\s*#/.test(line))
    .map((line) => line.trim());

const linesIn = (text: string): ReadonlySet<string> => new Set(text.split(/\r?\n/));

describe('merging any two changes of one backlog', () => {
  it('takes what one side changed, agrees where both do, and says where it cannot tell', () => {
    fc.assert(
      fc.property(pair(true), ([base, ours, theirs]) => {
        const { text, conflicts } = mergeBacklog(base, ours, theirs);
        const [old, own, other, result] = [base, ours, theirs, text].map(said);
        assert.deepEqual([...result!.keys()], [...own!.keys()]);
        for (const [id, fields] of result!) {
          const keys = new Set([...fields.keys(), ...own!.get(id)!.keys(), ...other!.get(id)!.keys()]);
          for (const key of keys) {
            const [b, o, t, r] = [old, own, other, result].map((each) => each!.get(id)?.get(key));
            const unclear = conflicts.some((each) => each.mission === id && each.field === key);
            const label = JSON.stringify({ id, key, b, o, t, r, unclear });
            if (o === t) assert.equal(r, o, label);
            else if (unclear) assert.equal(r, o, label);
            else if (key === 'completed_at') assert.ok(r === o || r === t, label);
            else if (o === b) assert.equal(r, t, label);
            else if (t === b) assert.equal(r, o, label);
            else if (key === 'notes' && r !== o && r !== t) {
              const inner = (value: string | undefined): string => (JSON.parse(value!) as { value: string }).value;
              assert.ok(inner(r).startsWith(inner(o).replace(/\n$/, '')), label);
            } else assert.ok(r === o || r === t, label);
          }
        }
        assert.deepEqual(
          parseBacklog(text).problems.filter(({ kind }) => kind !== 'ambiguous-scalar'),
          [],
        );
      }),
      { numRuns: runs(400) },
    );
  });

  it('never loses a mission, a value or a comment of either side', () => {
    fc.assert(
      fc.property(pair(false), ([base, ours, theirs]) => {
        const { text, conflicts } = mergeBacklog(base, ours, theirs);
        // Where an entry cannot be written (it needs an anchor that is gone), lines are merged: each is there.
        if (conflicts.some(({ kind }) => kind === 'lines')) {
          const driven = linesIn(mergeTexts('backlog', base, ours, theirs).text);
          for (const line of [...linesIn(ours), ...linesIn(theirs)])
            assert.ok(driven.has(line) || linesIn(base).has(line), line);
          return;
        }
        const [old, own, other, result] = [base, ours, theirs, text].map(said);
        for (const side of [own!, other!]) {
          for (const [id, fields] of side) {
            const untouched = old!.has(id) && JSON.stringify([...fields]) === JSON.stringify([...old!.get(id)!]);
            if (!untouched) assert.ok(result!.has(id), id);
          }
        }
        for (const side of [ours, theirs])
          for (const comment of commentsIn(side))
            if (!commentsIn(base).includes(comment)) assert.ok(text.includes(comment), comment);
        const edges = (of: string): string[] => parseBacklog(of).dependencies.map(({ from, to }) => `${from} ${to}`);
        for (const edge of [...edges(ours), ...edges(theirs)])
          if (!edges(base).includes(edge)) assert.ok(edges(text).includes(edge), edge);

        // What the driver leaves can be read back: both sides, and every value that is unclear.
        const driven = mergeTexts('backlog', base, ours, theirs);
        const marks = readMarkers(driven.text);
        assert.equal(marks !== undefined, conflicts.length > 0);
        if (marks === undefined) return;
        assert.ok(marks !== 'broken');
        for (const { kind, id, field, ours: one, theirs: two } of conflicts) {
          if (kind !== 'mission' || field === undefined || field === 'sprint') continue;
          const text = (of: string): string | undefined => {
            const value = parseBacklog(of)
              .missions.find((each) => each.id === id)
              ?.fields.get(field)?.value;
            return value?.kind === 'scalar' && value.value.type === 'str' ? value.value.value : undefined;
          };
          assert.equal(text(marks.ours) ?? '', one ?? '', `${id} ${field}`);
          assert.equal(text(marks.theirs) ?? '', two ?? '', `${id} ${field}`);
        }
        assert.ok((resolveConflicts(driven.text, 'backlog')?.unresolved.length ?? 0) <= conflicts.length);
      }),
      { numRuns: runs(600) },
    );
  });

  it('says the same whichever side it is asked from, where nothing is unclear', () => {
    fc.assert(
      fc.property(pair(false), ([base, ours, theirs]) => {
        const [one, other] = [mergeBacklog(base, ours, theirs), mergeBacklog(base, theirs, ours)];
        assert.equal(one.conflicts.length === 0, other.conflicts.length === 0);
        if (one.conflicts.length > 0) return;
        const content = (text: string): unknown =>
          [...said(text)].map(([id, fields]) => [id, [...fields].filter(([key]) => key !== 'notes').sort()]).sort();
        assert.deepEqual(content(one.text), content(other.text));
      }),
      { numRuns: runs(200) },
    );
  });

  it('reads no base into conflict markers that name none', () => {
    fc.assert(
      fc.property(pair(false), ([, ours, theirs]) => {
        const { text } = mergeBacklog(undefined, ours, theirs);
        const result = said(text);
        for (const side of [ours, theirs]) for (const id of said(side).keys()) assert.ok(result.has(id));
      }),
      { numRuns: runs(200) },
    );
  });

  it('loses no line of texts that are no backlog any more, and never throws', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '\n',
        '- ',
        '{',
        '"',
        '&a ',
        '*a',
        '#',
        '\r',
        '\u0000',
        '---\n',
        '<<<<<<< x\n',
        '=======\n',
        'id: A',
      ),
    );
    const broken = (plan: string): fc.Arbitrary<string> =>
      fc
        .array(fc.tuple(fc.nat(plan.length), fc.nat(30), piece), { maxLength: 4 })
        .map((cuts) =>
          cuts.reduce((text, [at, length, fresh]) => text.slice(0, at) + fresh + text.slice(at + length), plan),
        );
    const lines = (text: string): string[] => text.split('\n').map((line) => line.replace(/\r+$/, ''));
    const three = fc.constantFrom(...PLANS).chain((plan) => fc.tuple(broken(plan), broken(plan), broken(plan)));
    fc.assert(
      fc.property(three, ([base, ours, theirs]) => {
        const { text, conflicts } = mergeTexts('backlog', base, ours, theirs);
        resolveConflicts(ours, 'backlog');
        if (!conflicts.some(({ kind }) => kind === 'lines')) return;
        const [known, there] = [new Set(lines(base)), new Set(lines(text))];
        for (const line of [...lines(ours), ...lines(theirs)]) assert.ok(known.has(line) || there.has(line), line);
      }),
      { numRuns: runs(500) },
    );
  });
});
