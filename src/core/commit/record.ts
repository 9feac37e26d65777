/** A commit's record: what undo and recovery go by. Read from a workspace's folder, so nothing in it is taken for granted. */
import { t } from '@vscode/l10n';
import { CmosError, reasonOf } from '../ground/errors';
import { problemsOf } from '../ground/json-schema';
import { isNamedInside } from '../ground/boundary';
import { utf8Bytes } from '../ground/utf8';
import type { TextEdit } from '../files/text';
import type { ChangeSet, FileChange, RowChange } from '../changes/change-set';
import type { Hunk } from '../changes/hunks';

/** What a build writes, and reads. Any change of the shape below is a new format. */
export const FORMAT = 2;

/** What a commit does to a file, in a form that can be finished or rolled back when the file has changed elsewhere since. */
export type FileRecord =
  /** `before` and `after` are digests of the whole file. `units`: the hunks hold bytes, one a unit (`byte-text.ts`). */
  | {
      readonly kind: 'edit';
      readonly path: string;
      readonly hunks: readonly Hunk[];
      readonly units?: true;
      readonly before: string;
      readonly after: string;
    }
  /**
   * `size` is the file's length in bytes before, and `before` its digest; null where there was no file. `text` is what was
   * added, line ends included.
   */
  | {
      readonly kind: 'append';
      readonly path: string;
      readonly size: number | null;
      readonly before: string | null;
      readonly text: string;
    }
  /** `folders` were made for it, the outer ones first; relative to the root. */
  | { readonly kind: 'create'; readonly path: string; readonly text: string; readonly folders?: readonly string[] }
  | { readonly kind: 'remove'; readonly path: string; readonly text: string };

export interface JournalRecord {
  readonly format: typeof FORMAT;
  /** Also the file's name: a number that counts up, and a few random letters. */
  readonly id: string;
  readonly operation: string;
  readonly title: string;
  /** Names what was asked for, so that the same command after a crash is known again. */
  readonly request?: string;
  readonly agent?: string;
  /** When it was committed, ISO 8601 in UTC. */
  readonly at: string;
  readonly override?: string;
  /** The id of the change that it undoes or redoes, as that was made first. */
  readonly undoes?: string;
  readonly redoes?: string;
  /** The database was made by it: relative path. Not to be undone. */
  readonly creates?: string;
  /** Inserted rows are whole, with what the database gave them. */
  readonly rows: readonly RowChange[];
  readonly files: readonly FileRecord[];
  /** Kept by a person's decision after a crash, stores left as they were: not to be undone. */
  readonly asIs?: boolean;
}

/** The parts of a record that come from its change set. */
export function header(changeSet: ChangeSet): Omit<JournalRecord, 'id' | 'format' | 'at' | 'rows' | 'files'> {
  const { operation, title, request, agent, override, undoes, redoes, creates } = changeSet;
  return {
    operation,
    title,
    ...(request === undefined ? {} : { request }),
    ...(agent === undefined ? {} : { agent }),
    ...(override === undefined ? {} : { override }),
    ...(undoes === undefined ? {} : { undoes }),
    ...(redoes === undefined ? {} : { redoes }),
    ...(creates === undefined ? {} : { creates }),
  };
}

/** A record as it is kept, and whether it bears the seal of this user on this machine (`Provenance`). */
export interface SealedRecord {
  readonly record: JournalRecord;
  readonly seal: string | undefined;
}

/** A commit's journal on the disk. Open: begun and not known to be finished. */
export interface JournalEntry extends SealedRecord {
  readonly open: boolean;
}

/** What is sealed: all of the record. */
export function sealedText(record: JournalRecord): string {
  return JSON.stringify(record, null, 1);
}

export function recordBytes(record: JournalRecord, seal: string | undefined): Uint8Array {
  return utf8Bytes(JSON.stringify({ ...record, ...(seal === undefined ? {} : { seal }) }, null, 1));
}

/**
 * Reads a record. Throws `commit/newer-format` for one of a newer version, `commit/unrecovered` for one that is damaged, and
 * `commit/outside` for one that names a place outside of the workspace. `file` is its path, relative to the root.
 */
export async function readRecord(bytes: Uint8Array, file: string, root: string): Promise<SealedRecord> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw unreadableRecord(file, reasonOf(error));
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'number' && format > FORMAT) throw newer(file);
  const problem = (await problemsOf(RECORD_SCHEMA, value))[0];
  if (problem !== undefined) throw unreadableRecord(file, problem);
  const { seal, ...record } = value as JournalRecord & { readonly seal?: string };
  const outside = placesOf(record).find((path) => !isNamedInside(root, path));
  if (outside !== undefined)
    throw new CmosError(
      'commit/outside',
      `${t('{0} names {1}, which is outside of the workspace; it was not applied.', file, JSON.stringify(outside))} ${t('Nothing was changed.')}`,
      { file, advice: t('CMOS Operations did not write it. Look at it, and move it out of the folder.') },
    );
  return { record, seal };
}

/** What a record changed, or would: the parts of each file around the change, for a person to look at. */
export function shownChange({ operation, title, rows, files }: JournalRecord): ChangeSet {
  return { operation, title, rows, files: files.map(shownFile) };
}

function shownFile(record: FileRecord): FileChange {
  const { path } = record;
  switch (record.kind) {
    case 'edit': {
      let before = '';
      const edits: TextEdit[] = [];
      for (const { lead, before: old, after, trail } of record.hunks) {
        const start = before.length + lead.length;
        edits.push({ start, end: start + old.length, newText: after });
        before += lead + old + trail;
      }
      return { kind: 'edit', path, before, edits, ...(record.units === true ? { units: true } : {}) };
    }
    case 'append':
      return { kind: 'append', path, lines: record.text.replace(/^\r?\n|\r?\n$/g, '').split(/\r?\n/) };
    case 'create':
      return { kind: 'create', path, text: record.text };
    case 'remove':
      return { kind: 'remove', path, before: record.text };
  }
}

function placesOf({ creates, files }: JournalRecord): readonly string[] {
  return [
    ...(creates === undefined ? [] : [creates]),
    ...files.flatMap((file) => [file.path, ...(file.kind === 'create' ? (file.folders ?? []) : [])]),
  ];
}

/** A record that a newer version wrote: an older one must neither apply nor remove it. */
function newer(file: string): CmosError {
  return new CmosError(
    'commit/newer-format',
    `${t('A newer version of CMOS Operations wrote {0}, the record of a change.', file)} ${t('Nothing was changed.')}`,
    { file, advice: t('Update this one: an editor and a command line that share a workspace need the same version.') },
  );
}

/** A record that cannot be taken for what it says. `reason` is a part of a sentence. */
export function unreadableRecord(file: string, reason: string): CmosError {
  return new CmosError(
    'commit/unrecovered',
    t('{0}, the record of an earlier change, cannot be read: {1}', file, reason.replace(/\.?$/, '.')),
    {
      file,
      advice: t('Compare the stores with cmos parity, and move this file away when they are as you want them.'),
    },
  );
}

const text = { type: 'string' };
const row = {
  type: 'object',
  additionalProperties: {
    anyOf: [
      { type: ['string', 'number', 'null'] },
      { type: 'object', required: ['blob'], additionalProperties: false, properties: { blob: text } },
    ],
  },
};

function shape(required: Record<string, unknown>, optional: Record<string, unknown> = {}): object {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

function kind(name: string): object {
  return { const: name };
}

/** A record as it is kept. */
export const RECORD_SCHEMA = shape(
  {
    format: { const: FORMAT },
    id: { type: 'string', pattern: '^\\d{8,15}-[a-z0-9]+$' },
    operation: text,
    title: text,
    at: text,
    rows: {
      type: 'array',
      items: {
        oneOf: [
          shape({ kind: kind('insert'), table: text, row }, { key: row }),
          shape({ kind: kind('update'), table: text, key: row, before: row, after: row }),
          shape({ kind: kind('delete'), table: text, key: row, before: row }),
        ],
      },
    },
    files: {
      type: 'array',
      items: {
        oneOf: [
          shape(
            {
              kind: kind('edit'),
              path: text,
              hunks: { type: 'array', items: shape({ lead: text, before: text, after: text, trail: text }) },
              before: text,
              after: text,
            },
            { units: { const: true } },
          ),
          shape({
            kind: kind('append'),
            path: text,
            size: { type: ['integer', 'null'], minimum: 0 },
            before: { type: ['string', 'null'] },
            text,
          }),
          shape({ kind: kind('create'), path: text, text }, { folders: { type: 'array', items: text } }),
          shape({ kind: kind('remove'), path: text, text }),
        ],
      },
    },
  },
  {
    request: text,
    agent: text,
    override: text,
    undoes: text,
    redoes: text,
    creates: text,
    asIs: { type: 'boolean' },
    seal: text,
  },
);
