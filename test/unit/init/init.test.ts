import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type AnySchemaObject } from 'ajv';
import initSqlJs from 'sql.js';
import { parse as parseYaml, parseAllDocuments } from 'yaml';
import { SCHEMA } from '../../../scripts/lib/workspace-database.mjs';
import type { CommitPorts } from '../../../src/core/commit/ports';
import { CmosError } from '../../../src/core/ground/errors';
import { check } from '../../../src/core/findings/check';
import { initialise, type InitOptions } from '../../../src/core/operations/init/init';
import { SCHEMA as OURS } from '../../../src/core/database/schema';
import { DEFAULT_SETTINGS } from '../../../src/core/workspace/settings';
import { documentOf } from '../../../src/core/workspace/snapshot';
import { Workspace } from '../../../src/core/workspace/workspace';
import { nodePorts } from '../../../src/node/ports';
import { FAULTS, Faults, faultyFiles } from '../../support/faults';
import { hasPython } from '../../support/python';
import { commitPorts, TestWriters } from '../../support/writers';
import { cmos, objectOf } from '../../support/cmos';
import { folderWith, removeFolders } from '../cli/workspace';
import { full } from '../../support/effort';

const FILES = [
  'PROJECT_CONTEXT.json',
  'README.md',
  'SESSIONS.jsonl',
  'agents.md',
  'context/MASTER_CONTEXT.json',
  'db/cmos.sqlite',
  'db/schema.sql',
  'foundational-docs/roadmap_template.md',
  'foundational-docs/tech_arch_template.md',
  'missions/backlog.yaml',
  'telemetry/events/.gitkeep',
  'workers/manifest.yaml',
];

/** All files below a folder but the journal, with `/` between names. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => !/\.?cmos-operations/.test(name) && statSync(path.join(folder, name)).isFile())
    .sort();
}

after(removeFolders);

describe('cmos init', function () {
  this.timeout(60_000);

  it('makes a workspace whose stores agree, with nothing to find, and a mission to start', async () => {
    const root = path.join(folderWith({}), 'new', 'project');
    const made = await cmos('/', 'init', root, '--name', 'A “b” & \\c: #1', '--agent', 'ada');
    assert.deepEqual([made.status, made.err], [0, '']);
    assert.deepEqual(filesIn(root), FILES);
    const parity = objectOf(await cmos(root, 'parity', '--format', 'json'));
    assert.deepEqual([parity['profile'], parity['verdict'], parity['findings']], ['mirrored', 'in-sync', []]);
    assert.equal((await cmos(root, 'parity', '--reference')).out, '[OK] Database and file mirrors are in sync.\n');
    assert.deepEqual(objectOf(await cmos(root, 'lint', '--format', 'json'))['findings'], []);
    assert.equal((await cmos(root, 'doctor')).status, 0);
    assert.equal((await cmos(root, 'intake')).status, 0);
    const next = objectOf(await cmos(root, 'next', '--format', 'json'))['mission'] as { id: string };
    assert.equal(next.id, 'B1.1');
  });

  it('makes a workspace to work in, which undo does not take away again', async function () {
    if (!hasPython) this.skip();
    const root = folderWith({});
    await cmos(root, 'init', '--name', 'Tide tables');
    assert.equal((await cmos(root, 'intake')).status, 0);
    assert.deepEqual((await cmos(root, 'start', '--summary', 'Begin')).err, '');
    assert.equal((await cmos(root, 'parity')).status, 0);
    // The start, and what intake wrote down.
    assert.equal((await cmos(root, 'undo')).status, 0);
    assert.equal((await cmos(root, 'undo')).status, 0);
    // The workspace itself is not taken back.
    assert.equal((await cmos(root, 'undo')).status, 1);
    assert.deepEqual(filesIn(root), FILES);
  });

  it('writes the name wherever a project has one, and each file as its schema says', async () => {
    const root = folderWith({});
    await cmos(root, 'init', '--name', 'Zoë: "x" \\ # ☃', '--agent', 'me "2"');
    const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
    const valid = (schema: string, value: unknown): void => {
      const text = readFileSync(`schemas/${schema}.schema.json`, 'utf8');
      const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(text) as AnySchemaObject);
      assert.ok(validate(value), JSON.stringify(validate.errors));
    };
    const plans = parseAllDocuments(read('missions/backlog.yaml')).map((each) => each.toJS() as unknown);
    assert.equal(plans.length, 2);
    for (const plan of plans) valid('backlog', plan);
    assert.deepEqual(
      [(plans[0] as Record<string, unknown>)['displayName'], (plans[0] as Record<string, unknown>)['author']],
      ['Zoë: "x" \\ # ☃ Backlog', 'me "2"'],
    );
    for (const [file, schema] of [
      ['PROJECT_CONTEXT.json', 'project-context'],
      ['context/MASTER_CONTEXT.json', 'master-context'],
    ] as const) {
      const context = JSON.parse(read(file)) as { project: { name: string }; context_health: { size_kb: number } };
      valid(schema, context);
      assert.equal(context.project.name, 'Zoë: "x" \\ # ☃');
      assert.ok(Math.abs(context.context_health.size_kb - Buffer.byteLength(read(file)) / 1024) < 0.11);
    }
    valid('workers-manifest', parseYaml(read('workers/manifest.yaml')));
    assert.match(read('README.md'), /^# Zoë: "x" \\\\ \\# ☃\n/);
    // What the reference's check of foundational references looks for.
    for (const file of ['agents.md', 'README.md', 'context/MASTER_CONTEXT.json']) {
      assert.match(read(file), /foundational-docs\/roadmap_template\.md/);
      assert.match(read(file), /foundational-docs\/tech_arch_template\.md/);
      assert.doesNotMatch(read(file), /docs\/(roadmap|technical_architecture)\.md/);
    }
  });

  it('takes the folder’s name where none is given, and the project’s for a folder named cmos', async () => {
    const folder = folderWith({});
    const nameIn = (root: string): unknown => {
      const context = JSON.parse(readFileSync(path.join(root, 'PROJECT_CONTEXT.json'), 'utf8')) as {
        project: { name: string };
      };
      return context.project.name;
    };
    await cmos(folder, 'init', 'one');
    assert.equal(nameIn(path.join(folder, 'one')), 'one');
    await cmos(folder, 'init', '--root', 'two/cmos');
    assert.equal(nameIn(path.join(folder, 'two/cmos')), 'two');
  });

  it('says what it would make, and makes nothing', async () => {
    const root = path.join(folderWith({}), 'new');
    const { status, out } = await cmos('/', 'init', root, '--dry-run');
    assert.equal(status, 0);
    assert.match(out, /\+ missions "B1\.1" +status +"Queued"/);
    assert.match(out, /\+CREATE TABLE IF NOT EXISTS missions/);
    assert.equal(existsSync(root), false);
  });

  const refusals: readonly (readonly [what: string, files: Record<string, string>, argv: string[], says: RegExp])[] = [
    ['a workspace', { 'db/cmos.sqlite': 'x' }, [], /workspace.*db\/cmos\.sqlite/],
    ['a part of one', { 'missions/backlog.yaml': 'x' }, ['--keep'], /workspace.*missions\/backlog\.yaml/],
    ['a session log', { 'SESSIONS.jsonl': '{}\n' }, ['--keep'], /SESSIONS\.jsonl/],
    ['a workspace in its cmos folder', { 'cmos/db/schema.sql': '' }, [], /workspace already: .*cmos/],
    ['documents', { 'Readme.MD': 'mine', 'AGENTS.md': 'mine' }, [], /AGENTS\.md, Readme\.MD/],
    ['no name', {}, ['--name', ' \t'], /needs a name/],
    ['a name on two lines', {}, ['--name', 'a\nb'], /line end/],
    ['an endless name', {}, ['--name', 'x'.repeat(201)], /longer than 200/],
  ];
  for (const [what, files, argv, says] of refusals) {
    it(`refuses ${what}, and touches nothing`, async () => {
      const root = folderWith(files);
      const { status, err } = await cmos(root, 'init', ...argv);
      assert.equal(status, 1, err);
      assert.match(err, says);
      assert.deepEqual(filesIn(root), Object.keys(files).sort());
      assert.equal(existsSync(path.join(root, '.cmos-operations')), false);
      for (const [name, text] of Object.entries(files)) assert.equal(readFileSync(path.join(root, name), 'utf8'), text);
    });
  }

  it('keeps documents that are there when told so, and adds what is missing', async () => {
    const root = folderWith({ 'README.md': 'mine', 'src/a.ts': '', 'AGENTS.md': 'mine too' });
    const outcome = objectOf(await cmos(root, 'init', '--keep', '--format', 'json'));
    assert.deepEqual(outcome['kept'], ['AGENTS.md', 'README.md']);
    assert.equal(readFileSync(path.join(root, 'README.md'), 'utf8'), 'mine');
    assert.equal(existsSync(path.join(root, 'agents.md')), false);
    assert.equal((await cmos(root, 'parity')).status, 0);
  });

  it('never writes through a link to somewhere else, nor over a file where the folder should be', async function () {
    if (process.platform === 'win32') this.skip();
    const [root, elsewhere] = [folderWith({}), folderWith({})];
    mkdirSync(path.join(elsewhere, 'telemetry'));
    symlinkSync(path.join(elsewhere, 'telemetry'), path.join(root, 'telemetry'));
    const { status, err } = await cmos(root, 'init');
    assert.equal(status, 1);
    assert.match(err, /telemetry is a link/);
    assert.deepEqual([filesIn(elsewhere), readdirSync(root)], [[], ['telemetry']]);
    writeFileSync(path.join(elsewhere, 'file'), 'x');
    assert.match((await cmos(elsewhere, 'init', 'file')).err, /is a file/);
  });
});

describe('the schema of a new workspace', () => {
  /** Tables and views with columns, types, keys, defaults and what happens on deletion. */
  const described = async (...schemas: readonly string[]): Promise<unknown> => {
    const database = new (await initSqlJs()).Database();
    for (const schema of schemas) database.run(schema);
    const all = (sql: string): unknown[][] => database.exec(sql)[0]?.values ?? [];
    const found = all("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").map(
      ([type, name]) => [
        type,
        name,
        all(`PRAGMA table_xinfo("${String(name)}")`),
        all(`PRAGMA foreign_key_list("${String(name)}")`),
      ],
    );
    database.close();
    return found;
  };

  it('is that of the reference, and may be applied again', async () => {
    const own = await described(OURS);
    assert.deepEqual(await described(OURS, OURS), own);
    assert.deepEqual(await described(SCHEMA), own);
  });

  it('is that of a real workspace', async function () {
    const sample = path.resolve('../shared/samples/01-starter-v1/db/schema.sql');
    if (!existsSync(sample)) {
      console.log('      skipped: the sample 01-starter-v1 is not on this machine');
      this.skip();
    }
    assert.deepEqual(await described(OURS), await described(readFileSync(sample, 'utf8')));
  });
});

describe('cmos init where any call fails', function () {
  this.timeout(300_000);
  const writers = new TestWriters();
  const ports = nodePorts();
  const options: InitOptions = { name: 'Faults', now: '2025-03-14T09:00:00Z', keep: false, dryRun: false };
  after(() => writers.close());

  const machine = (faults: Faults): CommitPorts => {
    const files = faultyFiles(faults);
    return commitPorts(() => writers.get(), {
      files,
      reading: ports,
    });
  };

  it('leaves nothing, or a whole workspace; and works the next time', async function () {
    if (!hasPython) this.skip();
    const count = new Faults(-1, undefined);
    await initialise(ports, machine(count), path.join(folderWith({}), 'p'), options);
    let points = 0;
    for (let at = 0; at < count.calls; at++) {
      for (const [index, fault] of FAULTS.entries()) {
        // Each call fails in some of the ways, each way at some of the calls.
        if ((at + index) % (full ? 5 : 15) !== 0) continue;
        points++;
        const where = `call ${at + 1} of ${count.calls}: ${fault}`;
        const folder = folderWith({});
        const root = path.join(folder, 'p');
        const faults = new Faults(at, fault);
        const error: unknown = await initialise(ports, machine(faults), root, options).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (!faults.ended && CmosError.is(error) && error.code !== 'commit/unrecovered')
          assert.deepEqual(readdirSync(folder, { recursive: true }), [], where);
        const again: unknown = await initialise(ports, machine(new Faults(-1, undefined)), root, options).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (again !== undefined) assert.ok(CmosError.is(again, 'operation/refused'), where);
        const snapshot = await new Workspace(ports, root, DEFAULT_SETTINGS).refresh();
        assert.deepEqual([check(snapshot).verdict, check(snapshot).findings], ['in-sync', []], where);
        assert.equal(documentOf(snapshot.database)?.missions.length, 1, where);
        assert.deepEqual(filesIn(root), FILES, where);
        removeFolders();
      }
    }
    assert.ok(points > (full ? 200 : 65), String(points));
  });
});
