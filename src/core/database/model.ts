/** What was read of a database (field guide, section 2). Rows are in rowid order, which is the order that missions are worked in. */

export interface MissionRow {
  readonly rowid: number;
  readonly id: string;
  readonly sprintId: string | null;
  readonly name: string;
  readonly status: string;
  readonly completedAt: string | null;
  readonly notes: string | null;
  /** The `metadata` column's text, whatever it holds; see `metadataOf` for its reading. */
  readonly metadata: string | null;
}

export interface SprintRow {
  readonly rowid: number;
  readonly id: string;
  readonly title: string;
  readonly focus: string | null;
  readonly status: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly totalMissions: number | null;
  readonly completedMissions: number | null;
}

export interface DependencyRow {
  readonly rowid: number;
  readonly from: string;
  readonly to: string;
  readonly type: string;
}

/** `id` is `project_context` or `master_context` in what CMOS writes; others are kept. */
export interface ContextRow {
  readonly id: string;
  readonly content: string;
  readonly updatedAt: string | null;
}

export interface EventRow {
  readonly id: number;
  readonly ts: string | null;
  readonly agent: string | null;
  readonly mission: string | null;
  readonly action: string | null;
  readonly status: string | null;
  readonly summary: string | null;
  readonly nextHint: string | null;
  /** The session log's line as it was written. */
  readonly raw: string;
}

/** What a later version keeps of `promptMapping`. */
export interface PromptRow {
  readonly rowid: number;
  readonly prompt: string;
  readonly behavior: string;
}

export interface ColumnInfo {
  readonly name: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

/** A table: its columns, where its b-tree begins, and whether its rows have rowids. */
export interface TableInfo {
  readonly columns: readonly ColumnInfo[];
  /** Which column is the rowid by another name (-1 for none); undefined where SQLite alone knows how the rows are stored. */
  readonly alias: number | undefined;
  readonly rootPage: number;
  readonly hasRowid: boolean;
}

/** The tables and views there are; of virtual tables only those that cannot be read here, each with its module. */
export interface DatabaseSchema {
  readonly tables: ReadonlyMap<string, TableInfo>;
  readonly views: readonly string[];
  readonly unknownModules: ReadonlyMap<string, string>;
}

/** One consistent reading of the whole database. */
export interface DatabaseReading {
  readonly schema: DatabaseSchema;
  readonly journalMode: 'rollback' | 'wal';
  /** The tables that SQLite had to read, and `sqlite_master` where it read the schema; all others were read from their pages. */
  readonly byEngine: ReadonlySet<string>;
  readonly missions: readonly MissionRow[];
  readonly sprints: readonly SprintRow[];
  readonly dependencies: readonly DependencyRow[];
  readonly contexts: readonly ContextRow[];
  readonly events: readonly EventRow[];
  readonly metadata: ReadonlyMap<string, string>;
  /** None where there is no such table. */
  readonly prompts?: readonly PromptRow[];
  /** What was left out or adjusted, in the order found: a table that is not there or damaged, a row that has no id. */
  readonly remarks: readonly DatabaseRemark[];
}

export interface DatabaseRemark {
  readonly kind:
    | 'missing-table'
    | 'missing-column'
    | 'unreadable-row'
    /** A virtual table of a module that SQLite does not have here; no table of CMOS. */
    | 'unknown-module'
    /** None of its rows could be read: that it has none in the reading says nothing. */
    | 'unreadable-table';
  readonly table: string;
  readonly detail: string;
}
