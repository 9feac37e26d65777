/** What the reference's runtime does to real workspaces, recorded: ours does the same, and right where the reference is not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { diffLines } from 'diff';
import { parseAllDocuments } from 'yaml';
import { makeDatabase } from '../../scripts/lib/workspace-database.mjs';
import { cmos as cmosIn, type Outcome } from '../support/cmos';
import { parseBacklog } from '../../src/core/files/backlog/parse';
import { setField } from '../../src/core/files/backlog/write/set';
import { applyEdits } from '../../src/core/files/edits';
import { check } from '../../src/core/findings/check';
import { isDrift } from '../../src/core/findings/places';
import { modelOf } from '../../src/core/model/missions';
import { documentOf, type Snapshot } from '../../src/core/workspace/snapshot';
import { DEFAULT_SETTINGS } from '../../src/core/workspace/settings';
import { Workspace } from '../../src/core/workspace/workspace';
import { nodePorts } from '../../src/node/ports';
import { type Recording, recordings } from './recordings';
import { hasPyYaml } from '../support/python';

const SHARED = path.resolve('../shared');

/** What the reference got wrong there, and ours does not: what is compared to something else than its own result. */
const WRONG: Readonly<Record<string, 'file' | 'log'>> = {
  // Block maps are left as they are, so that the file drifts at once.
  'start-export-row': 'file',
  // The event is glued to the last line, which had no end.
  'sessions-without-final-newline': 'log',
};

/** What a mission's notes say before the reference's tools replace them. */
const DECIDED =
  'Chose vitest over jest: “it starts faster”\n[2025-11-19T08:00:00Z codex] Integration suite: 12 of 12 passed';

/** The reference's commands that write notes. */
const WRITES_NOTES = new Set(['complete', 'block']);

describe('the lifecycle as the reference runs it', function () {
  this.timeout(60_000);
  for (const recording of recordings('mission_runtime.py'))
    it(recording.name, () => runsAsRecorded(recording, { strict: true }));
});

describe('the lifecycle as the reference runs it, but for notes, which survive', function () {
  this.timeout(60_000);
  for (const recording of recordings('mission_runtime.py'))
    if (notesWrittenIn(recording).size > 0) it(recording.name, () => runsAsRecorded(recording, { strict: false }));
});

/** The missions whose notes the recorded commands write. */
function notesWrittenIn({ steps }: Recording): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ command, exit }) =>
      exit === 0 && WRITES_NOTES.has(command[1] ?? '') ? (command[command.indexOf('--mission') + 1] ?? []) : [],
    ),
  );
}

/** Has ours do what was recorded, with notes in place before, and compares every store to what the reference left. */
async function runsAsRecorded(recording: Recording, { strict }: { readonly strict: boolean }): Promise<void> {
  const { name, steps, after, put, prepare } = recording;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-lifecycle-'));
  try {
    const root = path.join(folder, 'w');
    const backlog = path.join(root, 'missions/backlog.yaml');
    const noted = notesWrittenIn(recording);
    const expected = (id: unknown, notes: unknown): unknown =>
      !strict && noted.has(String(id)) ? `${DECIDED}\n\n${String(notes)}` : notes;
    put(root);
    for (const id of noted) writeFileSync(backlog, withNotes(readFileSync(backlog, 'utf8'), id));
    await prepare(root);
    const log = path.join(root, 'SESSIONS.jsonl');
    for (const { command, exit, stdout } of steps) {
      const [tool, ...argv] = command;
      if (tool !== 'mission_runtime.py') continue;
      const flags = strict && WRITES_NOTES.has(argv[0] ?? '') ? ['--strict'] : [];
      const { status, out, err } = await cmosIn(root, ...argv, ...flags, '--format', 'json');
      assert.equal(status, exit, err);
      if (exit !== 0) continue;
      const said = JSON.parse(stdout) as { event?: object; next_mission?: string };
      const ours = JSON.parse(out) as { event: object; nextMission?: string };
      assert.deepEqual(ours.event, said.event ?? said);
      assert.equal(ours.nextMission, said.next_mission);
    }
    const snapshot = await new Workspace(nodePorts(), root, DEFAULT_SETTINGS).refresh();
    const database = documentOf(snapshot.database);
    assert.ok(database);
    const { missions = [], session_events: events = [] } = after.database;
    assert.deepEqual(
      database.missions.map(({ id, sprintId, name: title, status, completedAt, notes }) => [
        id,
        sprintId,
        title,
        status,
        completedAt,
        notes,
      ]),
      missions.map((row) => [
        ...['id', 'sprint_id', 'name', 'status', 'completed_at'].map((column) => row[column]),
        expected(row['id'], row['notes']),
      ]),
    );
    assert.deepEqual(
      database.missions.map(({ metadata }) => (metadata === null ? null : (JSON.parse(metadata) as unknown))),
      missions.map(({ metadata }) => (typeof metadata === 'string' ? (JSON.parse(metadata) as unknown) : null)),
    );
    assert.deepEqual(
      database.events.map(({ ts, agent, mission, action, status, summary, nextHint, raw }) => [
        ts,
        agent,
        mission,
        action,
        status,
        summary,
        nextHint,
        raw,
      ]),
      events.map((row) =>
        ['ts', 'agent', 'mission', 'action', 'status', 'summary', 'next_hint', 'raw_event'].map(
          (column) => row[column],
        ),
      ),
    );
    const wanted = dataOf(after['missions/backlog.yaml'], (mission) => {
      if ('notes' in mission) mission['notes'] = expected(mission['id'], mission['notes']);
    });
    if (WRONG[name] !== 'file') assert.deepEqual(dataOf(readFileSync(backlog, 'utf8')), wanted);
    if (WRONG[name] !== 'log') assert.equal(readFileSync(log, 'utf8'), after['SESSIONS.jsonl']);
    else assert.equal(readFileSync(log, 'utf8'), after['SESSIONS.jsonl'].replace('}{', '}\n{'));
    assert.equal(check(snapshot).verdict, 'in-sync');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A backlog whose mission has notes, and is as it was but for them. */
function withNotes(text: string, id: string): string {
  const backlog = parseBacklog(text);
  const mission = backlog.missions.find((each) => each.id === id);
  assert.ok(mission, `${id} is in the backlog`);
  return applyEdits(text, setField(backlog, mission, 'notes', DECIDED));
}

describe('operations on real workspaces', function () {
  this.timeout(180_000);
  const samples = path.join(SHARED, 'samples');
  const names = existsSync(samples) ? readdirSync(samples).filter((name) => !name.startsWith('_')) : [];
  if (names.length === 0) it('needs the samples, which are not at hand');

  for (const name of names) {
    it(`leave ${name} as much in step as it was, and are undone to the byte`, async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'cmos-samples-'));
      try {
        const top = path.join(folder, 'w');
        cpSync(path.join(samples, name), top, { recursive: true });
        const root = existsSync(path.join(top, 'cmos')) ? path.join(top, 'cmos') : top;
        if (!existsSync(path.join(root, 'db', 'cmos.sqlite'))) await makeDatabase(root);
        const workspace = new Workspace(nodePorts(), root, DEFAULT_SETTINGS);
        const cmos = (...argv: string[]): Promise<Outcome> => cmosIn(root, ...argv);
        const stores = (): string[] =>
          ['missions/backlog.yaml', 'SESSIONS.jsonl', 'context/MASTER_CONTEXT.json']
            .map((file) => path.join(root, file))
            .map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : 'absent'));
        let done = 0;
        const first = check(await workspace.refresh());
        for (const [operation, wanted, ...rest] of [
          ['start', ['current', 'queued', 'planned']],
          ['complete', ['running', 'current'], '--notes', 'evidence: "all" green'],
          ['block', ['running', 'current', 'queued'], '--reason', 'no: key', '--need', 'key'],
          ['unblock', ['blocked']],
          ['note', ['done', 'queued', 'running', 'current']],
          ['promote', ['queued', 'planned']],
          ['defer', ['queued', 'current'], '--reason', 'later'],
          ['drop', ['queued', 'blocked'], '--reason', 'not needed'],
          ['split', ['queued', 'current', 'running'], '--into', 'One: half', 'The other'],
          ['edit', ['done', 'queued', 'current'], '--objective', 'what it is “for”: all'],
          ['move', ['queued', 'done'], '--sprint', 'LAST'],
          ['depend', ['queued', 'current'], 'FIRST'],
          ['decide', ['done', 'queued']],
          ['constrain', ['done', 'queued']],
          ['add', ['done', 'queued'], '--id', 'NEW-1', '--name', 'New: “one”'],
          ['reopen', ['done'], '--reason', 'not: done'],
          ['intake', ['done', 'queued']],
        ] as const) {
          const snapshot = await workspace.refresh();
          const before = stores();
          const drifted = new Set(
            check(snapshot)
              .findings.filter(isDrift)
              .map(({ mission }) => mission),
          );
          const mission = modelOf(snapshot).missions.find(
            ({ id, kind, row }) =>
              row !== undefined && (wanted as readonly string[]).includes(kind) && !drifted.has(id),
          );
          if (mission === undefined) continue;
          if (operation === 'move' && mission.sprintId === undefined) continue;
          const model = modelOf(snapshot);
          const filled = rest.map((word) => {
            if (word === 'LAST') return model.sprints.findLast(({ id }) => id !== undefined)?.id ?? word;
            return word === 'FIRST' ? (model.missions.find(({ kind }) => kind === 'done')?.id ?? word) : word;
          });
          const bare = ['defer', 'drop', 'edit', 'move', 'depend', 'add', 'reopen', 'intake'].includes(operation);
          const summary = bare ? [] : ['--summary', 'Tried: “it” #1'];
          const id = ['decide', 'constrain', 'add', 'intake'].includes(operation) ? [] : [mission.id];
          const { status, err } = await cmos(operation, ...id, ...summary, '--override', 'a test', ...filled);
          const touched = new Set([mission.id, ...missionsIn(snapshot, await workspace.refresh())]);
          assert.deepEqual(strangeLines(snapshot, before[0] ?? '', stores()[0] ?? '', touched), [], operation);
          if (hasPyYaml) readByPython(path.join(root, 'missions/backlog.yaml'), before[0] ?? '');
          const refusal = refusalOf(operation, mission.sprintId === filled[1], before);
          if (refusal !== undefined) {
            assert.equal(status, 1, `${operation} ${mission.id}`);
            assert.match(err, refusal);
            assert.deepEqual(stores(), before);
            continue;
          }
          if (operation !== 'intake') assert.deepEqual([status, err], [0, ''], `${operation} ${mission.id}`);
          else if (status !== 0) continue;
          done++;
          const after = check(await workspace.refresh());
          assert.equal(after.verdict, first.verdict, `${operation} ${mission.id}`);
          assert.equal(after.findings.filter(isDrift).length, first.findings.filter(isDrift).length);
          if (operation === 'intake' && JSON.stringify(stores()) === JSON.stringify(before)) continue;
          const undone = await cmos('undo');
          assert.equal(undone.status, 0, undone.err);
          assert.deepEqual(stores(), before, `${operation} ${mission.id} undone`);
        }
        assert.ok(done > 5 || modelOf(await workspace.refresh()).missions.length === 0, `${done} operations`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

/** Why an operation that is tried on any workspace cannot be carried out on this one; undefined where it can. */
function refusalOf(operation: string, isThere: boolean, [, , context]: readonly string[]): RegExp | undefined {
  if (operation === 'move' && isThere) return /is in .* already\. Nothing was changed\./;
  if ((operation === 'decide' || operation === 'constrain') && context === 'absent')
    return /There is no context\/MASTER_CONTEXT\.json\. Nothing was changed\./;
  return undefined;
}

/** The missions whose rows differ between two snapshots. */
function missionsIn(before: Snapshot, after: Snapshot): readonly string[] {
  const known = new Map(documentOf(before.database)?.missions.map((row) => [row.id, JSON.stringify(row)]));
  return (documentOf(after.database)?.missions ?? [])
    .filter((row) => known.get(row.id) !== JSON.stringify(row))
    .map(({ id }) => id);
}

/** Lines that are gone from a backlog though they belong to no mission that was touched, and to no sprint's counts. */
function strangeLines(snapshot: Snapshot, before: string, after: string, touched: ReadonlySet<string>): string[] {
  const backlog = documentOf(snapshot.backlog);
  if (backlog === undefined) return [];
  const text = (value: string): string => Buffer.from(value, 'latin1').toString('utf8');
  const own = backlog.missions
    .filter(({ id }) => touched.has(id))
    .map(({ at }) => at.chunk.text.slice(at.start, at.end))
    .join('\n');
  return (
    diffLines(text(before), text(after))
      .filter(({ removed }) => removed)
      .flatMap(({ value }) => value.split('\n'))
      .map((each) => each.trim())
      // A split hands the parent's dependencies on.
      .filter((each) => !(/\b(?:from|to): /.test(each) && [...touched].some((id) => each.includes(id))))
      .filter((each) => each !== '' && !/Missions:|missions:|missionDependencies:/.test(each))
      .filter(
        (each) =>
          !own.includes(
            each
              .replace(/^- /, '')
              .replace(/\s+#.*$/, '')
              .slice(0, 40),
          ),
      )
  );
}

/** PyYAML reads the file, if it read it before. */
function readByPython(file: string, before: string): void {
  const load = 'import sys,yaml; list(yaml.safe_load_all(sys.stdin.buffer))';
  const reads = (input: Buffer): boolean => spawnSync('python3', ['-c', load], { input }).status === 0;
  if (existsSync(file) && !reads(readFileSync(file)))
    assert.ok(!reads(Buffer.from(before, 'latin1')), 'PyYAML reads it');
}

/** What a backlog's documents say, each mission as `adjust` leaves it. */
function dataOf(text: string, adjust: (mission: Record<string, unknown>) => void = () => undefined): unknown {
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  return documents.map((each) => {
    const data = each.toJS() as { domainFields?: { sprints?: { missions?: Record<string, unknown>[] }[] } } | null;
    for (const { missions = [] } of data?.domainFields?.sprints ?? []) for (const mission of missions) adjust(mission);
    return data;
  });
}
