/**
 * The file of incidents: `runtime/cmos-operations/incidents.jsonl`, one line each, appended by any process. It is this
 * machine's own (its folder keeps itself out of git), nothing depends on its being there, and whatever cannot be read in
 * it is passed over.
 */
import type { CommitFiles } from '../ground/commit-files';
import { confined, type ConfinedFiles, leadsInside } from '../ground/boundary';
import { modelOf } from '../model/missions';
import { makeOwnFolder, OWN_FOLDER } from '../ground/own-folder';
import { join } from '../ground/paths';
import type { FileSystem } from '../ground/ports';
import { randomSuffix } from '../ground/random-suffix';
import { utf8Bytes } from '../ground/utf8';
import type { Snapshot } from '../workspace/snapshot';
import { type Closing, closingLine, type Incident, incidentLine, readLine } from './incident';
import { readEnd } from './read-end';
import { type FallbackStep, openIncidents, type Records } from './records';
import { TelemetryFallbacks } from './telemetry-fallbacks';

export const INCIDENT_FILE = `${OWN_FOLDER}/incidents.jsonl`;

/** A file that is larger is put aside, in bytes; of those put aside so many stay. */
const LARGEST = 256 * 1024;
const KEPT = 3;
/** So many open incidents are carried over when the files that hold them go. */
const CARRIED = 100;

const PUT_ASIDE = /^incidents-\d{13,}-[a-z0-9]+\.jsonl$/;

export class Incidents {
  readonly #reading: FileSystem;
  readonly #files: ConfinedFiles;
  readonly #root: string;
  readonly #now: () => number;
  readonly #telemetry: TelemetryFallbacks;

  constructor(reading: FileSystem, files: CommitFiles, root: string, now: () => number) {
    this.#reading = reading;
    this.#files = confined(files, root);
    this.#root = root;
    this.#now = now;
    this.#telemetry = new TelemetryFallbacks(reading, files, root);
  }

  /** All that is known. Never rejected: what cannot be read is not known. */
  async read(snapshot: Snapshot): Promise<Records> {
    const lines = await this.#lines().catch(() => []);
    const open = modelOf(snapshot).missions.filter(({ kind }) => kind !== 'done' && kind !== 'retired');
    const fallbackSteps = await this.#telemetry.of(open.map(({ id }) => id)).catch((): readonly FallbackStep[] => []);
    return { ...recordsFrom(lines), fallbackSteps };
  }

  /** Keeps an incident. Rejected where it cannot be written: the caller has something more important to tell then. */
  record(incident: Incident): Promise<void> {
    return this.#append(incidentLine(incident));
  }

  close(closing: Closing): Promise<void> {
    return this.#append(closingLine(closing));
  }

  /** A person has seen to an incident, and with it to whatever open one failed in the same way. */
  async review(
    { id, operation, mission }: Pick<Incident, 'id' | 'operation' | 'mission'>,
    word: Pick<Closing, 'at' | 'by' | 'remark'>,
  ): Promise<void> {
    const open = openIncidents(recordsFrom(await this.#lines()));
    for (const each of open)
      if (each.id === id || (each.operation === operation && each.mission === mission && each.tier === 4))
        await this.close({ incident: each.id, how: 'reviewed', ...word });
  }

  /** Closes those whose operation was done after all. */
  async closeDone(operation: string, missions: readonly (string | undefined)[], at: string, by: string): Promise<void> {
    const open = openIncidents(recordsFrom(await this.#lines()));
    for (const { id, operation: failed, mission: of } of open)
      if (failed === operation && missions.includes(of)) await this.close({ incident: id, at, by, how: 'resolved' });
  }

  async #append(line: string): Promise<void> {
    await makeOwnFolder(this.#files, this.#root);
    const file = join(this.#root, INCIDENT_FILE);
    const size = (await this.#reading.stat(file))?.size ?? 0;
    // Another name of the file may be somebody else's: theirs stays as it is.
    const isShared = (await this.#files.names(file)) > 1;
    const carried = size > LARGEST || isShared ? await this.#putAside() : [];
    const lines = [...carried, line].map((each) => `${each}\n`).join('');
    // A process that ended in the middle of a line must not spoil ours.
    const text = (await this.#endsInside(file)) ? `\n${lines}` : lines;
    await this.#files.append(file, utf8Bytes(text));
  }

  async #endsInside(file: string): Promise<boolean> {
    const size = (await this.#reading.stat(file))?.size ?? 0;
    if (size === 0) return false;
    // Another process may have put it aside in this moment.
    const last = await this.#reading.readPart(file, size - 1, 1).catch(() => new Uint8Array());
    return last.length > 0 && last[0] !== 10;
  }

  /** Begins a new file; answers what of the files that go is still to be known. */
  async #putAside(): Promise<readonly string[]> {
    const folder = join(this.#root, OWN_FOLDER);
    const name = `incidents-${String(this.#now()).padStart(13, '0')}-${randomSuffix()}.jsonl`;
    // Another process may have done it in this moment: then there is nothing to move any more.
    await this.#files.rename(join(this.#root, INCIDENT_FILE), join(folder, name)).catch(unlessGone);
    const old = (await this.#names()).filter((each) => PUT_ASIDE.test(each));
    const going = old.slice(0, -KEPT);
    if (going.length === 0) return [];
    const closed = recordsFrom(await this.#lines()).closings;
    const lost = recordsFrom((await Promise.all(going.map((each) => this.#linesOf(each)))).flat());
    for (const each of going) await this.#files.remove(join(folder, each));
    const open = lost.incidents.filter(({ id }) => !closed.has(id)).map(incidentLine);
    return [...open, ...lost.newer].slice(-CARRIED);
  }

  /** Names of the files that hold incidents, oldest first. */
  async #names(): Promise<readonly string[]> {
    const names = await this.#reading.list(join(this.#root, OWN_FOLDER));
    const current = INCIDENT_FILE.slice(OWN_FOLDER.length + 1);
    return [...names.filter((name) => PUT_ASIDE.test(name)).toSorted(), ...names.filter((name) => name === current)];
  }

  async #lines(): Promise<readonly string[]> {
    const names = await this.#names();
    return (await Promise.all(names.map((name) => this.#linesOf(name)))).flat();
  }

  async #linesOf(name: string): Promise<readonly string[]> {
    const path = `${OWN_FOLDER}/${name}`;
    if (!(await leadsInside(this.#files, this.#root, path))) return [];
    // Gone under this name since the folder was listed, or no file that can be read: nothing is known of it.
    return linesOf(await readEnd(this.#reading, join(this.#root, path), 2 * LARGEST).catch(() => ''));
  }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** What lines come to. */
function recordsFrom(lines: readonly string[]): Records {
  const incidents = new Map<string, Incident>();
  const closings = new Map<string, Closing>();
  const newer: string[] = [];
  let damaged = 0;
  for (const line of lines) {
    const said = readLine(line);
    if (said === undefined) damaged++;
    else if (said === 'newer') newer.push(line);
    else if ('incident' in said) incidents.set(said.incident.id, said.incident);
    else closings.set(said.closing.incident, said.closing);
  }
  return { incidents: [...incidents.values()], closings, fallbackSteps: [], damaged, newer };
}

function unlessGone(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
}
