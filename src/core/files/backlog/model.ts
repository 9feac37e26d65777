/** What a `backlog.yaml` holds, with the place of each thing (field guide, section 3). */
import type { Anchor, ChunkedText } from '../text';
import type { YamlNode, YamlPair, YamlScalar } from '../yaml-node';

/** One key of a mission, sprint or dependency, with its value. */
export interface BacklogField extends YamlPair {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/** A mission's entry. Immutable, and the same object from edit to edit while its own chunk's text does not change. */
export interface BacklogMission {
  /** The id as Python's `str()` prints it; an unquoted `1.10` is `1.1`. Empty where the entry has none. */
  readonly id: string;
  /** By key; where a key stands twice the last one, as Python reads it. Keys that are no strings are left out. */
  readonly fields: ReadonlyMap<string, BacklogField>;
  /** The whole entry without its dash, comment or line end. */
  readonly at: Anchor;
}

export interface BacklogSprint {
  readonly id: string;
  /** All fields but `missions`. */
  readonly fields: ReadonlyMap<string, BacklogField>;
  readonly missions: readonly BacklogMission[];
  /** The sprint's own head: from its first key to the last one before its missions. */
  readonly at: Anchor;
}

export interface BacklogDependency {
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly fields: ReadonlyMap<string, BacklogField>;
  readonly at: Anchor;
}

export type BacklogEntry = BacklogMission | BacklogSprint | BacklogDependency;

/** Something that keeps a part of the file from being read, or that Python would stumble over. */
export interface BacklogProblem {
  readonly kind:
    /** The YAML is broken here; `detail` says how, in the parser's words. */
    | 'syntax'
    /** `<<<<<<<`, `=======` or `>>>>>>>` of an unfinished merge. */
    | 'merge-marker'
    /** A mapping has the same key twice; `detail` is the key. */
    | 'duplicate-key'
    /** A mission without an id, or with one that is no scalar. */
    | 'missing-id'
    /** Something of another shape than the format's; `detail` names what was expected. */
    | 'shape'
    /** YAML 1.1 (Python) and YAML 1.2 (most other tools) read this plain scalar differently; `detail` is Python's reading. */
    | 'ambiguous-scalar';
  readonly at: Anchor;
  readonly detail: string;
}

/** A backlog as read. Bad parts are problems; everything that could be read is there. */
export interface BacklogDocument {
  readonly text: ChunkedText;
  /** How many YAML documents `yaml.safe_load_all` yields; the reference's validator wants two, the second with the missions. */
  readonly documentCount: number;
  /** The index of the document that was read as the plan; the reference takes the second (1) and no other. */
  readonly planDocument: number;
  /** Fields of the first document where there are two or more (`name`, `version`, `generatedAt`, …). */
  readonly header: ReadonlyMap<string, BacklogField>;
  readonly sprints: readonly BacklogSprint[];
  /** All missions of all sprints in text order, entries with the same id twice included. */
  readonly missions: readonly BacklogMission[];
  readonly dependencies: readonly BacklogDependency[];
  readonly problems: readonly BacklogProblem[];
}
