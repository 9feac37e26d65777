/** From chunks to a backlog: reads each chunk that has not been read, and puts together what they hold. */
import { t } from '@vscode/l10n';
import { rememberedBy } from '../../ground/memo';
import { sameElements } from '../../ground/sequences';
import { anchor, ChunkedText, type Chunk } from '../text';
import type { AnchorLookup } from '../yaml/build';
import { EXPANSION_LIMIT } from '../yaml/limits';
import { pairOf, type YamlNode } from '../yaml-node';
import type { BacklogChunk } from './chunks';
import type {
  BacklogDependency,
  BacklogDocument,
  BacklogField,
  BacklogMission,
  BacklogProblem,
  BacklogSprint,
} from './model';
import { type ChunkReading, readChunks } from './reading';
import {
  fieldsOf,
  headOf,
  isNothing,
  recogniseDependency,
  type Recognised,
  recogniseMission,
  recogniseSprint,
} from './recognise';

/** A backlog, and whether every part of it parsed. */
export interface Assembled {
  readonly document: BacklogDocument;
  readonly sound: boolean;
}

const missionOf = rememberedBy((chunk: Chunk, reading: ChunkReading) =>
  recogniseMission(onlyItem(reading), anchor(chunk, 0, chunk.text.length)),
);
const dependencyOf = rememberedBy((chunk: Chunk, reading: ChunkReading) =>
  recogniseDependency(onlyItem(reading), anchor(chunk, 0, chunk.text.length)),
);

/** What a run of chunks came to, when none of them has to do with anchors: then it depends on nothing but its chunks. */
interface Run<Result> {
  readonly chunks: readonly BacklogChunk[];
  readonly result: Result;
  readonly problems: readonly BacklogProblem[];
  readonly sound: boolean;
}

const runs = new WeakMap<Chunk, Run<unknown>>();

const knownSprints = new WeakMap<
  Chunk,
  { readonly reading: ChunkReading; readonly missions: readonly BacklogMission[]; readonly sprint: BacklogSprint }
>();

/** One sprint's chunks, in text order. */
interface SprintChunks {
  readonly own: BacklogChunk[];
  readonly missions: BacklogChunk[];
}

/** Puts a backlog together from its chunks; undefined where its frame is not that of a backlog, so that the whole must be parsed. */
export function assemble(chunks: readonly BacklogChunk[], text?: string): Assembled | undefined {
  return new Assembly(chunks).run(text);
}

class Assembly {
  readonly #chunks: readonly BacklogChunk[];
  readonly #problems: BacklogProblem[] = [];
  readonly #anchors = new Map<string, YamlNode>();
  readonly #lookup: AnchorLookup = (name) =>
    this.#expanded > EXPANSION_LIMIT && this.#anchors.has(name) ? 'too-much' : this.#anchors.get(name);
  #sound = true;
  /** How much text aliases brought in so far, of all chunks together. */
  #expanded = 0;
  /** How many aliases reached into other chunks so far. */
  #borrowed = 0;

  constructor(chunks: readonly BacklogChunk[]) {
    this.#chunks = chunks;
  }

  run(text: string | undefined): Assembled | undefined {
    const frame = this.#read(this.#chunks.filter(({ kind }) => kind === 'frame'));
    const plan = planOf(frame.documents);
    const listed = listsOf(plan?.node);
    // The lists must be where the frame has nothing in their place; anything else is not the layout that was split. What
    // is broken around the lists hides nothing that is in them.
    if (listed === undefined ? frame.sound : !isNothing(listed.sprints)) return undefined;

    const groups: SprintChunks[] = [];
    for (const chunk of this.#chunks) {
      if (chunk.kind === 'sprint') groups.push({ own: [chunk], missions: [] });
      else if (chunk.kind === 'sprint-rest') groups.at(-1)?.own.push(chunk);
      else if (chunk.kind === 'mission') groups.at(-1)?.missions.push(chunk);
    }
    const sprints = groups.flatMap(
      (group) => this.#run([...group.own, ...group.missions], () => this.#sprint(group)) ?? [],
    );
    const items = this.#chunks.filter(({ kind }) => kind === 'dependency');
    const apart = this.#run(items, () => items.flatMap((chunk) => this.#item(chunk, dependencyOf) ?? []));
    const dependencies =
      apart.length > 0 || isNothing(listed?.dependencies)
        ? apart
        : inlineDependencies(listed?.dependencies, this.#problems);
    const chunked = new ChunkedText(this.#chunks, text);
    const index = plan?.index ?? 0;
    const document = assembleDocument(frame.documents, index, sprints, dependencies, this.#problems, chunked);
    return { document, sound: this.#sound };
  }

  #read(chunks: readonly BacklogChunk[]): ChunkReading {
    const reading = readChunks(chunks, this.#lookup);
    for (const problem of reading.problems) this.#problems.push(problem);
    for (const [name, node] of reading.anchors) this.#anchors.set(name, node);
    if (!reading.sound) this.#sound = false;
    this.#borrowed += reading.borrowed.size;
    this.#expanded += reading.expanded;
    return reading;
  }

  /** Makes something of a run of chunks, or takes what was made of the very same chunks before. */
  #run<Result>(chunks: readonly BacklogChunk[], make: () => Result): Result {
    const [first] = chunks;
    const known = first === undefined ? undefined : (runs.get(first) as Run<Result> | undefined);
    if (known !== undefined && sameElements(known.chunks, chunks)) {
      for (const problem of known.problems) this.#problems.push(problem);
      if (!known.sound) this.#sound = false;
      return known.result;
    }
    const [problems, anchors, borrowed, sound] = [
      this.#problems.length,
      this.#anchors.size,
      this.#borrowed,
      this.#sound,
    ];
    this.#sound = true;
    const result = make();
    const own = { chunks, result, problems: this.#problems.slice(problems), sound: this.#sound };
    this.#sound &&= sound;
    if (first !== undefined && anchors === this.#anchors.size && borrowed === this.#borrowed && anchors === 0)
      runs.set(first, own);
    return result;
  }

  #item<Item>(
    chunk: BacklogChunk,
    recognise: (chunk: Chunk, reading: ChunkReading) => Recognised<Item>,
  ): Item | undefined {
    const { item, problems } = recognise(chunk, this.#read([chunk]));
    for (const problem of problems) this.#problems.push(problem);
    return item;
  }

  #sprint({ own, missions: chunks }: SprintChunks): BacklogSprint | undefined {
    const [first] = own;
    if (first === undefined) return undefined;
    const reading = this.#read(own);
    const { item, problems } = recogniseSprint(onlyItem(reading), anchor(first, 0, first.text.length));
    for (const problem of problems) this.#problems.push(problem);
    const apart = chunks.flatMap((chunk) => this.#item(chunk, missionOf) ?? []);
    // A broken sprint keeps its missions: nothing that can be read is hidden.
    const inline = item?.missions?.kind === 'sequence' ? inlineMissions(item.missions.items, this.#problems) : [];
    const all = inline.length === 0 ? apart : [...inline, ...apart];
    const known = knownSprints.get(first);
    if (known?.reading === reading && sameElements(known.missions, all)) return known.sprint;
    const sprint: BacklogSprint = {
      id: item?.id ?? '',
      fields: item?.fields ?? new Map<string, BacklogField>(),
      missions: all,
      at: headOf(item?.at ?? anchor(first, 0, first.text.length)),
    };
    knownSprints.set(first, { reading, missions: all, sprint });
    return sprint;
  }
}

/** The document that holds the plan: the one with `domainFields`, else the second, as the reference takes it. */
interface Plan {
  readonly index: number;
  readonly node: YamlNode | undefined;
}

export function planOf(documents: readonly (YamlNode | undefined)[]): Plan | undefined {
  if (documents.length === 0) return undefined;
  const found = documents.findLastIndex(
    (node) => node?.kind === 'mapping' && pairOf(node, 'domainFields') !== undefined,
  );
  const index = found >= 0 ? found : Math.min(1, documents.length - 1);
  return { index, node: documents[index] };
}

/** The two lists of a plan; undefined where there are no `domainFields` as a mapping. */
export function listsOf(
  plan: YamlNode | undefined,
): { sprints: YamlNode | undefined; dependencies: YamlNode | undefined } | undefined {
  const fields = plan?.kind === 'mapping' ? pairOf(plan, 'domainFields')?.value : undefined;
  if (fields?.kind !== 'mapping') return undefined;
  return { sprints: pairOf(fields, 'sprints')?.value, dependencies: pairOf(fields, 'missionDependencies')?.value };
}

export function inlineMissions(items: readonly YamlNode[], problems: BacklogProblem[]): BacklogMission[] {
  return items.flatMap((node) => {
    const { item, problems: found } = recogniseMission(node, node.node);
    for (const problem of found) problems.push(problem);
    return item ?? [];
  });
}

export function inlineDependencies(list: YamlNode | undefined, problems: BacklogProblem[]): BacklogDependency[] {
  if (list?.kind !== 'sequence') {
    if (list !== undefined && !isNothing(list))
      problems.push({ kind: 'shape', at: headOf(list.node), detail: t('a list of dependencies') });
    return [];
  }
  return list.items.flatMap((node) => {
    const { item, problems: found } = recogniseDependency(node, node.node);
    for (const problem of found) problems.push(problem);
    return item ?? [];
  });
}

/** The finished document. */
export function assembleDocument(
  documents: readonly (YamlNode | undefined)[],
  planDocument: number,
  sprints: readonly BacklogSprint[],
  dependencies: readonly BacklogDependency[],
  problems: readonly BacklogProblem[],
  text: ChunkedText,
): BacklogDocument {
  const head = documents.length > 1 && planDocument > 0 ? documents[0] : undefined;
  return {
    text,
    documentCount: documents.length,
    planDocument,
    header: head?.kind === 'mapping' ? fieldsOf(head).fields : new Map<string, BacklogField>(),
    sprints,
    missions: sprints.flatMap((sprint) => sprint.missions),
    dependencies,
    problems,
  };
}

/** The one item of a text that is a list of one. */
function onlyItem({ documents }: ChunkReading): YamlNode | undefined {
  const list = documents.find((node) => node?.kind === 'sequence');
  return list?.kind === 'sequence' ? list.items[0] : undefined;
}
