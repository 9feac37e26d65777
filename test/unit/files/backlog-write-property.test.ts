import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { CmosError } from '../../../src/core/ground/errors';
import type { BacklogDocument, BacklogEntry } from '../../../src/core/files/backlog/model';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import { removeMission } from '../../../src/core/files/backlog/write/remove';
import { insertMission } from '../../../src/core/files/backlog/write/insert';
import { removeField, setField } from '../../../src/core/files/backlog/write/set';
import { applyEdits, editBetween } from '../../../src/core/files/edits';
import type { NewValue } from '../../../src/core/files/yaml/quote';
import { ALL } from './backlog-texts';
import { runs } from '../../support/effort';
import { askPython, hasPyYaml } from '../../support/python';

const SAMPLES = '../shared/samples';
const samples = existsSync(SAMPLES)
  ? readdirSync(SAMPLES)
      .map((name) => `${SAMPLES}/${name}/missions/backlog.yaml`)
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'))
  : [];

/** Where an entry is in the plan as data, and the entry of the model. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly target: BacklogEntry;
}

function placesOf(backlog: BacklogDocument): readonly Place[] {
  const sprints = backlog.sprints.flatMap((sprint, at): Place[] => [
    { path: ['sprints', at], target: sprint },
    ...sprint.missions.map((target, index) => ({ path: ['sprints', at, 'missions', index], target })),
  ]);
  return [...sprints, ...backlog.dependencies.map((target, at) => ({ path: ['missionDependencies', at], target }))];
}

/** One way to write text: some styles cannot say everything, and then it is said in double quotes. */
const quoted = (text: string): string => JSON.stringify(text);
const word = fc.constantFrom('Queued', 'Wire the lamps', 'no: way', 'done # yet', 'x', "it's", '12', 'a, b', 'ü – 😀');
const written: fc.Arbitrary<string> = fc
  .tuple(word, fc.constantFrom('plain', 'single', 'double', 'null', 'number'))
  .map(([text, style]) => {
    if (style === 'null') return 'null';
    if (style === 'number') return '7';
    if (style === 'plain' && /^[A-Z][\w ]*$/.test(text)) return text;
    return style === 'single' ? `'${text.replaceAll("'", "''")}'` : quoted(text);
  });
const KEYS = ['name', 'status', 'notes', 'completed_at', 'path'] as const;

type Fields = readonly (readonly [string, string])[];
const fieldsOf = (id: string): fc.Arbitrary<Fields> =>
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1 }),
      fc.array(written, { minLength: 5, maxLength: 5 }),
      fc.nat(5),
      fc.boolean(),
    )
    .map(([keys, values, at, quote]) => {
      const pairs: [string, string][] = keys.map((key, index) => [quote ? quoted(key) : key, values[index] ?? 'x']);
      return pairs.toSpliced(at, 0, [quote ? quoted('id') : 'id', quoted(id)]);
    });

const LITERAL = (margin: string): Fields => [
  ['context', `|\n${margin}  line one\n\n${margin}  - line: two # no comment`],
  ['why', `>- # folded\n${margin}  some\n${margin}  text`],
  ['long', `a plain text\n${margin}  on two lines`],
];

const LAYOUTS: readonly ((fields: Fields, margin: string) => string)[] = [
  (fields) => `{ ${fields.map(([key, value]) => `${key}: ${value}`).join(', ')} } # tail`,
  (fields) => `{${fields.map(([key, value]) => `${key}: ${value}`).join(',')}}`,
  (fields, margin) => `{ ${fields.map(([key, value]) => `${key}: ${value}`).join(`, # c\n${margin}    `)} }`,
  (fields, margin) =>
    `{\n${fields.map(([key, value]) => `${margin}  ${key}: ${value}, # of ${key}\n`).join('')}${margin}}`,
  (fields, margin) => fields.map(([key, value]) => `${key}: ${value} # of it`).join(`\n${margin}# above\n${margin}`),
  (fields, margin) => [...fields, ...LITERAL(margin)].map(([key, value]) => `${key}: ${value}`).join(`\n${margin}`),
  (fields, margin) =>
    [...LITERAL(margin), ...fields].map(([key, value]) => `${key}: ${value}`).join(`\n${margin}`) +
    `\n${margin}metadata:\n${margin}- a: 1\n${margin}  b: [x, y]`,
];

const generated: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(fieldsOf('M'), fc.nat(LAYOUTS.length - 1)), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom(0, 2),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([entries, lineEnd, shift, ended, missionsFirst]) => {
    const dash = ' '.repeat(4 + shift);
    const missions = entries.map(
      ([fields, layout], at) =>
        `${dash}- ${LAYOUTS[layout]?.(
          fields.map(([key, value]) => (/^"?id"?$/.test(key) ? [key, `"M${at}"`] : [key, value])),
          `${dash}  `,
        )}\n${at % 2 === 0 ? `${dash}# between\n` : ''}`,
    );
    const list = `missions:\n${missions.join('')}`;
    const sprint = missionsFirst ? `${list}    sprintId: S\n` : `sprintId: S\n    title: 'One' # t\n    ${list}`;
    const text = `name: x\n---\ndomainFields:\n  missionDependencies:\n  - {from: M0, to: M0, type: Blocks}\n  sprints:\n  - ${sprint}`;
    return (ended ? text : text.replace(/\n$/, '')).replaceAll('\n', lineEnd);
  });

const newText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/\p{Surrogate}/u.test(text)),
  fc.stringMatching(/^[ a-c:#'"\n\-,[\]{}&*!|>%@`?=~\\.0-9]{0,10}$/),
  fc.constantFrom(
    ...['no', 'y', 'N', '017', '1.10', '1e3', '12:30', '08:30', '12:30:45', '2025-03-01', '2025-1-7', '~', 'null', ''],
    ...['=', '<<', '...', '---', '- x', '? x', 'key: v', 'x:', '#c', 'a #b', ' lead', 'trail ', 'a\nb', 'a\nb\n', '\n'],
    ...['a\n\nb\n', 'a\n---\nb', 'a\n  b', '\ta', 'a\tb', '\u2028', 'a\u2029b', '\u0085', '\u00a0', '\ufeff', '\u007f'],
    ...[
      '0x1F',
      '0o17',
      '1_000',
      '.5',
      '+1',
      '.inf',
      '1.2.3',
      'Yes',
      'off',
      'x, y',
      'x}',
      '[x]',
      "it's",
      '"q"',
      '\\',
      '😀',
    ],
    ...['In Progress', 'Completed', '2025-03-01T10:00:00Z', 'http://x/y?z#w', '@x', '`x`', '%x', '!x', '&x', '*x'],
  ),
);
const newValue: fc.Arbitrary<NewValue> = fc.oneof(
  { weight: 12, arbitrary: newText },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, 0, -5, 1.5, 1e21, 1.5e-7) },
);

/** The plan as a library reads it; undefined where it does not. */
function planBy(version: '1.1' | '1.2', text: string): unknown {
  const documents = parseAllDocuments(text, { version, uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((each) => each.toJS({ maxAliasCount: -1 }) as unknown);
}

/** A copy of the data with a field of the plan's entry set, or taken away. */
function withField(documents: unknown, { path }: Place, key: string, value: NewValue | undefined): unknown {
  const copy = structuredClone(documents) as Record<string, unknown>[];
  let entry: unknown = copy.at(-1)?.['domainFields'];
  // An anchored value that several share is one object here: the copy's entry must be its own.
  path.forEach((step) => {
    const parent = entry as Record<string | number, unknown>;
    const own = parent[step];
    parent[step] = Array.isArray(own) ? [...(own as unknown[])] : { ...(own as object) };
    entry = parent[step];
  });
  const fields = entry as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(fields, key);
  else fields[key] = value;
  return copy;
}

interface Case {
  readonly before: string;
  readonly after: string;
  readonly path: readonly (string | number)[];
  readonly key: string;
  readonly value?: NewValue;
}

describe('editing the backlog, whatever is in it', () => {
  const cases: Case[] = [];
  const check = (before: string, after: string, place: Place, key: string, value: NewValue | undefined): void => {
    for (const version of ['1.1', '1.2'] as const) {
      const read = planBy(version, before);
      if (read === undefined) continue;
      assert.deepEqual(planBy(version, after), withField(read, place, key, value), version);
    }
    if (before.length < 20_000)
      cases.push({ before, after, path: place.path, key, ...(value === undefined ? {} : { value }) });
  };

  /** Sets or removes any field of any entry; refusals are for texts with anchors and for what names an entry. */
  const tryOut = (text: string, pick: number, key: string, value: NewValue | undefined): void => {
    const backlog = parseBacklog(text);
    const places = placesOf(backlog);
    const place = places[pick % places.length];
    if (place === undefined) return;
    const { target } = place;
    const field = target.fields.get(key);
    if (value === undefined && field === undefined) return;
    let edits;
    try {
      edits = value === undefined ? removeField(backlog, target, key) : setField(backlog, target, key, value);
    } catch (error) {
      assert.ok(CmosError.is(error, 'edit/unsafe'), String(error));
      const named = ['id', 'sprintId', 'from', 'to'].includes(key);
      assert.ok(
        named || /[&*]\w/.test(text),
        `refused: ${key} = ${JSON.stringify(value)} of ${JSON.stringify(place.path)}`,
      );
      return;
    }
    const after = applyEdits(text, edits);
    check(text, after, place, key, value);
    const whole = editBetween(text, after);
    if (whole === undefined || field?.value.kind !== 'scalar' || field.value.alias !== undefined) return;
    const [keyAt, valueAt] = [backlog.text.spanOf(field.key.at), backlog.text.spanOf(field.value.node)];
    assert.ok(keyAt && valueAt);
    if (value !== undefined && !text.includes('&')) {
      assert.ok(whole.start >= keyAt.end, 'nothing before the value changes');
      assert.ok(whole.end <= valueAt.end, 'nothing behind the value changes');
    }
    // A comment of its own line never goes.
    const comments = (all: string): number =>
      all.split(/\r\n|[\n\r]/).filter((line) => /^\s*# (above|between)/.test(line)).length;
    assert.equal(comments(after), comments(text));
  };
  const key = fc.constantFrom(...KEYS, 'title', 'type', 'context', 'why', 'long', 'metadata', 'brand new', 'no');

  it('sets and removes any field of any entry, in every layout', () => {
    fc.assert(
      fc.property(
        generated,
        fc.nat(),
        key,
        fc.option(newValue, { nil: undefined, freq: 6 }),
        (text, pick, name, value) => {
          assert.deepEqual(
            parseBacklog(text).problems.filter(({ kind }) => kind === 'syntax'),
            [],
            text,
          );
          tryOut(text, pick, name, value);
        },
      ),
      { numRuns: runs(1500) },
    );
  });

  it('does so in the texts of the field guide, and in real ones', () => {
    for (const text of [...Object.values(ALL), ...samples]) {
      fc.assert(
        fc.property(fc.nat(), key, fc.option(newValue, { nil: undefined, freq: 6 }), (pick, name, value) => {
          tryOut(text, pick, name, value);
        }),
        { numRuns: text.length > 50_000 ? 4 : text.length > 10_000 ? 15 : 80 },
      );
    }
  });

  it('puts a mission in and takes it out again, and the text is as it was', () => {
    fc.assert(
      fc.property(generated, newText, fc.boolean(), (text, name, first) => {
        const backlog = parseBacklog(text);
        const edits = insertMission(backlog, 'S', { id: 'NEW', name, status: 'Queued' }, first ? 'M0' : undefined);
        const added = applyEdits(text, edits);
        const after = parseBacklog(added);
        const mission = after.missions.find(({ id }) => id === 'NEW');
        assert.ok(mission);
        assert.equal(after.missions.indexOf(mission), first ? 0 : after.missions.length - 1);
        assert.equal(applyEdits(added, removeMission(after, mission)), text);
      }),
      { numRuns: runs(400) },
    );
  });

  it('is read the same by PyYAML but for the field', function () {
    if (!hasPyYaml) this.skip();
    const script = `
import json, sys, yaml
Loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
def load(text): return list(yaml.load_all(text, Loader=Loader))
bad, seen = [], 0
for case in json.load(sys.stdin):
    try: before = load(case['before'])
    except Exception: continue
    seen += 1
    try:
        after = load(case['after'])
        def entry(documents):
            node = documents[-1]['domainFields']
            for step in case['path']:
                node[step] = node[step].copy()
                node = node[step]
            return node
        old, new = entry(before), entry(after)
        got = new.pop(case['key'], 'MISSING'); old.pop(case['key'], None)
        if repr(before) != repr(after): bad.append([case, 'others changed'])
        elif 'value' in case and (got != case['value'] or (type(got) is bool) != (type(case['value']) is bool)): bad.append([case, repr(got)])
        elif 'value' not in case and got != 'MISSING': bad.append([case, 'still there'])
    except Exception as error: bad.append([case, str(error)])
json.dump([seen, bad[:3]], sys.stdout)`;
    const [seen, bad] = JSON.parse(askPython(script, cases)) as [number, unknown[]];
    assert.deepEqual(bad, []);
    assert.ok(seen > cases.length * 0.9, `${seen} of ${cases.length}`);
  });
});
