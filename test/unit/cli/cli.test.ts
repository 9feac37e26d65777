import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type AnySchemaObject } from 'ajv';
import type { FreeCommand } from '../../../src/cli/command';
import { runCommand } from '../../../src/cli/main';
import { commandsFor } from '../../../src/cli/table';
import { COMMANDS as TABLE } from '../../../src/command-line';
import { CHANGES } from '../../../src/guardrails/cli/changes';
import { COMMANDS } from '../../support/commands';
import { backlogText } from '../model/snapshots';
import { cmos, objectOf } from '../../support/cmos';
import { databaseOf, folderWith, removeFolders } from './workspace';

const EVENT =
  '{"ts": "2025-11-04T10:00:00Z", "agent": "codex", "mission": "B1.1", "action": "complete", "status": "completed", "summary": "Done"}';
const CONTEXT = '{"project": "p"}';

const MISSIONS = [
  ['B1.1', 'Mission B1.1', 'Completed', '2025-11-04T10:00:00Z'],
  ['B1.2', 'Mission B1.2', 'Current'],
  ['B1.3', 'Mission B1.3', 'Queued'],
  ['B1.4', 'Mission B1.4', 'Queued'],
] as const;

const DEPENDENCIES = [
  ['B1.1', 'B1.2', 'Blocks'],
  ['B1.2', 'B1.3', 'Blocks'],
] as const;

const backlog = (status = 'Current'): string =>
  backlogText(
    {
      s1: [['B1.1', 'Completed', 'completed_at: "2025-11-04T10:00:00Z"'], ['B1.2', status], ['B1.3'], ['B1.4']],
    },
    DEPENDENCIES,
  );

/** A workspace whose database and files agree, with changes. */
async function workspace(changes: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const contexts = { project_context: CONTEXT, master_context: CONTEXT };
  return folderWith({
    'db/cmos.sqlite': await databaseOf({ missions: MISSIONS, dependencies: DEPENDENCIES, events: [EVENT], contexts }),
    'missions/backlog.yaml': backlog(),
    'SESSIONS.jsonl': `${EVENT}\n`,
    'PROJECT_CONTEXT.json': CONTEXT,
    'context/MASTER_CONTEXT.json': CONTEXT,
    ...changes,
  });
}

/** Every file below a folder with the hash of its bytes. */
function fingerprint(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  );
  const hash = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex');
  return JSON.stringify(files.sort().map((name) => [name, hash(name)]));
}

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schemas/cli-findings.schema.json', 'utf8')) as AnySchemaObject,
);

after(removeFolders);

describe('cmos parity', () => {
  it('says that stores agree, with and without --check', async () => {
    const root = await workspace();
    const outcome = await cmos(root, 'parity', '--check');
    assert.deepEqual(outcome, { status: 0, out: 'Database and files agree.\n', err: '' });
    const json = objectOf(await cmos(root, 'parity', '--format', 'json'));
    assert.deepEqual([json['verdict'], json['profile'], json['findings']], ['in-sync', 'mirrored', []]);
    assert.ok(validate(json), JSON.stringify(validate.errors));
  });

  it('names each drift at its place, and ends with 1', async () => {
    const root = await workspace({ 'missions/backlog.yaml': backlog('Queued') });
    const { status, out } = await cmos(root, 'parity');
    assert.equal(status, 1);
    assert.match(out, /^missions\/backlog\.yaml:\d+:\d+: warning drift\/mission-field: B1\.2/m);
    const json = objectOf(await cmos(root, 'parity', '--format', 'json'));
    assert.equal(json['verdict'], 'drift');
    assert.ok(validate(json), JSON.stringify(validate.errors));
    const [finding] = json['findings'] as Record<string, unknown>[];
    assert.deepEqual(
      [finding?.['mission'], finding?.['field'], finding?.['databaseValue'], finding?.['fileValue']],
      ['B1.2', 'status', 'Current', 'Queued'],
    );
  });

  it('--reference prints the reference’s lines and ends as it does', async () => {
    const good = await cmos(await workspace(), 'parity', '--reference');
    assert.deepEqual(good, { status: 0, out: '[OK] Database and file mirrors are in sync.\n', err: '' });
    const bad = await cmos(await workspace({ 'missions/backlog.yaml': backlog('Queued') }), 'parity', '--reference');
    assert.deepEqual(bad, {
      status: 1,
      out: "[FAIL] B1.2: status mismatch (db='Current' vs file='Queued')\n",
      err: '',
    });
  });

  it('--reference tells on the error stream why there is no verdict', async () => {
    const { status, out, err } = await cmos(
      folderWith({ 'missions/backlog.yaml': backlog() }),
      'parity',
      '--reference',
    );
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /Database access failed/);
  });

  it('says unknown, and not in sync, of a database that cannot be read', async () => {
    const outcome = await cmos(await workspace({ 'db/cmos.sqlite': 'no database' }), 'parity', '--format', 'json');
    assert.equal(outcome.status, 3);
    assert.equal(objectOf(outcome)['verdict'], 'unknown');
  });

  const samples = [
    '01-starter-v1',
    '04-cmosdev-bootstrap',
    '05-cmosdev-export',
    '07-cpms-initial',
    '16-mp-b89-blocked',
    '18-mp-v2-inprogress',
    '22-oods-large-195',
    '39-derived-partial-write',
  ];
  for (const sample of samples) {
    it(`--reference says of ${sample} what the reference said`, async function () {
      const root = path.resolve('../shared/samples', sample);
      const golden = path.resolve(`../shared/golden/parity-${sample}.json`);
      if (!existsSync(root) || !existsSync(golden)) {
        console.log(`      skipped: the sample ${sample} or what the reference said of it is not on this machine`);
        this.skip();
      }
      const { steps } = JSON.parse(readFileSync(golden, 'utf8')) as {
        steps: { command: string[]; exit: number; stdout: string }[];
      };
      const step = steps.find(({ command }) => command[0] === 'validate_parity.py' && command.length === 1);
      assert.ok(step !== undefined);
      const { status, out } = await cmos(root, 'parity', '--reference');
      assert.deepEqual([status, out], [step.exit, step.stdout]);
    });
  }
});

describe('cmos lint', () => {
  it('ends with 1 for a warning, with 0 for less', async () => {
    assert.equal((await cmos(await workspace({ 'missions/backlog.yaml': backlog('Queued') }), 'lint')).status, 1);
    const fine = await cmos(await workspace(), 'lint');
    assert.deepEqual([fine.status, fine.out], [0, 'Nothing found.\n']);
    const filesOnly = await cmos(folderWith({ 'missions/backlog.yaml': backlog() }), 'lint', '--format', 'json');
    assert.equal(filesOnly.status, 0);
    const json = objectOf(filesOnly);
    assert.ok(validate(json), JSON.stringify(validate.errors));
    assert.ok((json['findings'] as unknown[]).length > 0);
  });

  it('prints SARIF: places from 1, rules with their pages, addresses that are addresses', async () => {
    const outcome = await cmos(
      await workspace({ 'missions/backlog.yaml': backlog('Queued') }),
      'lint',
      '--format',
      'sarif',
    );
    const json = objectOf(outcome) as unknown as {
      version: string;
      runs: {
        columnKind: string;
        originalUriBaseIds: { ROOT: { uri: string } };
        tool: { driver: { rules: { id: string; helpUri: string }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          locations: { physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }[];
        }[];
      }[];
    };
    const [run] = json.runs;
    assert.ok(run !== undefined);
    assert.deepEqual([json.version, run.columnKind], ['2.1.0', 'utf16CodeUnits']);
    assert.match(run.originalUriBaseIds.ROOT.uri, /^file:\/\/\/.*\/$/);
    const result = run.results.find(({ ruleId }) => ruleId === 'drift/mission-field');
    assert.ok(result !== undefined);
    assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
    assert.match(run.tool.driver.rules[result.ruleIndex]?.helpUri ?? '', /findings\.md#driftmission-field$/);
    const text = backlog('Queued').split('\n');
    const { startLine = 0, startColumn = 0, endColumn = 0 } = result.locations[0]?.physicalLocation.region ?? {};
    assert.equal(text[startLine - 1]?.slice(startColumn - 1, endColumn - 1), 'Queued');
  });
});

describe('cmos status, next, list, show and ready', () => {
  it('status lists the reference’s candidates: by precedence, then by row, five at most', async () => {
    const json = objectOf(await cmos(await workspace(), 'status', '--format', 'json'));
    const candidates = json['candidates'] as { id: string; completed_at: string | null }[];
    assert.deepEqual(
      candidates.map(({ id, completed_at }) => [id, completed_at]),
      [
        ['B1.2', null],
        ['B1.3', null],
        ['B1.4', null],
        ['B1.1', '2025-11-04T10:00:00Z'],
      ],
    );
    assert.deepEqual([json['verdict'], (json['next'] as { id: string }).id], ['in-sync', 'B1.2']);
    assert.deepEqual(json['counts'], { Completed: 1, Current: 1, Queued: 2 });
    assert.equal((json['lastEvent'] as { summary: string }).summary, 'Done');
  });

  it('next passes over what waits, and says why', async () => {
    const blocked = backlogText({ s1: [['B1'], ['B2'], ['B3', 'Blocked']] }, [['B3', 'B1', 'Blocks']]);
    const root = folderWith({ 'missions/backlog.yaml': blocked });
    const { out } = await cmos(root, 'next');
    assert.equal(out, 'B2  Queued  Mission B2\nB1 waits for B3.\n');
    const json = objectOf(await cmos(root, 'next', '--format', 'json'));
    assert.deepEqual(json['waiting'], [{ id: 'B1', waitsFor: ['B3'] }]);
  });

  it('list takes a status in any spelling, and a sprint', async () => {
    const root = await workspace();
    assert.equal((await cmos(root, 'list')).out.trimEnd().split('\n').length, 4);
    const queued = objectOf(await cmos(root, 'list', '--status', 'QUEUED', '--sprint', 's1', '--format', 'json'));
    assert.deepEqual(
      (queued['missions'] as { id: string; waitsFor: string[] }[]).map(({ id, waitsFor }) => [id, waitsFor]),
      [
        ['B1.3', ['B1.2']],
        ['B1.4', []],
      ],
    );
    assert.equal((await cmos(root, 'list', '--sprint', 's2')).out, 'No such missions.\n');
  });

  it('show tells what both stores say, its prerequisites and its events', async () => {
    const root = await workspace({ 'missions/backlog.yaml': backlog('Queued') });
    const { out } = await cmos(root, 'show', 'B1.2');
    assert.match(out, /^status +Current$/m);
    assert.match(out, /^status in the file +Queued$/m);
    assert.match(out, /^needs +B1\.1 \(Completed\)$/m);
    assert.match((await cmos(root, 'show', 'B1.1')).out, /2025-11-04T10:00:00Z +codex +complete +Done/);
    const json = objectOf(await cmos(root, 'show', 'B1.2', '--format', 'json'));
    assert.equal((json['database'] as { status: string }).status, 'Current');
    assert.equal((json['file'] as { status: string }).status, 'Queued');
    assert.equal(json['state'], 'ready');
  });

  it('ready ends with 1 for what waits, and says for what', async () => {
    const root = await workspace();
    const waits = await cmos(root, 'ready', 'B1.3');
    assert.equal(waits.status, 1);
    assert.match(waits.out, /^B1\.3 waits for B1\.2\.\n {2}B1\.2: Current/);
    const fine = await cmos(root, 'ready', 'B1.2');
    assert.deepEqual([fine.status, fine.out], [0, 'B1.2 is ready.\nWaiting for it: B1.3\n']);
    const over = await cmos(root, 'ready', 'B1.1', '--format', 'json');
    assert.deepEqual([over.status, objectOf(over)['ready'], objectOf(over)['state']], [0, false, 'not-applicable']);
    assert.deepEqual(objectOf(await cmos(root, 'ready', '--format', 'json'))['ready'], ['B1.2', 'B1.4']);
  });

  it('names the mission that was meant', async () => {
    const root = await workspace();
    for (const command of ['show', 'ready']) {
      const { status, out, err } = await cmos(root, command, 'b1.22');
      assert.deepEqual([status, out], [1, '']);
      assert.match(err, /There is no mission b1\.22\.\nDid you mean B1\.2/);
    }
    const json = objectOf(await cmos(root, 'show', 'nothing', '--format', 'json'));
    assert.equal((json['error'] as { code: string }).code, 'mission/unknown');
  });
});

describe('cmos intake', () => {
  it('checks each step of the playbook’s list, and ends with 1 where one does not hold', async () => {
    const root = await workspace({ 'agents.md': '# Agents\n' });
    const fine = await cmos(root, 'intake');
    assert.deepEqual([fine.status, fine.err], [0, '']);
    assert.match(fine.out, /^\[x\] Both contexts/);
    assert.match(fine.out, /\[!\] agents\.md is there; no context says/);
    assert.match(fine.out, /\[x\] Database and files agree\./);
    assert.match(fine.out, /\[x\] Next: B1\.2 Mission B1\.2; it waits for nothing\./);
    const loaded = '{"project": "p", "working_memory": {"agents_md_loaded": true}}';
    const bad = await workspace({
      'agents.md': '# Agents\n',
      'PROJECT_CONTEXT.json': loaded,
      'context/MASTER_CONTEXT.json': '{"project"',
      'missions/backlog.yaml': backlog('Queued'),
    });
    const outcome = await cmos(bad, 'intake', '--format', 'json');
    assert.equal(outcome.status, 1);
    const { steps } = objectOf(outcome) as { steps: { step: string; state: string }[] };
    assert.deepEqual(
      steps.map(({ step, state }) => [step, state]),
      [
        ['contexts', 'failed'],
        ['agents', 'ok'],
        ['parity', 'failed'],
        ['next-mission', 'ok'],
        ['sizes', 'ok'],
      ],
    );
  });
});

describe('cmos doctor', () => {
  it('tells what is where and how it is read', async () => {
    const root = await workspace();
    const outcome = await cmos(root, 'doctor', '--format', 'json');
    assert.equal(outcome.status, 0);
    const { stores, engine, journalMode, profile } = objectOf(outcome) as unknown as {
      stores: Record<string, { path: string; exists: boolean; bytes: number | null }>;
      engine: string;
      journalMode: string;
      profile: { name: string };
    };
    assert.equal(stores['database']?.bytes, statSync(path.join(root, 'db/cmos.sqlite')).size);
    assert.deepEqual([stores['agents']?.exists, stores['agents']?.bytes], [false, null]);
    assert.equal(engine, 'pages');
    assert.deepEqual([journalMode, profile.name], ['rollback', 'mirrored']);
    assert.match((await cmos(root, 'doctor')).out, /Blocks: from is done first/);
  });

  it('ends with 3 where the database cannot be read, and tells the rest all the same', async () => {
    const { status, out } = await cmos(await workspace({ 'db/cmos.sqlite': 'no database' }), 'doctor');
    assert.equal(status, 3);
    assert.match(out, /missions\/backlog\.yaml +\d+ bytes; 4 missions/);
  });
});

/** The commands that look at a workspace and leave it as it is. */
const READING = COMMANDS.filter((command) => command.writes !== true && !('workspace' in command));

describe('the table of commands', () => {
  const all = COMMANDS.map(({ name }) => name);

  it('names what each of its groups has', () => {
    const named = TABLE.flatMap(({ names = [] }) => names);
    const rest = CHANGES.map(({ name }) => name);
    assert.deepEqual([...named, ...rest], all);
  });

  it('loads the group of the command that is named, and all of them for help and for what is none', async () => {
    const group = (...names: readonly string[]) => COMMANDS.filter(({ name }) => names.includes(name));
    const some = { names: ['status', 'parity'], load: () => Promise.resolve(group('status', 'parity')) };
    const rest = { load: () => Promise.resolve(group('note')) };
    const loaded = async (...argv: readonly string[]) =>
      (await commandsFor([some, rest], argv)).map(({ name }) => name).join(' ');
    assert.equal(await loaded('parity', '--help'), 'status parity');
    assert.equal(await loaded('--root', 'note', '--format', 'json', 'parity', 'note'), 'status parity');
    assert.equal(await loaded('note', 'parity'), 'note');
    for (const argv of [[], ['--help'], ['help', 'parity'], ['partiy']])
      assert.equal(await loaded(...argv), 'status parity note');
  });
});

describe('every command', () => {
  it('finds the root above the working directory, in its cmos folder, and by --root on either side', async () => {
    const root = await workspace();
    const project = folderWith({ 'cmos/missions/backlog.yaml': backlog(), 'src/deep/file': '' });
    const rootOf = async (cwd: string, ...argv: string[]): Promise<unknown> =>
      objectOf(await cmos(cwd, ...argv))['root'];
    assert.equal(await rootOf(path.join(root, 'missions'), 'status', '--format', 'json'), root);
    assert.equal(await rootOf(path.join(project, 'src/deep'), 'status', '--format', 'json'), `${project}/cmos`);
    assert.equal(await rootOf('/', '--root', root, '--format', 'json', 'status'), root);
    assert.equal(
      await rootOf(root, '--root', '/nowhere', 'status', '--root', project, '--format=json'),
      `${project}/cmos`,
    );
  });

  it('ends with 3 where there is no workspace, and says what makes one', async () => {
    const empty = folderWith({ 'cmos/readme.md': '' });
    for (const { name, arguments: some } of READING) {
      const id = (some?.() ?? []).some(([notation]) => notation.startsWith('<')) ? ['B1'] : [];
      const { status, out, err } = await cmos(empty, name, ...id, '--root', empty);
      assert.deepEqual([name, status, out], [name, 3, '']);
      assert.match(err, /is no CMOS workspace\.\nA cmos root has/);
    }
  });

  it('ends with 2 for wrong usage, on the error stream', async () => {
    const root = await workspace();
    for (const argv of [
      [],
      ['nope'],
      ['show'],
      ['status', '--nope'],
      ['list', 'extra'],
      ['--format', 'sarif', 'next'],
      ['lint', '--format', 'xml'],
    ]) {
      const { status, out, err } = await cmos(root, ...argv);
      assert.deepEqual([argv, status, out], [argv, 2, '']);
      assert.notEqual(err, '');
    }
    for (const argv of [['--help'], ['--version'], ['help', 'parity']]) {
      const { status, out, err } = await cmos(root, ...argv);
      assert.deepEqual([argv, status, err], [argv, 0, '']);
      assert.notEqual(out, '');
    }
  });

  it('prints one object as JSON, and writes nothing in the workspace', async () => {
    const root = await workspace({ 'missions/backlog.yaml': backlog('Queued') });
    const before = fingerprint(root);
    for (const { name, arguments: some } of READING) {
      const id = (some?.() ?? []).some(([notation]) => notation.startsWith('<')) ? ['B1.2'] : [];
      const outcome = await cmos(root, name, ...id, '--format', 'json');
      objectOf(outcome);
      assert.equal(outcome.err, '');
      await cmos(root, name, ...id);
    }
    assert.equal(fingerprint(root), before);
  });

  it('takes back nothing where nothing was done, and says so', async () => {
    const root = await workspace();
    const before = fingerprint(root);
    for (const name of ['undo', 'redo']) {
      const outcome = await cmos(root, name, '--format', 'json');
      assert.equal(outcome.status, 1);
      assert.match(outcome.err, /There is nothing to/);
      assert.equal((objectOf(outcome)['error'] as { code?: unknown }).code, 'undo/nothing');
    }
    const recovery = await cmos(root, 'recover');
    assert.deepEqual([recovery.status, recovery.out, recovery.err], [0, 'Nothing was interrupted.\n', '']);
    assert.equal(fingerprint(root), before);
  });

  it('shows what a terminal would act on as a sign of its own', async () => {
    const name = 'Nice\u001b]0;title\u0007\u202Eeman';
    const root = folderWith({ 'db/cmos.sqlite': await databaseOf({ missions: [['B1', name, 'Queued']] }) });
    for (const argv of [['list'], ['status'], ['show', 'B1'], ['next'], ['show', 'B\u001b[2J']]) {
      const { out, err } = await cmos(root, ...argv);
      // eslint-disable-next-line no-control-regex -- these are what it is about
      assert.doesNotMatch(out + err, /[\u001b\u0007\u202E]/, argv.join(' '));
    }
    const json = objectOf(await cmos(root, 'next', '--format', 'json'));
    assert.equal((json['mission'] as { name: string }).name, name);
  });

  it('tells of a file that may not be read, without a stack', async function () {
    const root = await workspace();
    chmodSync(path.join(root, 'missions/backlog.yaml'), 0o000);
    try {
      readFileSync(path.join(root, 'missions/backlog.yaml'));
      console.log('      skipped: this user may read everything');
      this.skip();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    }
    const { status, out, err } = await cmos(root, 'parity');
    assert.equal(status, 1);
    assert.doesNotMatch(out + err, /\n\s+at /);
  });
});

describe('a defect of a command', () => {
  it('is named as one in a sentence, with its details elsewhere', async () => {
    const broken: FreeCommand = {
      name: 'broken',
      description: () => '',
      workspace: false,
      run: () => {
        throw new TypeError('x is not a function');
      },
    };
    let [err, log] = ['', ''];
    const host = {
      out: () => undefined,
      err: (text: string) => void (err += text),
      cwd: '/',
      log: (text: string) => {
        log = text;
        return 'a file';
      },
    };
    assert.equal(await runCommand(['broken'], host, [{ load: () => Promise.resolve([broken]) }]), 3);
    assert.equal(err, 'Internal error: x is not a function\nDetails are in a file.\n');
    assert.match(log, /TypeError: x is not a function\n +at /);
  });
});

describe('the process', () => {
  const bundle = path.resolve('dist/cli.js');

  it('ends quietly when its reader has seen enough', async function () {
    if (!existsSync(bundle)) {
      console.log('      skipped: dist/cli.js is not built');
      this.skip();
    }
    const root = folderWith({
      'missions/backlog.yaml': backlogText({
        s1: Array.from({ length: 5000 }, (_, at) => [`B${String(at)}`] as const),
      }),
    });
    const script = `"${process.execPath}" bin/cmos.js list --root "${root}" | head -n 1`;
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
      execFile('sh', ['-c', script], (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(new Error(stderr, { cause: error }));
      });
    });
    assert.equal(stdout, 'B0     Queued  Mission B0\n');
    assert.equal(stderr, '');
  });
});
