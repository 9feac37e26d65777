/**
 * The playbook carried out sentence by sentence, on real workspaces that are seeded first. Each row of `docs/playbook.md` has its deed here,
 * in the playbook's order; each deed finds the workspace as those before it left it.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CommandLine } from '../support/command-line';
import type { Outcome } from '../support/cmos';

const SAMPLES = path.resolve('../shared/samples');
const WHY = ['--override', 'the playbook is walked'];

type Deed = (line: CommandLine) => Promise<void>;

/** Runs a look, which may find something; answers what it prints. */
async function looked(line: CommandLine, ...argv: readonly string[]): Promise<string> {
  const { status, out, err } = await line.cmos(...argv);
  assert.ok(status === 0 || status === 1, `${argv.join(' ')}: ${status} ${err}`);
  assert.doesNotMatch(err, /\n\s+at /);
  return out;
}

const json = ({ out }: Outcome): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;
const lastLine = (text: string): Record<string, unknown> =>
  JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
const missionIn = async (line: CommandLine, id: string) =>
  (await line.database()).missions.find((mission) => mission.id === id);
const write = (line: CommandLine, file: string, text: string): void => {
  mkdirSync(path.dirname(line.workspace.path(file)), { recursive: true });
  writeFileSync(line.workspace.path(file), text);
};

const DEEDS: Readonly<Record<string, Deed>> = {
  'Confirm that `agents.md` and both contexts are accessible': async (line) => {
    const steps = json(await line.cmos('intake', '--dry-run', '--format', 'json'))['steps'] as { detail: string }[];
    assert.match(JSON.stringify(steps), /agents\.md/);
  },
  'Update the `agents_md_loaded` flag once parsed': async (line) => {
    if (line.read('agents.md') === '') write(line, 'agents.md', '# Agents\n');
    const { out } = await line.cmos('intake');
    // Contexts of the oldest versions have no such flag, which the intake says.
    if (line.read('PROJECT_CONTEXT.json').includes('"agents_md_loaded"'))
      assert.match(line.read('PROJECT_CONTEXT.json'), /"agents_md_loaded": true/);
    else assert.match(out, /no context says that it was loaded/);
  },
  'Run the parity validation before promoting a mission': async (line) => {
    assert.match((await line.cmos('parity', '--check')).out, /agree/);
  },
  'Ensure that prerequisites are completed or waived in the master context': async (line) => {
    await line.fine('sprint', 'add', 'Sprint P', '--title', 'The playbook');
    for (const [id, name] of [
      ['P1', 'First'],
      ['P2', 'Second'],
      ['P3', 'Third'],
      ['P4', 'Fourth'],
    ] as const)
      await line.fine('add', id, '--name', name, '--sprint', 'Sprint P');
    await line.fine('depend', 'P2', 'P1');
    assert.match(await looked(line, 'ready', 'P2'), /P1/);
    const master = 'context/MASTER_CONTEXT.json';
    if (line.read(master) === '') {
      await line.refused(/There is no context\/MASTER_CONTEXT\.json[^]*and seed/, 'waive', 'P2', 'P1', '--reason', 'r');
      write(line, master, '{}\n');
      await line.fine('seed');
    }
    await line.fine('waive', 'P2', 'P1', '--reason', 'not needed');
    assert.match(await looked(line, 'ready', 'P2'), /P2 is ready[^]*waived/);
  },
  'Append new constraints to `constraints`': async (line) => {
    await line.fine('constrain', '--summary', 'Nothing is written by hand');
    assert.match(line.read('context/MASTER_CONTEXT.json'), /Nothing is written by hand/);
  },
  'Apply status precedence': async (line) => {
    assert.match(await looked(line, 'next', '--format', 'json'), /"version"/);
  },
  'Promote the chosen mission and log a start event in SQLite and `SESSIONS.jsonl`': async (line) => {
    await line.fine('promote', 'P1', '--summary', 'chosen', ...WHY);
    await line.fine('start', 'P1', '--summary', 'taken up', ...WHY);
    assert.equal(lastLine(line.read('SESSIONS.jsonl'))['action'], 'start');
    assert.equal((await line.database()).events.at(-1)?.mission, 'P1');
  },
  'Keep edits bound to the mission objective': async (line) => {
    await line.fine('edit', 'P1', '--objective', 'Only this');
    assert.match(await looked(line, 'show', 'P1'), /Only this/);
  },
  'Split the backlog entry when work exceeds the scope': async (line) => {
    await line.fine('split', 'P4', '--into', 'P4a: One', 'P4b: Other', '--summary', 'too large');
    assert.ok(await missionIn(line, 'P4b'));
  },
  'Capture intermediate decisions in notes or master context': async (line) => {
    await line.fine('note', 'P1', '--summary', 'The first way is taken');
    await line.fine('decide', '--summary', 'The first way', '--mission', 'P1');
    assert.match((await missionIn(line, 'P1'))?.notes ?? '', /The first way is taken/);
    assert.match(line.read('context/MASTER_CONTEXT.json'), /The first way/);
  },
  'Run verification commands': async (line) => {
    write(line, '.vscode/settings.json', '{ "cmos.verification.commands": ["echo verified"] }');
    await line.fine('complete', 'P1', '--summary', 'done', '--notes', 'seen', '--waive-checks', 'none here', ...WHY);
    assert.match((await missionIn(line, 'P1'))?.notes ?? '', /echo verified/);
  },
  'Update status to `Completed`, stamp `completed_at`': async (line) => {
    const mission = await missionIn(line, 'P1');
    assert.deepEqual([mission?.status, mission?.completedAt !== null], ['Completed', true]);
    assert.match(mission?.notes ?? '', /The first way is taken[^]*seen/);
  },
  'Promote the next eligible mission': async (line) => {
    assert.match(await looked(line, 'list', '--format', 'json'), /"(Current|In Progress)"/);
  },
  'Treat `db/cmos.sqlite` as the primary datastore': async (line) => {
    line.sql("UPDATE missions SET name = 'Third, as the database has it' WHERE id = 'P3'");
    assert.match(await looked(line, 'show', 'P3'), /as the database has it/);
  },
  'Use shared clients, and mirror results back to files': async (line) => {
    await line.fine('export', ...WHY);
    assert.match(line.read('missions/backlog.yaml'), /Third, as the database has it/);
  },
  'Seed when schema or baseline data change': async (line) => {
    const file = line.workspace.path('missions/backlog.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('Third, as the database has it', 'Third, as the file has it'),
    );
    await line.fine('seed');
    assert.equal((await missionIn(line, 'P3'))?.name, 'Third, as the file has it');
  },
  'Rerun parity validation before resuming missions': async (line) => {
    line.sql("UPDATE missions SET name = 'apart' WHERE id = 'P3'");
    await line.refused(/differ/, 'start', 'P3', '--summary', 'go');
    assert.match(await line.fine('repair', '--take', 'moved'), /agree/);
    assert.match(line.read('missions/backlog.yaml'), /apart/);
  },
  'Write runtime events to `telemetry/events/<mission-id>.jsonl`': (line) => {
    assert.match(line.read('telemetry/events/P1.jsonl'), /"mission"/);
    return Promise.resolve();
  },
  'Review `database-health.jsonl` for anomalies after each mission': async (line) => {
    assert.ok(Array.isArray(json(await line.cmos('telemetry', '--health', '--format', 'json'))['anomalies']));
  },
  'Roll back partial writes if parity fails': async (line) => {
    await line.undone('note', 'P3', '--summary', 'taken back');
    assert.match((await line.cmos('recover')).out, /./);
  },
  'Log blockers with `status: Blocked` plus follow-up in the backlog': async (line) => {
    await line.fine('start', 'P2', '--summary', 'go', ...WHY);
    await line.fine('block', 'P2', '--summary', 'stuck', '--reason', 'no access', '--follow-up', 'Get access');
    assert.equal((await missionIn(line, 'P2'))?.status, 'Blocked');
    assert.ok((await line.database()).missions.some(({ name }) => name === 'Get access'));
  },
  'Execute the integration runner after changes to templates, guardrails or orchestration assets': async (line) => {
    assert.match(await looked(line, 'guardrails', 'needed'), /./);
    assert.match(await looked(line, 'guardrails', 'integration', '--format', 'json'), /^\{/);
  },
  'Record results in mission notes': async (line) => {
    write(
      line,
      'tests/integration/test_manifest.json',
      JSON.stringify({
        suites: [{ id: 'unit', name: 'Unit', tests: [{ id: 'agents', type: 'file_exists', target: 'agents.md' }] }],
      }),
    );
    await line.fine('record-tests', 'P3', ...WHY);
    assert.match((await missionIn(line, 'P3'))?.notes ?? '', /1\/1|1 of 1/);
  },
  'Confirm OWASP coverage by the fixtures whenever security guidance changes': async (line) => {
    const { categories } = json(await line.cmos('guardrails', 'security', '--coverage', '--format', 'json'));
    assert.ok(Array.isArray(categories) && categories.length === 10);
  },
  'Update `tests/performance/benchmarks.json` when runtime characteristics shift': async (line) => {
    if (line.read(BENCHMARKS) === '') write(line, BENCHMARKS, '{"benchmarks": [{"name": "seed", "value": 2}]}\n');
    assert.match(await looked(line, 'guardrails', 'benchmarks'), /./);
  },
  'Completion events include summaries and `next_hint`': async (line) => {
    const { events } = await line.database();
    const { raw = '' } = events.findLast(({ mission, action }) => mission === 'P1' && action === 'complete') ?? {};
    const event = lastLine(raw);
    assert.deepEqual([event['summary'], typeof event['next_hint']], ['done', 'string']);
    assert.ok(line.read('SESSIONS.jsonl').includes(raw));
  },
  'Mirror the same data in `session_events`': async (line) => {
    const lines = line.read('SESSIONS.jsonl').trimEnd().split('\n');
    const { events } = await line.database();
    assert.deepEqual(events.map(({ raw }) => raw).slice(-5), lines.slice(-5));
  },
  'Store maintainer-only procedures in internal documents': async (line) => {
    write(line, 'docs/release.md', '# Release\n\nInternal: maintainers only.\n');
    assert.match(await looked(line, 'guardrails', 'references', '--format', 'json'), /^\{/);
  },
  'Material for downstream starters belongs under `docs/` or `foundational-docs/`': async (line) => {
    assert.match(await looked(line, 'guardrails', 'references', '--format', 'json'), /"version"/);
  },
  'Replace duplicated roadmap or architecture content with links to the templates': async (line) => {
    write(line, 'docs/plan.md', 'See [the roadmap](../foundational-docs/roadmap_template.md) and docs/roadmap.md.\n');
    assert.match(await looked(line, 'guardrails', 'references'), /./);
  },
  'Re-evaluate documents when orchestration, schema or telemetry change': async (line) => {
    assert.match(await looked(line, 'guardrails', 'needed', '--format', 'json'), /"needed"/);
  },
  'Use the checklist in `README.md`': async (line) => {
    assert.match(await looked(line, 'guardrails', 'references'), /./);
  },
  'Automatic retry': async (line) => {
    assert.match(await looked(line, 'telemetry', '--format', 'json'), /"retries"/);
  },
  'Pattern-specific limits': async (line) => {
    assert.match(await looked(line, 'needs', '--format', 'json'), /"version"/);
  },
  'Linear fallback': async (line) => {
    rmSync(line.workspace.path('telemetry'), { recursive: true, force: true });
    write(line, 'telemetry', 'no folder');
    const { status, out } = await line.cmos('note', 'P3', '--summary', 'without telemetry');
    rmSync(line.workspace.path('telemetry'));
    assert.equal(status, 0, out);
    assert.ok(out.includes('elemetry'), out);
    assert.match((await missionIn(line, 'P3'))?.notes ?? '', /without telemetry/);
  },
  'Human review escalation': async (line) => {
    assert.match(await looked(line, 'needs'), /P3/);
    // The fallback is of now.
    const { status, err } = await line.cmos('review', 'P3', '--remark', 'looked at', '--agent', 'reviewer');
    assert.equal(status, 0, err);
    assert.doesNotMatch(await looked(line, 'needs'), /P3 .*review/);
  },
  'Set backlog status to `Blocked`': async (line) => {
    await line.fine('block', 'P3', '--summary', 'stuck', '--reason', 'no tool', ...NEEDS);
    assert.equal((await missionIn(line, 'P3'))?.status, 'Blocked');
  },
  'Append a `needs` array in `SESSIONS.jsonl`': (line) => {
    assert.deepEqual(lastLine(line.read('SESSIONS.jsonl'))['needs'], ['A tool']);
    return Promise.resolve();
  },
  'Document unblock criteria in mission notes': async (line) => {
    assert.match((await missionIn(line, 'P3'))?.notes ?? '', /the tool runs/);
  },
  'Add a `decisions_made` entry for recurring incidents': async (line) => {
    await line.fine('decide', '--summary', 'Tools are asked for a week ahead');
    assert.match(line.read('context/MASTER_CONTEXT.json'), /Tools are asked for a week ahead/);
  },
  'Update relevant workflow sections': async (line) => {
    assert.match(await looked(line, 'needs'), /P3/);
  },
  'Validate parity': async (line) => {
    assert.match((await line.cmos('parity', '--reference')).out, /^\[OK\] Database and file mirrors are in sync\./);
  },
  'Seed SQLite': async (line) => {
    await line.fine('seed');
  },
  'Integration suite': async (line) => {
    assert.match(await looked(line, 'guardrails', 'integration'), /Unit/);
  },
  'Guardrail refs': async (line) => {
    const { status } = await line.cmos('guardrails', 'references', '--reference');
    assert.ok(status === 0 || status === 1);
  },
  'Inspect backlog': async (line) => {
    assert.match(await looked(line, 'list'), /P3[^\n]*Blocked/);
  },
};

const BENCHMARKS = 'tests/performance/benchmarks.json';
const NEEDS = ['--need', 'A tool', '--unblock-when', 'the tool runs'];

describe('the playbook, carried out', function () {
  this.timeout(240_000);
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cmos-playbook-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has a deed for each sentence of the document', () => {
    const rows = readFileSync('docs/playbook.md', 'utf8').matchAll(/^\| ((?!the playbook says|---).+?) \|/gm);
    assert.deepEqual(
      Object.keys(DEEDS),
      [...rows].map(([, sentence]) => sentence),
    );
  });

  for (const sample of ['01-starter-v1', '04-cmosdev-bootstrap', '05-cmosdev-export', '16-mp-b89-blocked'])
    it(`on ${sample}`, async function () {
      if (!existsSync(path.join(SAMPLES, sample))) this.skip();
      const root = path.join(folder, 'w');
      cpSync(path.join(SAMPLES, sample), root, { recursive: true });
      const line = CommandLine.at(root);
      assert.equal((await line.cmos('seed')).status, 0);
      for (const [sentence, deed] of Object.entries(DEEDS))
        await deed(line).catch((error: unknown) => {
          throw new Error(`${sentence}: ${String(error)}`, { cause: error });
        });
    });
});
