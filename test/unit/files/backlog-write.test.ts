import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { CmosError } from '../../../src/core/ground/errors';
import { parseBacklog } from '../../../src/core/files/backlog/parse';
import type { BacklogDocument } from '../../../src/core/files/backlog/model';
import { removeField, setField } from '../../../src/core/files/backlog/write/set';
import { applyEdits } from '../../../src/core/files/edits';
import type { NewValue } from '../../../src/core/files/yaml/quote';
import * as texts from './backlog-texts';
import { askPython, hasPyYaml } from '../../support/python';

const mission = (document: BacklogDocument, id: string): BacklogDocument['missions'][number] => {
  const found = document.missions.find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};

const set = (text: string, id: string, key: string, value: NewValue): string => {
  const document = parseBacklog(text);
  return applyEdits(text, setField(document, mission(document, id), key, value));
};
const unset = (text: string, id: string, key: string): string => {
  const document = parseBacklog(text);
  return applyEdits(text, removeField(document, mission(document, id), key));
};

/** A backlog of one sprint around some lines of missions. */
const around = (missions: string): string =>
  `name: x\n---\ndomainFields:\n  sprints:\n    - sprintId: S1\n      title: One\n      missions:\n${missions}  missionDependencies: []\n`;

describe('editing a field of the backlog', () => {
  it('changes the value in its own style', () => {
    const text = around(
      `        - { id: A, name: "Al", status: Queued, notes: 'it''s' } # why\n        - id: B\n          name: Beta # b\n          status: Queued\n`,
    );
    assert.equal(set(text, 'A', 'status', 'In Progress'), text.replace('status: Queued, n', 'status: In Progress, n'));
    assert.equal(set(text, 'A', 'name', 'a "b" \\'), text.replace('"Al"', '"a \\"b\\" \\\\"'));
    assert.equal(set(text, 'A', 'notes', "that's"), text.replace("'it''s'", "'that''s'"));
    assert.equal(set(text, 'B', 'name', 'x: y'), text.replace('Beta', '"x: y"'));
    assert.equal(set(text, 'B', 'status', 'no'), text.replace('status: Queued\n', 'status: "no"\n'));
    assert.equal(set(text, 'B', 'name', '2025-03-01'), text.replace('Beta', '"2025-03-01"'));
  });

  it('adds a field where the others are, written as others write it', () => {
    const text = around(
      `        - { id: A, name: "Al", status: Completed, completed_at: "2025-03-01T10:00:00Z" }\n        - { id: B,\n            status: Queued } # two lines\n        - id: C\n          status: Queued # here\n`,
    );
    const time = '2025-03-02T10:00:00Z';
    assert.equal(
      set(text, 'B', 'completed_at', time),
      text.replace('Queued } # two', `Queued, completed_at: "${time}" } # two`),
    );
    assert.equal(
      set(text, 'C', 'completed_at', time),
      text.replace('Queued # here\n', `Queued # here\n          completed_at: "${time}"\n`),
    );
  });

  it('takes a field away with its line or its comma', () => {
    const text = around(
      `        - { id: A, notes: x, status: Queued }\n        - id: B\n          notes: |\n            a\n            b\n          status: Queued # s\n`,
    );
    assert.equal(unset(text, 'A', 'notes'), text.replace(', notes: x', ''));
    assert.equal(unset(text, 'A', 'status'), text.replace(', status: Queued }', ' }'));
    assert.equal(unset(text, 'B', 'status'), text.replace('          status: Queued # s\n', ''));
    assert.equal(unset(text, 'B', 'notes'), text.replace('          notes: |\n            a\n            b\n', ''));
  });

  it('keeps CRLF, a missing last line end, and literal text', () => {
    const text = around(
      `        - id: B\n          notes: |\n            a\n            b\n          status: Queued\n`,
    ).replaceAll('\n', '\r\n');
    assert.equal(set(text, 'B', 'status', 'Current'), text.replace('Queued', 'Current'));
    assert.equal(set(text, 'B', 'notes', 'c\nd\n'), text.replace('a\r\n            b\r\n', 'c\r\n            d\r\n'));
    const bare =
      'domainFields:\n  sprints:\n    - sprintId: S\n      missions:\n        - id: A\n          status: Queued';
    assert.equal(set(bare, 'A', 'name', 'x'), `${bare}\n          name: x`);
    assert.equal(unset(bare, 'A', 'status'), bare.replace('\n          status: Queued', ''));
  });

  it('changes an alias for its own entry alone, and an anchored value for none of its users', () => {
    const text = around(
      `        - id: A\n          status: &s Queued\n        - id: B\n          status: *s\n        - id: C\n          status: *s\n`,
    );
    assert.equal(
      set(text, 'B', 'status', 'Current'),
      text.replace('status: *s\n        - id: C', 'status: Current\n        - id: C'),
    );
    assert.equal(
      set(text, 'A', 'status', 'Current'),
      text.replace('&s Queued', 'Current').replace('status: *s\n        - id: C', 'status: &s Queued\n        - id: C'),
    );
  });

  it('refuses what others share, and what no YAML can say', () => {
    const shared = around(`        - &m { id: A, status: Queued }\n        - { <<: *m, id: B }\n`);
    assert.throws(
      () => set(shared, 'A', 'name', '\ud800'),
      (error) => CmosError.is(error, 'edit/unsafe'),
    );
  });

  const values = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !/\p{Surrogate}/u.test(text)),
    fc.stringMatching(/^[ a-c:#'"\n\-,[\]{}&*!|>%@`?=~\\]{0,12}$/),
    fc.constantFrom(
      'no',
      '017',
      '1.10',
      '2025-03-01',
      ' lead',
      'trail ',
      '~',
      'null',
      '1e3',
      '12:30:45',
      '=',
      '<<',
      '',
      'a\u2028b',
      '😀',
      '- x',
      'key: v',
      '#c',
      '---',
      '...',
      'a\n---\nb',
      '0x1F',
      '.inf',
      'Yes',
      '1_000',
      '\t',
      'x\t',
      "'",
      '"',
      '\u0085',
      '\u00a0',
      '\ufeff',
    ),
  );

  /** All backlogs that a random edit is tried on. */
  const seeds: readonly (readonly [string, string])[] = [
    ...Object.entries(texts as unknown as Readonly<Record<string, unknown>>).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].includes('missions:'),
    ),
    ...sampleBacklogs(),
  ];

  const cases: { before: string; after: string; id: string; key: string; value: string }[] = [];

  it('reads back as meant, in every style, whatever the text', function () {
    this.timeout(120_000);
    for (const [name, text] of seeds) {
      const document = parseBacklog(text);
      const ids = document.missions.filter(({ id, fields }) => id !== '' && fields.size > 0);
      if (ids.length === 0) continue;
      const runs = text.length > 20_000 ? 5 : 60;
      fc.assert(
        fc.property(
          fc.nat(),
          fc.constantFrom('status', 'name', 'notes', 'completed_at'),
          values,
          (pick, key, value) => {
            const target = ids[pick % ids.length];
            if (target === undefined) return;
            let edits;
            try {
              edits = setField(document, target, key, value);
            } catch (error) {
              // A refusal is an answer where the file is broken or its entries are shared; nowhere else.
              assert.ok(CmosError.is(error, 'edit/unsafe'), name);
              assert.ok(
                document.problems.length > 0 || /[&*]\w/.test(text),
                `${name}: ${target.id}.${key} = ${JSON.stringify(value)}`,
              );
              return;
            }
            const after = applyEdits(text, edits);
            if (text.length < 20_000) cases.push({ before: text, after, id: target.id, key, value });
            for (const version of ['1.1', '1.2'] as const) {
              const read = plain(after, version);
              if (read === undefined) continue;
              const found = JSON.stringify(read).includes(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
              assert.ok(found, `${name} ${version}: ${target.id}.${key} = ${JSON.stringify(value)}`);
            }
          },
        ),
        { numRuns: runs },
      );
    }
    assert.ok(cases.length > 200, `${cases.length} cases`);
  });

  it('reads back as meant by PyYAML, but for the one field', function () {
    if (!hasPyYaml) this.skip();
    checkWithPython(cases);
  });
});

/** Everything as JSON, or undefined where `yaml` reads the file with errors before and after. */
function plain(text: string, version: '1.1' | '1.2'): unknown {
  const documents = parseAllDocuments(text, { version, uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((each) => each.toJS({ maxAliasCount: -1 }) as unknown);
}

function sampleBacklogs(): [string, string][] {
  const samples = path.resolve('..', 'shared', 'samples');
  if (!existsSync(samples)) return [];
  return readdirSync(samples)
    .flatMap((name) =>
      ['missions/backlog.yaml', 'cmos/missions/backlog.yaml'].map((file) => path.join(samples, name, file)),
    )
    .filter((file) => existsSync(file))
    .map((file) => [file, readFileSync(file, 'utf8')]);
}

/** PyYAML reads the same before and after, but for the one field. */
function checkWithPython(cases: readonly object[]): void {
  const script = `
import json, sys, yaml
def load(text): return list(yaml.load_all(text, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)))
def strike(node, id, key, out):
    if isinstance(node, dict):
        if str(node.get('id')) == id and key in node: out.append(node[key]); node = {k: v for k, v in node.items() if k != key}
        return {str(k): strike(v, id, key, out) for k, v in node.items()}
    if isinstance(node, list): return [strike(v, id, key, out) for v in node]
    return repr(node)
bad = []
for case in json.load(sys.stdin):
    try: before = load(case['before'])
    except Exception: continue
    try:
        got = []; old = []
        after = strike(load(case['after']), case['id'], case['key'], got)
        if strike(before, case['id'], case['key'], old) != after or case['value'] not in got: bad.append([case['id'], case['key'], case['value'], got[:3]])
    except Exception as error: bad.append([case['id'], case['key'], case['value'], str(error)])
print(json.dumps(bad[:5]))
`;
  assert.equal(askPython(script, cases).trim(), '[]');
}
